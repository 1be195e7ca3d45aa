"""`proctor exercise unseal`: open the company part beside its candidate part, where nobody's code can read it.

On a machine that does not confine candidate code, or on which this very exercise was taken, a person has to type the
exercise's name first: what is opened there is as good as published. `--yes` does not do that.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.archive import read_bounded
from proctor.catalog.install import fits, unsealed
from proctor.catalog.library import find, open_library
from proctor.catalog.package import Exercise
from proctor.catalog.seal import Label, read_sealed
from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import summaries
from proctor.cli.parsing import Handler, Parser
from proctor.cli.passphrase import add_passphrase, given_passphrase
from proctor.cli.proved_level import keeps_secrets, proved_isolation
from proctor.cli.render import count_text, wrapped
from proctor.errors import ExitCode, UsageError
from proctor.record.store import sessions_root


class UnsealReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole package as it is now, as a script reads it, and what spoke against opening it here."""

    exercise: str
    folder: str
    digest: str
    hidden_checks: int
    against: tuple[str, ...]


def candidate_part(words: str, label: Label) -> Exercise:
    """The package to complete: the one that was named, else the installed part of the exercise on the label."""
    if words:
        return find(words)
    same_name = [one for one in open_library().exercises if one.name == label.exercise]
    parts = [one for one in same_name if one.part is not None]
    if len(parts) == 1:
        return parts[0]
    if not same_name:
        short = label.exercise.rpartition("/")[2]
        raise UsageError(
            f"no candidate part of {label.exercise} is here to be completed",
            hint=f"first: proctor exercise install {short}-candidate.tar",
        )
    return find(label.exercise)


def reasons_against(label: Label, place: Path) -> Iterator[str]:
    """Why a private part should not be opened in `place` on this machine; none if it may be."""
    isolation = proved_isolation(place)
    if not keeps_secrets(isolation):
        yield (
            f"candidate code is not kept away from {place} (isolation level {isolation.level} of 3): "
            "what runs under this account could read the private part"
        )
    for summary in summaries(sessions_root()):
        if summary.terms is not None and summary.terms.exercise_digest == label.candidate_digest:
            used = f"the candidate part was used here (session {summary.folder.id})"
            yield f"{used}: is this the candidate's own machine?"
            return


def _allowed(label: Label, reasons: tuple[str, ...], override: str) -> bool:
    """Whether it may be opened: nothing speaks against it, or a person typed the exercise's name."""
    if override and override != label.exercise:
        raise UsageError(f"--open-anyway names {override}, and this is {label.exercise}", hint="name what you open")
    if not reasons:
        return True
    for reason in reasons:
        print("\n".join(wrapped(f"proctor: warning: {reason}", rest="  ")), file=sys.stderr)
    if override:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "the company part is not opened on this machine",
            hint=f"use one that confines candidate code, or say so by name: --open-anyway {label.exercise}",
        )
    print("To open it anyway, type the exercise's name: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == label.exercise


def _lines(report: UnsealReport) -> Iterator[str]:
    yield f"Opened: {report.exercise}, with {count_text(report.hidden_checks, 'hidden check')}"
    yield f"Folder: {report.folder}"
    yield f"Digest: {report.digest}"


def _arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the sealed company part (…-company.sealed)")
    parser.add_argument(
        "exercise", metavar="EXERCISE", nargs="?", default="", help="the candidate part to complete, if not by its name"
    )
    parser.add_argument(
        "--open-anyway", metavar="EXERCISE", default="", help="open it where candidate code could read it; by its name"
    )
    add_passphrase(parser)


def _run(options: Namespace) -> int:
    path = Path(options.file).expanduser()
    sealed = read_sealed(read_bounded(path), path.name)
    exercise = candidate_part(options.exercise, sealed.label)
    fits(exercise, sealed)
    reasons = tuple(reasons_against(sealed.label, exercise.root))
    if not _allowed(sealed.label, reasons, options.open_anyway):
        print("proctor: not opened", file=sys.stderr)
        return ExitCode.INTERRUPTED
    whole = unsealed(exercise, sealed, given_passphrase(options.passphrase_file))
    report = UnsealReport(
        exercise=whole.name,
        folder=str(whole.root),
        digest=whole.digest(),
        hidden_checks=whole.hidden_count(*whole.manifest.levels),
        against=reasons,
    )
    if options.json:
        print_json(report)
    else:
        print_lines(_lines(report))
    return ExitCode.DONE


UNSEAL: Final = Handler(_arguments, _run)
