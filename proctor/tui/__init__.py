"""The screens: apps that show the folded session of a host and pass on what a person asks for.

`run` is the candidate's, `run_cockpit` the interviewer's. Nothing is decided here; closing a screen ends nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proctor.review.cards.bench import Bench
    from proctor.review.cards.shuffle import Item
    from proctor.tui.cockpit.link import WatchLink
    from proctor.tui.cockpit.rows import SessionRow
    from proctor.tui.replay.wish import Wish


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


def run_score(bench: "Bench") -> int:
    """Let a person write the score card of one session, and return the exit code."""
    import gc  # noqa: PLC0415 with the rest below: who only imports the package loads no screens

    gc.disable()
    from proctor.tui.score.start import show_form  # noqa: PLC0415 Textual costs a quarter of a second

    return show_form(bench)


def run_shuffled(benches: "Mapping[str, Bench]", items: "Sequence[Item]") -> int:
    """Let a person score several answers by letter, in the order of `items`, and return the exit code."""
    import gc  # noqa: PLC0415 with the rest below: who only imports the package loads no screens

    gc.disable()
    from proctor.tui.score.start import show_answers  # noqa: PLC0415 Textual costs a quarter of a second

    return show_answers(benches, items)


def run_replay(wish: "Wish") -> int:
    """Show a finished session until the person leaves, and return the exit code.

    It is read beside, while the screen is loaded. Raises what makes it unreadable: RecordError, UsageError.
    """
    import gc  # noqa: PLC0415 with the rest below: who only imports the package loads no screens
    import os  # noqa: PLC0415

    gc.disable()
    # Textual waits so long before it paints what a key changed: a step through the saves must not wait for that.
    os.environ.setdefault("TEXTUAL_FPS", "500")
    from proctor.review.ahead import going_ahead  # noqa: PLC0415

    with going_ahead(wish.place) as ahead:
        from proctor.tui.replay.opening import Opening  # noqa: PLC0415 git and the catalogue are slow to load

        opening = Opening(wish, ahead)
        opening.begin()
        try:
            from proctor.tui.replay.start import show  # noqa: PLC0415 Textual costs a quarter of a second

            return show(opening)
        finally:  # who leaves while Textual is being loaded leaves nothing behind either
            opening.close()


def run_session_list(rows: "tuple[SessionRow, ...]", refresh: "Callable[[], tuple[SessionRow, ...]]") -> str | None:
    """Let a person choose one of several running sessions; None when they leave without.

    `refresh` is called in a thread every two seconds and gives the rows as they are then.
    """
    from proctor.tui.cockpit.sessions import choose_session  # noqa: PLC0415 Textual costs a quarter of a second

    return choose_session(rows, refresh)
