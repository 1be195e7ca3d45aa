"""The candidate's screens: an app that shows the folded session of a host and passes on what a person asks for.

Nothing is decided here; closing a screen ends nothing.
"""

from pathlib import Path


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
