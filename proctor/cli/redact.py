"""`proctor redact`: a finished session as a new sealed file without its candidate's name."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from proctor.cli.choice import recorded_place
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import count_text, wrapped
from proctor.errors import EnvironmentFault, ExitCode, UsageError
from proctor.host.redacting import Wanted, Written, parts_of, redact_to
from proctor.record.seals import digest_of_seal
from proctor.review.redaction.redact import PARTS
from proctor.review.redaction.redactor import USUAL_LABEL
from proctor.session.plain_text import shown_line
from proctor.session.sealing import long_seal, short_seal


class RedactReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, as a script reads it; `redacts` is the old record's last seal, `replaced` counts by place."""

    session: str
    file: str
    seal: str
    redacts: str
    saves: int
    replaced: dict[str, int]
    dropped: tuple[str, ...]
    binary: tuple[str, ...]
    contains: tuple[str, ...]
    left_out: tuple[str, ...]


def redact_report(written: Written, file: Path) -> RedactReport:
    """A redacted record as a script reads it."""
    made = written.redacted
    return RedactReport(
        session=written.session,
        file=str(file),
        seal=digest_of_seal(made.seal),
        redacts=made.redacts,
        saves=made.saves,
        replaced=made.replaced,
        dropped=made.dropped,
        binary=made.binary,
        contains=written.contains,
        left_out=written.left_out,
    )


def redact_lines(report: RedactReport, *, pictures_kept: bool) -> Iterator[str]:
    """What was replaced where, what was dropped, what a person still has to look at."""
    yield f"Written: {report.file}"
    yield f"Seal: {long_seal(report.seal)}"
    yield f"Made from the record with the seal: {short_seal(report.redacts)}"
    for place, count in report.replaced.items():
        yield f"Replaced in {place}: {count_text(count, 'time')}"
    if not report.replaced:
        yield "Nothing was found to replace."
    for part in report.dropped:
        yield from wrapped(f"Dropped: {part}", rest="  ")
    if report.left_out:
        yield from wrapped(f"Not in the file: {'; '.join(report.left_out)}", rest="  ")
    if report.binary:
        files = ", ".join(shown_line(path) for path in report.binary)
        yield from wrapped(f"Left as they are, because they hold no text; look at them yourself: {files}", rest="  ")
    if pictures_kept:
        yield from wrapped("The terminal's pictures were kept as they are: they may show the name.", rest="  ")
    yield from wrapped("Nicknames, places and a person's style are not found. Read it before you hand it on.")
    yield "The old record still exists. To delete it:"
    yield f"  proctor purge {report.session}"


def _arguments(parser: Parser) -> None:
    parser.add_argument("place", metavar="SESSION|BUNDLE", help="a finished session, or a file of proctor export")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the new file")
    parser.add_argument("--name", metavar="NAME", default=USUAL_LABEL, help="what stands for the candidate's name")
    parser.add_argument(
        "--word", metavar="TEXT", action="append", default=[], help="also replace this, inside of words too; repeatable"
    )
    parser.add_argument("--drop", choices=PARTS, action="append", default=[], help="leave this out; repeatable")
    parser.add_argument("--keep-pictures", action="store_true", help="keep the terminal's pictures, name and all")
    parser.add_argument("--replace", action="store_true", help="write over an existing file")


def _run(options: Namespace) -> int:
    place, file = _place(options.place), Path(options.output).expanduser().absolute()
    if file.exists() and (not options.replace or place.resolve() == file.resolve()):
        raise UsageError(f"there is already {file}", hint="name another with -o; to write over it: add --replace")
    kept = options.keep_pictures and "pictures" not in options.drop
    dropped = parts_of(options.drop, keep_pictures=kept)
    try:
        written = redact_to(place, file, Wanted(options.name, tuple(options.word), dropped))
    except OSError as error:
        raise EnvironmentFault(f"cannot write {file}: {error.strerror}", hint="name another with -o") from error
    report = redact_report(written, file)
    if options.json:
        print_json(report)
    else:
        print_lines(redact_lines(report, pictures_kept=kept and any("pictures" in part for part in written.contains)))
    return ExitCode.DONE


def _place(words: str) -> Path:
    """A file that is there is meant before a session of that name."""
    return recorded_place(words).absolute()


REDACT: Final = Handler(_arguments, _run)
