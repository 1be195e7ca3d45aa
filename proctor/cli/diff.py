"""`proctor diff`: what changed between two snapshots, by default because of the feedback. Needs no host."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.cli.choice import chosen_session
from proctor.cli.output import print_json, print_work
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.render import count_text, short_commit
from proctor.errors import ExitCode, UsageError
from proctor.record.diff import DiffFacts, FileChange, facts, patch, stat
from proctor.record.history import History
from proctor.session.plain_text import shown

_FROM: Final = "submitted"
_TO: Final = "final"
NEWEST: Final = "newest"


class DiffReport(msgspec.Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A diff as a script reads it; lines are null in a binary file, `patch` is null with `--stat`."""

    session: str
    start: "End"
    end: "End"
    files: tuple[FileChange, ...]
    added: int
    deleted: int
    patch: str | None


class End(msgspec.Struct, frozen=True):
    """One side of a diff: the word that named it, and the commit it means."""

    name: str
    commit: str


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where."""

    start: End
    end: End


def span_of(history: History, start: str, end: str) -> Span:
    """The two snapshots that the words mean; empty words mean `submitted`, and `final` or else the newest one."""
    tags = history.tags()
    if not start and _FROM not in tags:
        raise UsageError(
            "nothing was submitted yet, so there is no revision to show", hint="compare with: --from start"
        )
    return Span(_end(history, start or _FROM), _end(history, end or (_TO if _TO in tags else NEWEST)))


def _end(history: History, words: str) -> End:
    if words != NEWEST:
        return End(words, history.find(words).commit)
    saved = history.snapshots()
    if not saved:
        raise UsageError("nothing was saved in this session yet", hint="see: proctor status")
    return End(words, saved[-1].commit)


def _summary(span: Span, numbers: DiffFacts) -> Iterator[str]:
    ends = " to ".join(f"{end.name} ({short_commit(end.commit)})" for end in (span.start, span.end))
    if numbers.files:
        files = count_text(len(numbers.files), "file")
        yield f"From {ends}: {files} changed, {count_text(numbers.added, 'line')} added, {numbers.deleted} deleted."
    else:
        yield f"From {ends}: nothing changed."


def _arguments(parser: Parser) -> None:
    add_session(parser)
    parser.add_argument("--stat", action="store_true", help="only which files changed, and by how many lines")
    where = "tag, time such as 14:05, snapshot, or newest"
    parser.add_argument("--from", dest="start", default="", metavar="SNAPSHOT", help=f"{where} (default: {_FROM})")
    parser.add_argument(
        "--to", dest="end", default="", metavar="SNAPSHOT", help=f"the same (default: {_TO}, before that {NEWEST})"
    )


def _run(options: Namespace) -> int:
    folder = chosen_session(session_words(options), finished_too=True)
    with History(folder.record) as history:
        span = span_of(history, options.start, options.end)
        ends = span.start.commit, span.end.commit
        numbers = facts(history, *ends)
        if options.json:
            text = None if options.stat else patch(history, *ends).decode(errors="replace")
            print_json(_report(folder.id, span, numbers, text))
            return ExitCode.DONE
        print("\n".join(_summary(span, numbers)), file=sys.stderr)
        if options.stat:
            print(shown(stat(history, *ends)), end="")
        else:
            print_work(patch(history, *ends))
    return ExitCode.DONE


def _report(session: str, span: Span, numbers: DiffFacts, text: str | None) -> DiffReport:
    return DiffReport(
        session=session,
        start=span.start,
        end=span.end,
        files=numbers.files,
        added=numbers.added,
        deleted=numbers.deleted,
        patch=text,
    )


DIFF: Final = Handler(_arguments, _run)
