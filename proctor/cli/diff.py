"""`proctor diff`: what changed between two snapshots, by default because of the feedback. Needs no host."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proctor.cli.choice import recorded_place
from proctor.cli.diff_report import FROM, NEWEST, TO, End, Span, diff_report, span_of, summary
from proctor.cli.output import print_json, print_lines, print_work
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.tidy import leaving_tidily
from proctor.errors import ExitCode, UsageError
from proctor.record.diff import facts, patch, stat
from proctor.record.history import History
from proctor.record.store import SessionFolder
from proctor.session.plain_text import shown


def _arguments(parser: Parser) -> None:
    add_session(parser)
    parser.add_argument("--stat", action="store_true", help="only which files changed, and by how many lines")
    parser.add_argument(
        "--feedback", action="store_true", help="with the feedback, what it touched, and what became of the checks"
    )
    where = "tag, time such as 14:05, snapshot, or newest"
    parser.add_argument("--from", dest="start", default="", metavar="SNAPSHOT", help=f"{where} (default: {FROM})")
    parser.add_argument(
        "--to", dest="end", default="", metavar="SNAPSHOT", help=f"the same (default: {TO}, before that {NEWEST})"
    )


def _run(options: Namespace) -> int:
    if options.feedback and (options.start or options.end):
        raise UsageError("--feedback shows the whole revision", hint="leave out --from and --to")
    place = recorded_place(session_words(options))
    return _run_feedback(options, place) if options.feedback else _run_plain(options, place)


def _run_plain(options: Namespace, place: Path) -> int:
    with _opened(place) as (session, record), History(record) as history:
        span = span_of(history, options.start, options.end)
        numbers = facts(history, *span.commits)
        if options.json:
            text = None if options.stat else patch(history, *span.commits).decode(errors="replace")
            print_json(diff_report(session, span, numbers, text))
            return ExitCode.DONE
        print("\n".join(summary(span, numbers)), file=sys.stderr)
        if options.stat:
            print(shown(stat(history, *span.commits)), end="")
        else:
            print_work(patch(history, *span.commits))
    return ExitCode.DONE


@contextmanager
def _opened(place: Path) -> Iterator[tuple[str, Path]]:
    """The name of a session and where its record lies; an exported file is verified and unpacked."""
    if not place.is_file():
        yield SessionFolder(place).id, SessionFolder(place).record
        return
    from proctor.review.reading import recording  # noqa: PLC0415 the catalogue is slow to load

    with leaving_tidily(), recording(place) as found:
        yield found.session.terms.session, found.record


def _run_feedback(options: Namespace, place: Path) -> int:
    """The revision in one view. Raises UsageError while the session is not over."""
    from proctor.cli.before_after_words import before_after_lines  # noqa: PLC0415 likewise
    from proctor.record.reel import Reel  # noqa: PLC0415
    from proctor.review.before_after import before_after  # noqa: PLC0415
    from proctor.review.film import Film  # noqa: PLC0415
    from proctor.review.reading import recording  # noqa: PLC0415

    with leaving_tidily(), recording(place) as found, Reel(found.record) as reel, History(found.record) as history:
        told = before_after(Film(found), reel)
        if told.base is None or told.final is None:
            raise UsageError("nothing was handed in, so there is no revision to show", hint="see: proctor replay")
        span = Span(End(told.base.tag, told.base.commit), End(told.final.tag, told.final.commit))
        numbers = facts(history, *span.commits)
        if options.json:
            text = None if options.stat else told.patch
            print_json(diff_report(found.session.terms.session, span, numbers, text, told))
            return ExitCode.DONE
        print_lines([*before_after_lines(told), *summary(span, numbers)])
        if not options.stat:
            print()
            print_work(reel.patch(told.base.tree, told.final.tree))
    return ExitCode.DONE


DIFF: Final = Handler(_arguments, _run)
