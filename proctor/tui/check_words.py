"""What the check pane says: what holds first, then what is open, and for which save all of it is."""

from textual.content import Content

from proctor.session.board import CheckBoard, Freshness, Result, Row
from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Save, Session
from proctor.session.verdicts import AGAINST, EXPLANATIONS, Verdict
from proctor.tui.clock_words import local_time
from proctor.tui.shapes import STALE, VERDICT_MARKS, WORD_CELLS, mark_of
from proctor.tui.view import View

_MS_CELLS = 8
_ODD = frozenset(Verdict) - {Verdict.PASS, Verdict.FAIL}
"""Verdicts whose meaning is not plain from the word; their explanation is always shown."""


def holding_text(board: CheckBoard) -> str:
    """`4 of 7 hold`; for results of an earlier save only, `4 of 7 held before`; before any, how many there are."""
    fresh = [row.freshness for row in board.rows()]
    if Freshness.CURRENT not in fresh and board.results:
        held = sum(result.verdict is Verdict.PASS for result in board.results.values())
        return f"{held} of {len(board.checks)} held before"
    if Freshness.CURRENT not in fresh:
        return f"{len(board.checks)} to run"
    so_far = " so far" if Freshness.RUN in fresh else ""
    return f"{board.holding()} of {len(board.checks)} hold{so_far}"


def summary(view: View) -> Content:
    """The lead line and the line that names the save."""
    session = view.session
    if session is None:
        return Content("")
    if not session.board.checks:
        return Content("This exercise has no visible checks.")
    return Content.assemble((holding_text(session.board), "bold $text-success"), "\n", source_line(session))


def source_line(session: Session) -> str:
    """Which snapshot the verdicts are for, and whether newer ones are on their way."""
    board = session.board
    if board.run is not None and (left := len(set(board.run.checks) - board.ended_in_run)):
        if session.isolation is None:
            return f"The check engine is starting, once, for some seconds; then {_save_name(session, board.run.commit)}"
        return f"Running on {_save_name(session, board.run.commit)}: {left} of {len(board.run.checks)} to go"
    results = list(board.results.values())
    if not results:
        return "Nothing has run yet. Save a file, or press c."
    stale = sum(row.freshness is Freshness.STALE for row in board.rows())
    if stale == len(results):
        return f"{STALE.word}: these are for {_save_name(session, results[-1].commit)}; your work has changed since"
    newest = next((result for result in reversed(results) if result.tree == board.newest_tree), results[-1])
    mixed = f"; {stale} STALE, for an earlier save" if stale else ""
    return f"For {_save_name(session, newest.commit)}{mixed}"


def _save_name(session: Session, commit: str) -> str:
    save = next((save for save in reversed(session.saves) if save.snapshot.commit == commit), None)
    return f"your save of {_save_time(save)} ({commit[:7]})" if save else f"snapshot {commit[:7]}"


def _save_time(save: Save) -> str:
    return local_time(save.at_utc, with_seconds=True)


def row_text(row: Row, *, ascii_only: bool) -> Content:
    """One row of the list: mark, time, promise."""
    mark = mark_of(row)
    ms = f"{row.result.ms:.0f} ms" if row.result is not None and row.freshness is Freshness.CURRENT else ""
    promise = shown_line(row.check.promise or row.check.id)
    return Content.assemble(
        (mark.text(ascii_only=ascii_only).ljust(WORD_CELLS), f"bold {mark.style}"),
        (ms.rjust(_MS_CELLS), "$text-muted"),
        f"  {promise}",
    )


def detail(row: Row) -> Content:
    """All about one check: promise, what the verdict means, the message, what the code printed."""
    check, result = row.check, row.result
    parts = [Content.styled(shown_line(check.promise or check.id), "bold")]
    notes = [check.id, *([f"serves: {check.criterion}"] if check.criterion else [])]
    if check.advisory:
        notes.append("advice only, not required")
    parts.append(Content.styled(shown_line(", ".join(notes)), "$text-muted"))
    if result is None:
        parts.append(Content("Not run yet."))
        return _lines(parts)
    parts.append(_standing(row.freshness, result))
    if result.message:
        parts.append(Content(f"\n{shown(result.message).strip()}"))
    if result.evidence == "worker":
        parts.append(Content.styled("Measured beside your code.", "$text-muted"))
    if result.output.strip():
        parts += [Content.styled("\nPrinted by your code:", "bold"), Content(shown(result.output).rstrip())]
    return _lines(parts)


def _standing(freshness: Freshness, result: Result) -> Content:
    """Always one line for the usual verdicts: what follows it does not jump when a run begins and ends."""
    if freshness is Freshness.STALE:
        return Content(f"STALE: it said {result.verdict} for an earlier save ({result.commit[:7]}).")
    if freshness is Freshness.RUN:
        return Content(f"Running now. Before: {result.verdict}.")
    mark = VERDICT_MARKS[result.verdict]
    plain = result.verdict not in _ODD and result.message
    says = f"for your save ({result.commit[:7]})." if plain else EXPLANATIONS[result.verdict]
    return Content.assemble((mark.word, f"bold {mark.style}"), f"  {says}")


def first_open(board: CheckBoard) -> int:
    """Index of the check to look at first: the first one that counts against the work, else the first."""
    rows = board.rows()
    against = (i for i, row in enumerate(rows) if row.result is not None and row.result.verdict in AGAINST)
    return next(against, 0)


def _lines(parts: list[Content]) -> Content:
    return Content("\n").join(parts)
