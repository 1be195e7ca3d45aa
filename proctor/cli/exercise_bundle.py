"""`proctor exercise bundle`: one file for a candidate's own machine, and a sealed one that the company keeps."""

import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.archive import packed
from proctor.catalog.bundle import Bundle, divided
from proctor.catalog.library import find
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise
from proctor.catalog.seal import seal
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.passphrase import add_passphrase, chosen_passphrase
from proctor.cli.render import wrapped
from proctor.errors import EnvironmentFault, ExitCode, UsageError
from proctor.home import checkout

_READ_BY_ALL: Final = 0o644
_OWNER_ONLY: Final = 0o600


class BundleReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, as a script reads it. `hidden_checks` counts by level what only the company part holds."""

    exercise: str
    levels: tuple[Level, ...]
    candidate_part: str
    candidate_digest: str
    company_part: str
    package_digest: str
    hidden_checks: dict[str, int]


def bundle_report(bundle: Bundle, folder: Path) -> BundleReport:
    """The files of a bundle below `folder`, and what is in them."""
    short = bundle.part.exercise.rpartition("/")[2]
    return BundleReport(
        exercise=bundle.part.exercise,
        levels=bundle.part.levels,
        candidate_part=str(folder / f"{short}-candidate.tar"),
        candidate_digest=bundle.candidate_digest,
        company_part=str(folder / f"{short}-company.sealed"),
        package_digest=bundle.part.package_digest,
        hidden_checks={level: bundle.part.hidden_count(level) for level in bundle.part.levels},
    )


def _lines(report: BundleReport) -> Iterator[str]:
    counts = ", ".join(f"{number} at {level}" for level, number in report.hidden_checks.items())
    yield f"Exercise: {report.exercise} ({', '.join(report.levels)})"
    yield f"Candidate part: {report.candidate_part}"
    yield f"Its digest: {report.candidate_digest}"
    yield f"Company part: {report.company_part}"
    yield from wrapped(f"Hidden checks, of which the candidate part has only the number: {counts}", rest="  ")
    yield "Send the candidate part, and only that. On their machine the candidate runs:"
    yield f"  proctor exercise install {Path(report.candidate_part).name}"
    yield f"  proctor start {report.exercise}"
    yield "Whoever judges the work, and does not have the package, installs it too, then:"
    yield f"  proctor exercise unseal {Path(report.company_part).name}"


def _warn_of_public(exercise: Exercise) -> None:
    home = checkout("exercises")
    if home is not None and exercise.root.is_relative_to((home / "exercises").resolve()):
        print(
            "proctor: warning: this exercise ships with proctor, hidden checks and solutions included; "
            "sealing it keeps nothing secret",
            file=sys.stderr,
        )


def write_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, for whom `mode` says."""
    try:
        handle, name = tempfile.mkstemp(prefix=".proctor-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
        Path(name).replace(path)
    except OSError as error:
        raise EnvironmentFault(f"cannot write {path}: {error.strerror}", hint="name another folder with -o") from error


def _write(bundle: Bundle, report: BundleReport, passphrase: str) -> None:
    sealed = seal(packed(bundle.company), bundle.label, passphrase)
    candidate = {f"{report.exercise}/{path}": content for path, content in bundle.candidate.items()}
    write_file(Path(report.candidate_part), packed(candidate), _READ_BY_ALL)
    write_file(Path(report.company_part), sealed, _OWNER_ONLY)


def _arguments(parser: Parser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE", help="such as layer/practice-rms-norm, or a folder")
    parser.add_argument("-o", "--output", metavar="FOLDER", default=".", help="where both files go (default: here)")
    parser.add_argument(
        "--level", metavar="LEVEL", action="append", default=[], help="only this level; may be given again"
    )
    parser.add_argument("--replace", action="store_true", help="write over files of an earlier bundle")
    add_passphrase(parser)


def _run(options: Namespace) -> int:
    exercise = find(options.exercise)
    bundle = divided(exercise, [exercise.level(level) for level in options.level])
    if not bundle.company:
        raise UsageError(f"{exercise.name} has nothing private", hint="hand out its folder as it is")
    report = bundle_report(bundle, Path(options.output).expanduser())
    for path in (report.candidate_part, report.company_part):
        if Path(path).exists() and not options.replace:
            raise UsageError(f"there is already {path}", hint="to write over it: add --replace")
    _warn_of_public(exercise)
    passphrase, made = chosen_passphrase(options.passphrase_file)
    _write(bundle, report, passphrase)
    if made:
        print(f"Passphrase of the company part, shown once and kept nowhere: {passphrase}", file=sys.stderr)
    if options.json:
        print_json(report)
    else:
        print_lines(_lines(report))
    return ExitCode.DONE


BUNDLE: Final = Handler(_arguments, _run)
