"""`proctor export` and `proctor import`: a finished session as one file, from the machine it was held on to another."""

import hashlib
from argparse import SUPPRESS, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.library import find, open_library
from proctor.cli.choice import chosen_session
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.render import wrapped
from proctor.errors import EnvironmentFault, ExitCode, UsageError
from proctor.host.handover import TakenIn, hand_out, take_in
from proctor.record.seals import digest_of_seal
from proctor.record.store import sessions_root
from proctor.session.sealing import long_seal


class ExportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, as a script reads it; `sha256` is of the file, `seal` empty where it has the work only."""

    session: str
    file: str
    sha256: str
    journals: bool
    private: bool
    seal: str
    contains: tuple[str, ...]
    left_out: tuple[str, ...]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came in, as a script reads it; `candidate_part` is true where its hidden checks cannot be judged here."""

    session: str
    folder: str
    exercise: str
    level: str
    candidate: str
    candidate_part: bool
    sealed: bool = False
    seals: tuple[str, ...] = ()
    """Of the file, oldest first."""
    proof: str = ""


def import_report(taken: TakenIn) -> ImportReport:
    """A session that came in."""
    terms = taken.session.terms
    return ImportReport(
        session=taken.folder.id,
        folder=str(taken.folder.path),
        exercise=terms.exercise,
        level=terms.level,
        candidate=terms.candidate,
        candidate_part=taken.exercise.part is not None,
        sealed=bool(taken.proof.seals),
        seals=tuple(digest_of_seal(seal) for seal in taken.proof.seals),
        proof=taken.proof.words,
    )


def _export_lines(report: ExportReport) -> Iterator[str]:
    yield f"Written: {report.file}"
    yield f"SHA-256: {report.sha256}"
    if report.seal:
        yield f"Seal: {long_seal(report.seal)}"
    yield from wrapped(f"{'; '.join(report.contains)}.", first="It holds ", rest="  ")
    if report.left_out:
        yield from wrapped(f"{'; '.join(report.left_out)}.", first="It does not hold ", rest="  ")
    if report.journals and not report.private:
        yield from wrapped("All of it, for a colleague: --with-private. Only the work, for the candidate to keep:")
        yield "  --candidate-copy"


def _import_lines(report: ImportReport) -> Iterator[str]:
    yield from wrapped(f"Session: {report.session} ({report.exercise}, {report.level}, {report.candidate})", rest="  ")
    yield from wrapped(f"{report.proof}.", first="Verified: " if report.sealed else "Warning: ", rest="  ")
    if report.sealed:
        yield f"Seal: {long_seal(report.seals[-1])}"
    yield from wrapped(
        "Times and verdicts in its journal are what its machine says. Judge the work anew, here:", rest="  "
    )
    whole = " --exercise EXERCISE" if report.candidate_part else ""
    yield f"  proctor check {report.session} --all-snapshots --again{whole}"


def _export_arguments(parser: Parser) -> None:
    add_session(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where to (default: SESSION.bundle, here)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--with-private",
        action="store_true",
        help="also what interviewers keep to themselves: private journal, score cards, private part of the exercise",
    )
    which.add_argument("--candidate-copy", action="store_true", help="only the work: its saves and tags")
    which.add_argument("--for-candidate", action="store_true", dest="candidate_copy", help=SUPPRESS)
    parser.add_argument("--replace", action="store_true", help="write over an existing file")


def _export(options: Namespace) -> int:
    folder = chosen_session(session_words(options), finished_too=True)
    file = Path(options.output or f"{folder.id}.bundle").expanduser().absolute()
    if file.exists() and not options.replace:
        raise UsageError(f"there is already {file}", hint="to write over it: add --replace")
    try:
        out = hand_out(folder, file, with_private=options.with_private, candidate_copy=options.candidate_copy)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise EnvironmentFault(f"cannot write {file}: {error.strerror}", hint="name another with -o") from error
    report = ExportReport(
        session=folder.id,
        file=str(file),
        sha256=digest,
        journals=not options.candidate_copy,
        private=options.with_private,
        seal=digest_of_seal(out.seal) if out.seal else "",
        contains=out.contains,
        left_out=out.left_out,
    )
    if options.json:
        print_json(report)
    else:
        print_lines(_export_lines(report))
    return ExitCode.DONE


def _import_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="what proctor export wrote")
    parser.add_argument(
        "--seal", metavar="HEX", default="", help="the seal that you were given: all of it, or its first 16 digits"
    )
    parser.add_argument("--exercise", metavar="EXERCISE", default="", help="the package it used, if not found by name")
    parser.add_argument(
        "--with-private",
        action="store_true",
        help="believe its private journal and score cards too: from a machine of your own",
    )


def _import(options: Namespace) -> int:
    offered = (find(options.exercise),) if options.exercise else open_library().exercises
    file = Path(options.file).expanduser()
    root = sessions_root()
    try:
        taken = take_in(file, root, offered, with_private=options.with_private, seal=options.seal)
    except OSError as error:
        raise EnvironmentFault(f"cannot write into {root}: {error.strerror}", hint="check the disk") from error
    report = import_report(taken)
    if options.json:
        print_json(report)
    else:
        print_lines(_import_lines(report))
    return ExitCode.DONE


EXPORT: Final = Handler(_export_arguments, _export)
IMPORT: Final = Handler(_import_arguments, _import)
