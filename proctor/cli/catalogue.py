"""`proctor list` and `proctor show`: the exercises, for whoever picks, gives or writes one."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Final, get_args

from proctor.catalog.library import Library, find, open_library
from proctor.catalog.manifest import LEVELS, Kind
from proctor.catalog.package import Exercise
from proctor.cli.catalogue_reports import DetailReport, detail_report, exercise_report, level_reports
from proctor.cli.frameworks import chosen_framework, framework_argument
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import count_text, table, wrapped
from proctor.errors import ExitCode
from proctor.session.plain_text import shown


def _list_lines(exercises: Sequence[Exercise]) -> Iterator[str]:
    rows = [
        (exercise.name, _minutes_text(exercise), _purpose(exercise.manifest.practice, exercise.is_public))
        for exercise in exercises
    ]
    yield from table(("EXERCISE", "WORK + REVISION", "FOR"), rows)
    yield "More about one: proctor show EXERCISE"


def _purpose(practice: bool, public: bool) -> str:
    return "practice" if practice else "evaluation (public)" if public else "evaluation"


def _minutes_text(exercise: Exercise) -> str:
    """The shortest and the longest of the levels; `show` tells them apart."""
    levels = level_reports(exercise).values()
    work, revision = ([getattr(level, name) for level in levels] for name in ("main_min", "revision_min"))
    return f"{_range_text(work)} + {_range_text(revision)} min"


def _range_text(minutes: Sequence[float]) -> str:
    low, high = min(minutes), max(minutes)
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def _show_lines(report: DetailReport) -> Iterator[str]:
    yield from wrapped(f"{report.title} ({report.exercise})")
    yield from wrapped(report.summary)
    yield f"For: {_purpose(report.practice, report.public)}"
    for level, length in report.levels.items():
        yield f"Level {level}: {length.main_min:g} min + {length.revision_min:g} min revision"
    yield f"File to work in: {report.entry}"
    yield f"Frameworks: {', '.join(report.frameworks)}"
    for line in report.not_asked:
        yield from wrapped(line, first="Not looked at: ", rest="  ")
    yield from wrapped(
        ", ".join(f"{aid.replace('_', ' ')}: {rule}" for aid, rule in report.aids.items()), first="Aids: "
    )
    for criterion in report.criteria:
        yield from wrapped(f"{criterion['name']}: {criterion['text']}", first="Judged: ", rest="  ")
    for constraint in report.constraints:
        yield from wrapped(constraint, first="Rule: ", rest="  ")
    for check in report.checks:
        limits = "" if len(check.levels) == len(report.levels) else f", {', '.join(check.levels)} only"
        advisory = "" if check.required else ", advisory"
        yield from wrapped(f"{check.promise} ({check.id}{limits}{advisory})", first="Check: ", rest="  ")
    yield f"Hidden checks: {report.hidden_checks or 'none'}" + (" (not here)" if report.candidate_part else "")
    if report.spec is not None:
        yield ""
        yield from shown(report.spec).splitlines()
    yield ""
    yield f"Take it: proctor start {report.exercise}"


def _tell_problems(library: Library) -> None:
    """A package that cannot be read must not look as if it did not exist."""
    for problem in library.problems:
        print(f"proctor: warning: {problem}", file=sys.stderr)


def _list_arguments(parser: Parser) -> None:
    parser.add_argument("--kind", choices=get_args(Kind), help="only this kind")
    parser.add_argument("--level", choices=LEVELS, help="only what offers this level")


def _list(options: Namespace) -> int:
    library = open_library()
    _tell_problems(library)
    chosen = [
        exercise
        for exercise in library.exercises
        if options.kind in {None, exercise.manifest.kind}
        and (options.level is None or options.level in exercise.manifest.levels)
    ]
    if options.json:
        print_json([exercise_report(exercise) for exercise in chosen])
    elif chosen:
        print_lines(_list_lines(chosen))
    else:
        print_lines([f"No such exercise ({count_text(len(library.exercises), 'exercise')} in all)."])
    return ExitCode.DONE


def _show_arguments(parser: Parser) -> None:
    parser.add_argument(
        "exercise", metavar="EXERCISE", help="such as layer/practice-rms-norm, practice-rms-norm, or a folder"
    )
    parser.add_argument("--level", choices=LEVELS, help="as it is at this level only")
    framework_argument(parser)
    parser.add_argument("--spec", action="store_true", help="print the specification too")


def _show(options: Namespace) -> int:
    exercise = chosen_framework(find(options.exercise), options.framework)
    offered = [level for level in LEVELS if level in exercise.manifest.levels]
    levels = [exercise.level(options.level)] if options.level else offered
    report = detail_report(exercise, levels, with_spec=options.spec)
    if options.json:
        print_json(report)
    else:
        print_lines(_show_lines(report))
    return ExitCode.DONE


LIST: Final = Handler(_list_arguments, _list)
SHOW: Final = Handler(_show_arguments, _show)
