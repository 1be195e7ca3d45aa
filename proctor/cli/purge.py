"""`proctor purge`: delete sessions for good, after showing what goes, and keep a receipt without a name."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import Summary, summaries, summary_of
from proctor.cli.parsing import Handler, Parser
from proctor.cli.purge_words import deleted_lines, plan_lines, receipt_lines
from proctor.cli.terminal import ask
from proctor.errors import ExitCode, RecordError, UsageError
from proctor.host.ending import noted_places, remove_places, without_host
from proctor.link.machine import utc_text
from proctor.record.purging import extent_of, interrupted, original_of, purge_aside, refuse_links, set_aside
from proctor.record.receipts import Receipt, read_receipts
from proctor.record.seals import digest_of_seal, read_seals
from proctor.record.store import SessionFolder, find_session, sessions_root
from proctor.session.events import SnapshotTaken

_SAVED: Final = b'"kind":"' + SnapshotTaken.kind.encode() + b'"'
_LONGEST_REASON: Final = 500


class PurgeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was deleted, as a script reads it; `finished` are sessions whose deletion had been interrupted."""

    purged: tuple[Receipt, ...]
    finished: tuple[str, ...] = ()


def _arguments(parser: Parser) -> None:
    parser.add_argument("sessions", nargs="*", metavar="SESSION", help="ids, beginnings of ids, or folders")
    parser.add_argument("--expired", action="store_true", help="all finished sessions whose date is past")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why, for the receipt; name nobody in it")
    parser.add_argument("--even-live", action="store_true", help="also a session that is not over")
    parser.add_argument("--receipts", action="store_true", help="list what was deleted before, and delete nothing")


def _run(options: Namespace) -> int:
    root = sessions_root()
    if options.receipts:
        return _receipts(root, options)
    meant = _meant(root, options)
    if meant and not _agreed(meant, options):
        print("Nothing was done.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    finished = tuple(_finish(root))
    purged = tuple(_purge(summary, options.reason) for summary in meant)
    if not (meant or finished or options.expired):
        raise UsageError("no session is named", hint="name one, or say --expired; see: proctor sessions --expired")
    if options.json:
        print_json(PurgeReport(purged=purged, finished=finished))
    else:
        print_lines(deleted_lines(purged, finished, root))
    return ExitCode.DONE


def _meant(root: Path, options: Namespace) -> tuple[Summary, ...]:
    """The sessions to delete, each once; refuses those that go on."""
    if options.expired and options.sessions:
        raise UsageError("sessions are named, and --expired", hint="say one of both")
    if len(options.reason) > _LONGEST_REASON:
        raise UsageError(f"a reason has at most {_LONGEST_REASON} letters", hint="say less")
    if options.expired:
        now = datetime.now(UTC)
        return tuple(summary for summary in summaries(root) if summary.expired(now))
    named = {folder.path: folder for folder in (find_session(words, root) for words in options.sessions)}
    found = tuple(summary_of(folder) for folder in named.values())
    for summary in found:
        refuse_links(summary.folder)
        if not (summary.over or options.even_live):
            raise _live(summary)
    return found


def _live(summary: Summary) -> UsageError:
    session = summary.folder.id
    if summary.phase is None:
        return UsageError(
            f"the journal of {session} cannot be read, so nobody can tell whether it is over",
            hint="to delete it all the same: add --even-live",
        )
    return UsageError(f"session {session} is not over", hint=f"end it first: proctor end {session}; or add --even-live")


def _agreed(meant: tuple[Summary, ...], options: Namespace) -> bool:
    """Show what goes and ask; where nobody can be asked, --yes must have been said."""
    if options.yes:
        return True
    if options.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("deleting cannot be undone, and nobody can be asked here", hint="to go on: add --yes")
    print("\n".join(plan_lines([(summary, _receipt(summary, "")) for summary in meant])), file=sys.stderr)
    return ask("This deletes all of it for good.")


def _finish(root: Path) -> Iterator[str]:
    """End what an earlier call could not."""
    for aside in interrupted(root):
        original = original_of(aside)
        remove_places(original, noted_places(aside))
        purge_aside(aside)
        yield original.name


def _purge(summary: Summary, reason: str) -> Receipt:
    folder = summary.folder
    with without_host(folder):
        receipt = _receipt(summary_of(folder), reason)
        noted = noted_places(folder.path)
        aside = set_aside(folder, receipt)
    remove_places(folder.path, noted)
    purge_aside(aside)
    return receipt


def _receipt(summary: Summary, reason: str) -> Receipt:
    folder, terms = summary.folder, summary.terms
    events, private = _content(folder.events), _content(folder.private)
    extent = extent_of(folder.path)
    return Receipt(
        at_utc=utc_text(),
        session=folder.id,
        exercise=terms.exercise if terms else "",
        level=terms.level if terms else "",
        seal=_last_seal(folder),
        saves=events.count(_SAVED),
        cards=sum(1 for path in folder.cards.glob("*.jsonl") if path.name != "closed.jsonl"),
        events=events.count(b"\n"),
        private_events=private.count(b"\n"),
        files=extent.files,
        bytes=extent.bytes,
        by=_account(),
        reason=" ".join(reason.split()),
        live=not summary.over,
    )


def _content(journal: Path) -> bytes:
    try:
        return journal.read_bytes()
    except OSError:
        return b""


def _last_seal(folder: SessionFolder) -> str:
    """What cannot be read any more can still be deleted."""
    try:
        seals = read_seals(folder.seals)
    except RecordError:
        return ""
    return digest_of_seal(seals[-1]) if seals else ""


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


def _receipts(root: Path, options: Namespace) -> int:
    found = read_receipts(root)
    if options.json:
        print_json(found)
    else:
        print_lines(receipt_lines(found, root))
    return ExitCode.DONE


PURGE: Final = Handler(_arguments, _run)
