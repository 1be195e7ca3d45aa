"""Starting the candidate's app in this terminal."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from proctor.link.launch import ensure_host
from proctor.link.live import LiveLink
from proctor.tui.app import CandidateApp
from proctor.tui.running import collect_again, only_ascii, ran
from proctor.tui.view import View


def show(socket: Path, *, workspace: Path, session: str, inside_tmux: bool, name: str) -> int:
    """Run the app to its end; see `proctor.tui.run`. Expects the garbage collector off and turns it on again."""
    view = View(name=session, ascii_only=only_ascii(), switch_key=switch_key(os.environ) if inside_tmux else "")

    async def revive() -> None:
        await asyncio.to_thread(ensure_host, workspace.parent)

    link = LiveLink(socket, name=name)
    return ran(CandidateApp(link, view, workspace=workspace, first_paint=collect_again, revive=revive))


def switch_key(environ: Mapping[str, str]) -> str:
    """The key that tmux was told to bind, by tmux's name for it."""
    return environ.get("PROCTOR_SWITCH_KEY") or "F12"
