"""How the saves of a whole session read, with what the checks say of each."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks.request import Ready
from proctor.cli.clock_words import local_time
from proctor.cli.grading_reports import graded_rows, isolation_report, rows_pass
from proctor.cli.render import short_commit, table, wrapped
from proctor.cli.reports import CheckRow, IsolationReport
from proctor.record.history import Saved
from proctor.session.answers import Answers
from proctor.session.state import Session
from proctor.session.verdicts import UNDECIDED, Verdict


class JudgedSave(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot and every check on its content; `clock` is how much of its phase was used."""

    snapshot: str
    tree: str
    at: str
    phase: str
    clock: str
    tags: tuple[str, ...]
    passed: bool | None
    checks: tuple[CheckRow, ...]


class LookBack(msgspec.Struct, frozen=True, kw_only=True):
    """All snapshots, oldest first. `isolation` is null if nothing had to be judged now; `refused` says what was not."""

    session: str
    exercise: str
    level: str
    isolation: IsolationReport | None
    refused: str
    undecided: int
    snapshots: tuple[JudgedSave, ...]


def look_back(  # noqa: PLR0913, PLR0917 the parts of a report
    session: Session,
    exercise: Exercise,
    saved: Sequence[Saved],
    said: Mapping[Visibility, Answers],
    ready: Ready | None,
    refused: str,
) -> LookBack:
    """The report on a record, with the checks of the visibilities in `said`."""
    level = session.terms.level
    snapshots = []
    for one in saved:
        rows = tuple(
            row
            for visibility, answers in said.items()
            for row in graded_rows(exercise.checks(level, visibility), answers.on_tree(one.tree))
        )
        snapshots.append(_judged_save(one, rows, session.tags))
    return LookBack(
        session=session.terms.session,
        exercise=session.terms.exercise,
        level=level,
        isolation=isolation_report(ready),
        refused=refused,
        undecided=sum(_is_open(row) for one in snapshots for row in one.checks),
        snapshots=tuple(snapshots),
    )


def _judged_save(one: Saved, rows: tuple[CheckRow, ...], tags: Mapping[str, str]) -> JudgedSave:
    return JudgedSave(
        snapshot=one.commit,
        tree=one.tree,
        at=one.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        phase=one.phase,
        clock=one.clock,
        tags=tuple(tag for tag, commit in tags.items() if commit == one.commit),
        passed=rows_pass(rows),
        checks=rows,
    )


def look_back_lines(report: LookBack) -> Iterator[str]:
    """A row per snapshot: how many checks hold, and which do not."""
    rows = [
        (
            local_time(one.at, seconds=True),
            short_commit(one.snapshot),
            f"{one.phase} {one.clock}".strip(),
            " ".join(one.tags),
            _holding(one, "visible"),
            _holding(one, "hidden"),
            ", ".join(f"{row.verdict or 'NOT RUN'} {row.id}" for row in one.checks if row.verdict != Verdict.PASS),
        )
        for one in report.snapshots
    ]
    yield from table(("TIME", "SNAPSHOT", "PHASE", "TAG", "VISIBLE", "HIDDEN", "NOT HOLDING"), rows)
    if report.isolation:
        words = f"Judged now, under isolation level {report.isolation.level} of 3: {report.isolation.note}"
        yield from wrapped(words, rest="  ")


def _holding(one: JudgedSave, visibility: Visibility) -> str:
    rows = [row for row in one.checks if row.visibility == visibility]
    return f"{sum(row.verdict == Verdict.PASS for row in rows)}/{len(rows)}" if rows else "-"


def _is_open(row: CheckRow) -> bool:
    return row.verdict is None or Verdict(row.verdict) in UNDECIDED
