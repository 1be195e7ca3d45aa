"""Starting the candidate's app in this terminal."""

import asyncio
import gc
import os
from collections.abc import Mapping
from pathlib import Path

from proctor.errors import ExitCode
from proctor.link.launch import ensure_host
from proctor.link.live import LiveLink
from proctor.tui.app import CandidateApp
from proctor.tui.shapes import utf8_locale
from proctor.tui.view import View
from proctor.tui.widgets.plain_scrollbar import use_plain_scrollbars


def show(socket: Path, *, workspace: Path, session: str, inside_tmux: bool, name: str) -> int:
    """Run the app to its end; see `proctor.tui.run`. Expects the garbage collector off and turns it on again."""
    ascii_only = not utf8_locale(os.environ)
    if ascii_only:
        use_plain_scrollbars()
    view = View(name=session, ascii_only=ascii_only, switch_key=switch_key(os.environ) if inside_tmux else "")

    async def revive() -> None:
        await asyncio.to_thread(ensure_host, workspace.parent)

    link = LiveLink(socket, name=name)
    app = CandidateApp(link, view, workspace=workspace, first_paint=_collect_again, revive=revive)
    try:
        code = app.run()
    finally:
        gc.enable()
    if app.refused is not None:
        raise app.refused
    if code is None:
        return ExitCode.BUG if app.return_code else ExitCode.DONE
    return code


def switch_key(environ: Mapping[str, str]) -> str:
    """The key that tmux was told to bind, by tmux's name for it."""
    return environ.get("PROCTOR_SWITCH_KEY") or "F12"


def _collect_again() -> None:
    """What start-up made lives as long as the app; it need not be looked at again."""
    gc.freeze()
    gc.enable()
