"""Going to the editor where there is no window of its own for it: the screen steps aside and comes back after."""

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported

from proctor.errors import EnvironmentFault


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The candidate's editor as they named it, else vi."""
    named = environ.get("VISUAL") or environ.get("EDITOR") or "vi"
    try:
        return shlex.split(named) or ["vi"]
    except ValueError as error:
        raise EnvironmentFault(
            f"$EDITOR cannot be read: {named!r}", hint="set EDITOR to a command, e.g. vim"
        ) from error


async def edit(app: App[int], workspace: Path, command: Sequence[str]) -> None:
    """Let the editor that `command` starts have the terminal until it ends; the clock and the link go on meanwhile."""
    try:
        with app.suspend():
            process = await asyncio.create_subprocess_exec(*command, cwd=workspace)
            await process.wait()
    except OSError as error:
        raise EnvironmentFault(
            f"the editor did not start: {error.strerror or error}", hint="set EDITOR, or use any editor elsewhere"
        ) from error
    except SuspendNotSupported as error:
        raise EnvironmentFault(
            "this terminal cannot be handed to an editor", hint=f"open {workspace} in any other editor"
        ) from error
