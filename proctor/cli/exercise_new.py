"""`proctor exercise new`: a first package of one's own, which is proved at once and then made into what one wants."""

import os
import shlex
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.authoring.overlay import with_framework
from proctor.authoring.scaffold import SCAFFOLDED, Naming, package_files, write_package
from proctor.catalog.library import EXERCISES_VARIABLE, named_folders, open_library
from proctor.catalog.package import Exercise
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import count_text, wrapped
from proctor.errors import ExitCode, UsageError

_STEPS: Final = (
    "spec.md and exercise.toml: what is asked, at which level, how it is judged",
    "starter/ and levels/: what a candidate begins with",
    "checks/ and private/checks/: visible and hidden promises",
    "private/reference/ and private/wrong/CHECK/: right ones, and a wrong one for each check",
    "private/*.toml and private/guide.md: what interviewers rely on",
)


class NewReport(msgspec.Struct, frozen=True, kw_only=True):
    """The new package as a script reads it; `found` says whether its name finds it already."""

    exercise: str
    folder: str
    files: tuple[str, ...]
    entry: str
    found: bool
    verify: str
    """The command that proves it."""


def _report(exercise: Exercise) -> NewReport:
    found = any(one.root == exercise.root for one in open_library().exercises)
    return NewReport(
        exercise=exercise.name,
        folder=str(exercise.root),
        files=tuple(exercise.files()),
        entry=exercise.manifest.entry,
        found=found,
        verify=f"proctor exercise verify {exercise.name if found else shlex.quote(str(exercise.root))}",
    )


def _lines(report: NewReport) -> Iterator[str]:
    yield f"Made: {report.exercise} ({count_text(len(report.files), 'file')})"
    yield f"Folder: {report.folder}"
    yield from wrapped("It is a small exercise that works. Prove it, then make it yours, and prove it again:")
    yield f"  {report.verify}"
    for number, step in enumerate(_STEPS, 1):
        yield from wrapped(step, first=f"{number}. ", rest="   ")
    if not report.found:
        folder = shlex.quote(str(Path(report.folder).parent.parent))
        yield "So that its name finds it:"
        yield f"  export {EXERCISES_VARIABLE}={folder}"
    yield from wrapped(
        "Its solutions and hidden checks are secret only as long as its folder is: keep it in a private git "
        "repository. More: docs/AUTHORING.md",
    )


def _place(words: str) -> Path:
    """The folder that was named, else the first one that `PROCTOR_EXERCISES` names, else this one."""
    if words:
        return Path(words).expanduser().absolute()
    own = named_folders(os.environ)
    return own[0].absolute() if own else Path.cwd()


def _arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="such as masked-mean-pool")
    parser.add_argument("--kind", choices=SCAFFOLDED, required=True, help="what sort of exercise")
    parser.add_argument("--framework", metavar="NAME", default="", help="offer it in this framework too, such as jax")
    parser.add_argument("--adapter", metavar="FILE", default="", help="that framework's adapter file, to bring along")
    parser.add_argument(
        "--into",
        metavar="FOLDER",
        default="",
        help=f"where KIND/NAME is made (default: the first folder of {EXERCISES_VARIABLE}, else here)",
    )


def _run(options: Namespace) -> int:
    naming = Naming(options.name)
    if options.adapter and not options.framework:
        raise UsageError("--adapter brings the file of a framework", hint="name it too: --framework NAME")
    contents = package_files(options.kind, naming)
    if options.framework:
        contents = with_framework(contents, naming, options.framework, options.adapter)
    report = _report(write_package(options.kind, naming, _place(options.into), contents))
    if options.json:
        print_json(report)
    else:
        print_lines(_lines(report))
    return ExitCode.DONE


NEW: Final = Handler(_arguments, _run)
