"""What is about to be deleted, what was, and what cannot be reached from here, as plain lines."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from proctor.cli.overview import Summary
from proctor.cli.render import count_text, table, wrapped
from proctor.record.receipts import RECEIPTS, Receipt
from proctor.session.phases import TITLES
from proctor.session.plain_text import shown_line

_ELSEWHERE: Final = "Copies that were exported are not reached: whoever has one deletes it."


def plan_lines(meant: Iterable[tuple[Summary, Receipt]]) -> Iterator[str]:
    """Exactly what goes, a paragraph for each session."""
    for summary, extent in meant:
        terms = summary.terms
        who = f": {shown_line(terms.candidate)}, {terms.exercise}, {terms.level}" if terms else ""
        yield from wrapped(f"{summary.folder.id}{who}", rest="  ")
        yield f"  {summary.folder.path}"
        yield from wrapped(_extent_text(extent), first="  ", rest="  ")
        if summary.phase is None:
            yield from wrapped(f"Its journal cannot be read: {summary.problem}", first="  ", rest="  ")
        elif not summary.over:
            yield f"  IT IS NOT OVER: {TITLES[summary.phase]}. Whoever works in it loses everything."
        elif summary.keep_until is not None:
            yield f"  It was to be kept until {summary.keep_until.isoformat()}."
    yield from wrapped(_ELSEWHERE)


def deleted_lines(purged: Sequence[Receipt], finished: Sequence[str], root: Path) -> Iterator[str]:
    """What is gone."""
    for name in finished:
        yield f"Finished an interrupted deletion: {name}"
    for receipt in purged:
        yield from wrapped(f"Deleted: {receipt.session} ({_extent_text(receipt)})", rest="  ")
    if not (purged or finished):
        yield "No finished session is past its date."
        return
    yield f"A receipt without names is in {root / RECEIPTS}"
    yield from wrapped(_ELSEWHERE)


def receipt_lines(found: Sequence[Receipt], root: Path) -> Iterator[str]:
    """What was deleted, oldest first."""
    if not found:
        yield f"Nothing was deleted in {root}."
        return
    rows = [
        (
            receipt.at_utc[:16].replace("T", " "),
            receipt.session,
            receipt.by,
            receipt.seal[:16] or "none",
            receipt.reason + (" (was not over)" if receipt.live else ""),
        )
        for receipt in found
    ]
    yield from table(("DELETED (UTC)", "SESSION", "BY", "LAST SEAL", "REASON"), rows)


def size_text(size_bytes: int) -> str:
    """`812 bytes`, `14 kB`, `3.2 MB`."""
    if size_bytes < 1_000:
        return count_text(size_bytes, "byte")
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1_000:.0f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def _extent_text(receipt: Receipt) -> str:
    journals = f"journals of {receipt.events} and {receipt.private_events} events"
    parts = (
        count_text(receipt.saves, "save"),
        journals,
        count_text(receipt.cards, "score card"),
        f"{count_text(receipt.files, 'file')} in all, {size_text(receipt.bytes)}",
    )
    return ", ".join(parts)
