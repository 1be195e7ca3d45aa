"""The screens: apps that show the folded session of a host and pass on what a person asks for.

`run` is the candidate's, `run_cockpit` the interviewer's. Nothing is decided here; closing a screen ends nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proctor.tui.cockpit.link import WatchLink
    from proctor.tui.cockpit.rows import SessionRow


def load() -> None:
    """Load the screens ahead of `run`, from any thread; the garbage collector stays off until they are painted."""
    import gc  # noqa: PLC0415 with the rest below: who only imports the package loads no screens

    gc.disable()
    import proctor.tui.start  # noqa: F401, PLC0415 Textual costs a quarter of a second


def run(socket: Path, *, workspace: Path, session: str, inside_tmux: bool, name: str) -> int:
    """Show the candidate's screens until the person leaves, and return the exit code.

    `socket` is the candidate's socket of the host, `workspace` the folder of the work, `session` the session's name for
    commands to type, `name` who sits here. Raises the host's refusal, if it sends this client away for good.
    """
    load()
    from proctor.tui.start import show  # noqa: PLC0415 loaded by now

    return show(socket, workspace=workspace, session=session, inside_tmux=inside_tmux, name=name)


def run_cockpit(
    link: "WatchLink",
    *,
    session_name: str,
    who: str,
    notice: str = "",
    revive: "Callable[[], object] | None" = None,
) -> int:
    """Show the interviewer's cockpit until the person leaves, and return the exit code.

    `link` is not connected yet; `who` is the watching person's name, the same that the link says hello with. `notice`
    is a word that stays in sight, such as REHEARSAL. `revive` is called in a thread to start a host that is gone.
    Raises the host's refusal, if it sends this client away.
    """
    import gc  # noqa: PLC0415 with the rest below: who only imports the package loads no screens

    gc.disable()
    from proctor.tui.cockpit.start import show  # noqa: PLC0415 Textual costs a quarter of a second

    return show(link, session_name=session_name, who=who, notice=notice, revive=revive)


def run_session_list(rows: "tuple[SessionRow, ...]", refresh: "Callable[[], tuple[SessionRow, ...]]") -> str | None:
    """Let a person choose one of several running sessions; None when they leave without.

    `refresh` is called in a thread every two seconds and gives the rows as they are then.
    """
    from proctor.tui.cockpit.sessions import choose_session  # noqa: PLC0415 Textual costs a quarter of a second

    return choose_session(rows, refresh)
