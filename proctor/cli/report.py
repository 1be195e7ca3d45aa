"""`proctor report`: everything about a finished session on one page, or in the formats of other programs."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from proctor.cli.choice import recorded_place
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.render import count_text
from proctor.cli.report_files import FOLDERS, FORMATS, format_of, target, write_file, write_folder
from proctor.cli.tidy import leaving_tidily
from proctor.cli.who import add_who, own_name
from proctor.errors import ExitCode, IllegalMove, UsageError
from proctor.link.inside import session_inside

if TYPE_CHECKING:
    from proctor.record.reel import Reel
    from proctor.review.blind import Veil
    from proctor.review.film import Film
    from proctor.review.report.model import Report


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, as a script reads it; score cards as far as `reader` may see them."""

    file: str
    format: str
    private: bool
    blind: bool
    reader: str | None
    cards: int
    withheld: int


def _arguments(parser: Parser) -> None:
    add_session(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="", help="where to; its ending says the format (default: print it)"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), help="the format, whatever the file is called")
    parser.add_argument("--without-private", action="store_true", help="nothing that only interviewers may see")
    parser.add_argument("--for-candidate", action="store_true", help="that, and no score cards either")
    parser.add_argument("--blind", action="store_true", help="hide whose session it is")
    add_who(parser)
    parser.add_argument("--damaged", action="store_true", help="what can be read of a damaged record; the page says so")
    parser.add_argument("--replace", action="store_true", help="write over an existing file")


def _run(options: Namespace) -> int:
    if session_inside() is not None:
        raise IllegalMove("reports are for reviewers", hint="where you stand: proctor status")
    where = _where(options.output)
    form = format_of(options.format, where, as_json=options.json)
    if where is None and form in FOLDERS:
        raise UsageError(f"{form} is a folder of files", hint="name one that is not there yet: -o FOLDER")
    if where is not None:
        target(where, form, replace=options.replace)
    return _reported(options, where, form)


def _where(output: str) -> Path | None:
    return None if output in {"", "-"} else Path(output).expanduser().absolute()


def _reported(options: Namespace, where: Path | None, form: str) -> int:
    from proctor.record.reel import Reel  # noqa: PLC0415 --help needs none of it
    from proctor.review.blind import NO_VEIL, Veil  # noqa: PLC0415 likewise
    from proctor.review.cards.bench import BLIND_LABEL  # noqa: PLC0415 likewise
    from proctor.review.film import Film, without_private  # noqa: PLC0415 likewise
    from proctor.review.reading import recording  # noqa: PLC0415 likewise

    place = recorded_place(session_words(options))
    with leaving_tidily(), recording(place, damaged_too=options.damaged) as recorded, Reel(recorded.record) as reel:
        hidden = options.without_private or options.for_candidate
        film = Film(without_private(recorded) if hidden else recorded)
        veil = Veil(film.terms.candidate, BLIND_LABEL) if options.blind else NO_VEIL
        reader = None if options.for_candidate else own_name(options.who)
        if form in FOLDERS:
            return _folder(film, reel, veil, where, options)
        if form == "asciicast":
            from proctor.review.exports.asciicast import asciicast  # noqa: PLC0415 only for this format

            return _out(asciicast(film, veil), where, _written(film, form, where, options), options)
        report = _report(film, reel, veil, reader)
        return _out([_text(report, form)], where, _of(report, form, where), options)


def _report(film: "Film", reel: "Reel", veil: "Veil", reader: str | None) -> "Report":
    from proctor.review.report.facts import report_of  # noqa: PLC0415 --help needs none of it
    from proctor.review.report.rewriting import veiled  # noqa: PLC0415 likewise

    return veiled(report_of(film, reel, reader), veil)


def _text(report: "Report", form: str) -> str:
    return FORMATS[form].written(report)


def _folder(film: "Film", reel: "Reel", veil: "Veil", where: Path | None, options: Namespace) -> int:
    from proctor.review.exports.progsnap2 import progsnap2  # noqa: PLC0415 only for this format

    if where is not None:
        write_folder(where, progsnap2(film, reel, veil), replace=options.replace)
    _tell(_written(film, "progsnap2", where, options), options)
    return ExitCode.DONE


def _written(film: "Film", form: str, where: Path | None, options: Namespace) -> Written:
    """What was written of a format that has no score cards in it."""
    private = bool(film.recording.private) and form in FOLDERS
    return Written(file=str(where), format=form, private=private, blind=options.blind, reader=None, cards=0, withheld=0)


def _of(report: "Report", form: str, where: Path | None) -> Written:
    judged = report.judged
    return Written(
        file=str(where),
        format=form,
        private=report.about.private,
        blind=report.about.blind,
        reader=judged.reader if judged else None,
        cards=len(judged.cards) if judged else 0,
        withheld=judged.withheld if judged else 0,
    )


def _out(parts: Iterable[str], where: Path | None, written: Written, options: Namespace) -> int:
    if where is None:
        sys.stdout.writelines(parts)
        return ExitCode.DONE
    write_file(where, (part.encode("utf-8", "replace") for part in parts))
    _tell(written, options)
    return ExitCode.DONE


def _tell(written: Written, options: Namespace) -> None:
    if options.json:
        print_json(written)
    else:
        print_lines(_lines(written))


def _lines(written: Written) -> Iterator[str]:
    yield f"Written: {written.file}"
    if written.private:
        yield "It holds what only interviewers may see. For the candidate: --for-candidate"
    if written.withheld:
        yield f"{count_text(written.withheld, 'score card')} withheld until {written.reader} has submitted one."


REPORT: Final = Handler(_arguments, _run)
