"""A comparison as rows of words: a name, and a cell for each session. What the terminal and the page show."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from proctor.review.cards.agreement import Alpha
from proctor.review.comparing import Clock, Comparison, Score, Side
from proctor.review.track import Visibility
from proctor.session.durations import clock_text
from proctor.session.verdicts import Verdict

NO_RANKING: Final = (
    "Nothing here is ranked or added up, and the order of the columns says nothing. A row that differs is a reason to "
    "look into the sessions, not a result."
)
NONE: Final = "-"
_SHORT: Final = {Verdict.TIMEOUT: "TIME", Verdict.DEFERRED: "LATER"}


class Row(NamedTuple):
    """What is compared, and what each session has there."""

    name: str
    cells: tuple[str, ...]


class Section(NamedTuple):
    """Rows under a title; `about` says how cells are to be read."""

    title: str
    about: str
    rows: tuple[Row, ...]


def sections(found: Comparison, sides: Sequence[Side]) -> Iterator[Section]:
    """The tables on some of the sessions; none that has no row."""
    made = (
        Section("Times", "minutes:seconds of a clock", tuple(_times(sides))),
        Section("Checks", "submitted > final", tuple(_checks(sides, "visible"))),
        Section("Hidden checks", "submitted > final", tuple(_checks(sides, "hidden"))),
        Section("Measured", "submitted > final", tuple(_metrics(sides))),
        Section("On the way", "", tuple(_course(sides))),
        Section("Score cards", "as reviewers gave them", tuple(_cards(found, sides))),
    )
    return (section for section in made if section.rows)


def alpha_words(alpha: Alpha) -> str:
    """How far reviewers agree over all of these sessions."""
    if alpha.value is None:
        return f"Agreement across these sessions: not given; {alpha.reason}."
    return (
        f"Agreement across these sessions: Krippendorff's alpha {alpha.value:.2f} "
        f"({alpha.raters} reviewers, {alpha.items} items that two or more scored)."
    )


def _times(sides: Sequence[Side]) -> Iterator[Row]:
    yield _row("Work, used of given", sides, lambda side: _clock(side.work))
    yield _row("Revision, used of given", sides, lambda side: _clock(side.revision))
    yield _row("First save of the work", sides, lambda side: _time(side.first_save_s))
    yield _row("Required checks all held", sides, lambda side: _time(side.all_held_s))
    yield _row("Feedback to first change", sides, lambda side: _time(side.first_change_s))


def _checks(sides: Sequence[Side], visibility: Visibility) -> Iterator[Row]:
    known = [{one.id: one for one in side.checks if one.visibility == visibility} for side in sides]
    for name in dict.fromkeys(name for checks in known for name in checks):
        found = [checks.get(name) for checks in known]
        yield Row(
            name, tuple(NONE if one is None else _step(_verdict(one.before), _verdict(one.after)) for one in found)
        )


def _metrics(sides: Sequence[Side]) -> Iterator[Row]:
    known = [{(one.check, one.name): one for one in side.metrics} for side in sides]
    for key in dict.fromkeys(key for metrics in known for key in metrics):
        found = [metrics.get(key) for metrics in known]
        cells = tuple(NONE if one is None else _step(_number(one.before), _number(one.after)) for one in found)
        yield Row(" ".join(key), cells)


def _course(sides: Sequence[Side]) -> Iterator[Row]:
    yield _row("Saves", sides, lambda side: str(side.saves))
    yield _row("Runs of the checks", sides, lambda side: str(side.runs))
    yield _row("Questions asked", sides, lambda side: str(side.questions))
    yield _row("Hints given", sides, lambda side: str(side.hints))
    yield _row("Hidden checks shown", sides, lambda side: str(side.reveals))
    yield _row("Feedback", sides, lambda side: "given" if side.feedback else "none")
    yield _row("Lines, revision", sides, lambda side: f"+{side.added} -{side.deleted}")
    yield _row("Files, revision", sides, lambda side: str(len(side.files)))


def _cards(found: Comparison, sides: Sequence[Side]) -> Iterator[Row]:
    if any(side.cards.criteria for side in sides):
        for name in found.criteria:
            yield Row(name, tuple(_given(side.cards.criteria.get(name, ())) for side in sides))
        yield _row("Overall, as chosen", sides, lambda side: _given(side.cards.overall))
        yield _row("Widest spread", sides, _spread)
    if any(side.cards.withheld for side in sides):
        yield _row("Cards not for you yet", sides, lambda side: str(side.cards.withheld))


def _row(name: str, sides: Sequence[Side], cell: Callable[[Side], str]) -> Row:
    return Row(name, tuple(cell(side) for side in sides))


def _given(scores: Sequence[Score]) -> str:
    """Every reviewer's number; a criterion without evidence has the word."""
    return " ".join("none" if one.score is None else str(one.score) for one in scores) or NONE


def _spread(side: Side) -> str:
    given = side.cards.agreement.criteria if side.cards.agreement else ()
    known = [one.spread for one in given if one.spread is not None]
    return str(max(known)) if known else NONE


def _clock(clock: Clock | None) -> str:
    return NONE if clock is None else f"{clock_text(clock.used_s)}/{clock_text(clock.given_s)}"


def _time(seconds: float | None) -> str:
    return NONE if seconds is None else clock_text(seconds)


def _verdict(verdict: Verdict | None) -> str:
    return "not run" if verdict is None else _SHORT.get(verdict, verdict.value)


def _step(before: str, after: str) -> str:
    return before if before == after else f"{before}>{after}"


def _number(number: float | None) -> str:
    return NONE if number is None else f"{number:.3g}"
