"""`proctor exercise check`: grade one solution with the visible and the hidden checks of a level."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from proctor.catalog.library import find
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import VISIBILITIES
from proctor.checks.grading import Graded, grade, new_seed
from proctor.checks.request import CheckFinished
from proctor.cli.frameworks import chosen_framework, framework_argument
from proctor.cli.grading_reports import PASSED, graded_rows, isolation_report, row_lines, rows_pass
from proctor.cli.levels import USUAL_LEVEL, chosen_level
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import count_text, quoted, wrapped
from proctor.cli.reports import CheckReport, CheckRow
from proctor.host.bench import passing_engine
from proctor.host.environments import place_of
from proctor.host.solution import Solution, read_solution
from proctor.host.suites import suite_of
from proctor.session.agreement import isolation_line
from proctor.session.frameworks import PYTORCH, loss_lines
from proctor.session.state import Isolation
from proctor.session.verdicts import UNDECIDED, Verdict


async def graded(exercise: Exercise, level: Level, solution: Solution, seed: int) -> tuple[Graded, ...]:
    """What each of the two suites says; both run whatever the isolation is, since authors know their own checks."""
    async with passing_engine(exercise.root, framework=place_of(exercise)) as engine:
        return tuple(
            [
                await grade(engine.once, suite, solution.contents, seed=seed)
                for visibility in VISIBILITIES
                if (suite := suite_of(exercise, level, visibility)).ids
            ]
        )


def grading_report(exercise: Exercise, level: Level, found: tuple[Graded, ...]) -> CheckReport:
    """The outcome as a script reads it; a solution that was handed in is no snapshot of a session."""
    outcomes: dict[str, CheckFinished] = {}
    for one in found:
        outcomes |= one.outcomes
    checks = [check for visibility in VISIBILITIES for check in exercise.checks(level, visibility)]
    rows = graded_rows(checks, outcomes)
    lowest = min((one.ready for one in found if one.ready), key=lambda ready: ready.isolation, default=None)
    return CheckReport(
        exercise=exercise.name,
        level=level,
        isolation=isolation_report(lowest),
        passed=_passed(exercise, level, rows),
        snapshot=None,
        checks=rows,
        framework=exercise.framework,
        not_asked=loss_lines(exercise.card, exercise.left_out),
    )


def flag_lines(found: tuple[Graded, ...]) -> Iterator[str]:
    """What a person should look at; it decides nothing, so that scripts are not told."""
    flags = {(flag.file, flag.line, flag.what): flag for one in found for flag in one.flags}
    for flag in flags.values():
        place = f"{flag.file}:{flag.line}" if flag.line else flag.file
        yield from wrapped(f"{place} {flag.what}: {flag.why}", first="Have a look: ", rest="    ")
        yield from quoted(flag.text)
    if flags:
        yield ""


def _passed(exercise: Exercise, level: Level, rows: tuple[CheckRow, ...]) -> bool | None:
    """A candidate part cannot say that work passes: its hidden checks are elsewhere."""
    passed = rows_pass(rows)
    return None if passed and exercise.part is not None and exercise.hidden_count(level) else passed


def report_lines(report: CheckReport, seed: int) -> Iterator[str]:
    """The outcome for a person: every check, then the whole."""
    for visibility in VISIBILITIES:
        rows = [row for row in report.checks if row.visibility == visibility]
        if rows:
            yield f"{visibility.capitalize()} checks:"
            yield from row_lines(rows)
            yield ""
    shown = Isolation(report.isolation.level, report.isolation.note) if report.isolation else None
    yield from wrapped(isolation_line(shown), rest="  ")
    framework = "" if report.framework == PYTORCH else f", {report.framework}"
    yield f"Exercise: {report.exercise} ({report.level}{framework}), seed {seed}"
    for line in report.not_asked:
        yield from wrapped(line, first="Not looked at: ", rest="  ")
    yield from wrapped(_whole(report), rest="  ")


def _whole(report: CheckReport) -> str:
    holding = sum(row.verdict == Verdict.PASS for row in report.checks)
    held = f"{holding} of {count_text(len(report.checks), 'check')} hold"
    match report.passed:
        case True:
            return f"Passed: {held}."
        case False:
            return f"Not passed: {held}; against it: {_names(rows_against(report.checks))}."
    undecided = [row for row in report.checks if row.required and row.verdict in {None, *UNDECIDED}]
    if not undecided:
        return f"Undecided: {held}, and the hidden checks are not on this machine."
    return f"Undecided, which is ours and not the solution's: {held}; open: {_names(undecided)}."


def rows_against(rows: tuple[CheckRow, ...]) -> list[CheckRow]:
    """The required rows that count against the work."""
    return [row for row in rows if row.required and rows_pass([row]) is False]


def _names(rows: list[CheckRow]) -> str:
    return ", ".join(row.id for row in rows)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "exercise", metavar="EXERCISE", help="such as layer/practice-rms-norm, practice-rms-norm, or a folder"
    )
    parser.add_argument(
        "--solution",
        metavar="PATH",
        required=True,
        help="a file, which stands for the file to work in, or a folder, which is laid over the starter",
    )
    parser.add_argument("--level", metavar="LEVEL", default="", help=f"junior, mid or senior (default: {USUAL_LEVEL})")
    framework_argument(parser)
    parser.add_argument("--seed", metavar="N", type=int, help="draw the inputs of an earlier run again")


def _run(options: Namespace) -> int:
    exercise = chosen_framework(find(options.exercise), options.framework)
    level = chosen_level(exercise, options.level)
    solution = read_solution(exercise, level, Path(options.solution).expanduser())
    for remark in solution.remarks:
        print(f"proctor: warning: {remark}", file=sys.stderr)
    if exercise.part is not None:
        print("proctor: warning: this is a candidate part: its hidden checks are not here", file=sys.stderr)
    seed = new_seed() if options.seed is None else options.seed
    found = asyncio.run(graded(exercise, level, solution, seed))
    report = grading_report(exercise, level, found)
    if options.json:
        print_json(report)
    else:
        print_lines([*flag_lines(found), *report_lines(report, seed)])
    return PASSED[report.passed]


CHECK: Final = Handler(_arguments, _run)
