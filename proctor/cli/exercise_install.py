"""`proctor exercise install`: a candidate part that was sent becomes an exercise that `proctor start` finds."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.archive import read_bounded
from proctor.catalog.install import install, received
from proctor.catalog.library import open_library
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import wrapped
from proctor.errors import ExitCode


class InstallReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is installed now, as a script reads it; `new` is false where it was there already."""

    exercise: str
    title: str
    levels: tuple[str, ...]
    folder: str
    digest: str
    new: bool
    start: str
    """The words that `proctor start` takes for it."""


def install_report(exercise: Exercise, *, new: bool) -> InstallReport:
    """An installed exercise; where another has its name, it is started by its folder."""
    same_name = [one for one in open_library().exercises if one.name == exercise.name]
    return InstallReport(
        exercise=exercise.name,
        title=exercise.manifest.title,
        levels=tuple(level for level in LEVELS if level in exercise.manifest.levels),
        folder=str(exercise.root),
        digest=exercise.digest(),
        new=new,
        start=exercise.name if len(same_name) == 1 else str(exercise.root),
    )


def _lines(report: InstallReport) -> Iterator[str]:
    done = "Installed" if report.new else "Installed already"
    yield from wrapped(f"{done}: {report.title} ({report.exercise}; {', '.join(report.levels)})", rest="  ")
    yield f"Folder: {report.folder}"
    yield f"Digest: {report.digest}"
    yield from wrapped(
        "Here the visible checks run. Hidden checks are not on this machine: the company runs them later."
    )
    yield f"Start it: proctor start {report.start}"


def _arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the candidate part that you were sent (…-candidate.tar)")
    parser.add_argument("--replace", action="store_true", help="replace another version that is installed")


def _run(options: Namespace) -> int:
    path = Path(options.file).expanduser()
    exercise, new = install(received(read_bounded(path), path.name), replace=options.replace)
    report = install_report(exercise, new=new)
    if options.json:
        print_json(report)
    else:
        print_lines(_lines(report))
    return ExitCode.DONE


INSTALL: Final = Handler(_arguments, _run)
