"""Submitting a card, correcting it, closing the scoring: appended, on disk and sealed before it is said to be done."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from proctor.errors import IllegalMove, RecordError, UsageError
from proctor.record.disk import sync_folder
from proctor.record.seals import digest_of_seal, read_seals, seal_now
from proctor.record.store import SessionFolder
from proctor.review.cards.card import HIGHEST, LOWEST, NO_EVIDENCE, Card, digest_of_card, line_of
from proctor.review.cards.draft import Draft, drop_draft
from proctor.review.cards.raters import slug_of
from proctor.review.cards.rubric import Rubric
from proctor.review.cards.shelf import CLOSED, Closing, Shelf, visible_cards

_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where cards of one session are written, and what is judged there."""

    folder: SessionFolder
    session: str
    rubric: Rubric

    def shelf(self) -> Shelf:
        """The cards as they are now."""
        return Shelf.read(self.folder.cards, self.session)


def submit(desk: Desk, draft: Draft, *, why: str = "") -> Card:
    """Make `draft` its writer's card, or with `why` the next version of it; seal the record anew.

    Raises: UsageError naming what is missing; IllegalMove if a card is there already (without `why`), if there is none
    to correct, or if scoring was closed before the first; RecordError.
    """
    if missing := draft.missing(desk.rubric.names):
        raise UsageError(f"the card is not complete: {'; '.join(missing)}", hint="add it, then submit")
    _sound(draft, desk.rubric)
    with _writing(desk):
        shelf = desk.shelf()
        seen = visible_cards(shelf, draft.who)
        _allowed(seen.own, shelf.closed, why)
        seals = read_seals(desk.folder.seals)
        own = seen.own
        card = Card(
            version=own.version + 1 if own else 1,
            at_utc=_now(),
            who=own.who if own else draft.who,
            session=desk.session,
            level=desk.rubric.level,
            ratings={name: draft.rating(name) for name in desk.rubric.names},
            strengths=draft.strengths.strip(),
            concerns=draft.concerns.strip(),
            overall=draft.overall.strip(),
            overall_score=draft.overall_score,
            seal=digest_of_seal(seals[-1]) if seals else "",
            rubric=desk.rubric.digest(),
            seconds=draft.seconds,
            blind=draft.blind,
            corrects=digest_of_card(own) if own else "",
            why=why.strip() if own else "",
            after_closing=shelf.closed is not None,
        )
        _append(desk, f"{slug_of(draft.who)}.jsonl", line_of(card))
    seal_now(desk.folder, "scored")
    drop_draft(desk.folder.cards, draft.who)
    return card


def close_scoring(desk: Desk, who: str, *, coordinator: bool = False) -> Closing:
    """No first cards from now on, and everybody sees all. By somebody who submitted, or a coordinator who says so.

    Raises: IllegalMove if `who` may not, or it was closed before; RecordError.
    """
    with _writing(desk):
        shelf = desk.shelf()
        if shelf.closed is not None:
            raise IllegalMove(f"scoring was closed before, by {shelf.closed.who}", hint="see: proctor score --show")
        if visible_cards(shelf, who).own is None and not coordinator:
            raise IllegalMove(
                f"{who} has submitted no card, and closing shows all of them to everybody",
                hint="submit first, or as the coordinator: proctor score --close --yes",
            )
        closing = Closing(session=desk.session, who=who, at_utc=_now())
        _append(desk, CLOSED, msgspec.json.encode(closing, order="sorted"))
    seal_now(desk.folder, "scored")
    return closing


def mend(desk: Desk) -> None:
    """Take away a last line that a crash cut short: it was told to nobody, and no seal covers it."""
    if not any(_torn(path) for path in desk.folder.cards.glob("*.jsonl")):
        return
    with _writing(desk):
        for path in desk.folder.cards.glob("*.jsonl"):
            if _torn(path):
                os.truncate(path, path.read_bytes().rfind(b"\n") + 1)


def _torn(path: Path) -> bool:
    content = path.read_bytes()
    return bool(content) and not content.endswith(b"\n")


def _allowed(own: Card | None, closed: Closing | None, why: str) -> None:
    if own is not None and not why.strip():
        raise IllegalMove(
            f"{own.who} has submitted a card already", hint='correct it: proctor score --correct --why "..."'
        )
    if own is None and why:
        raise IllegalMove("there is no card to correct yet", hint="submit it first: proctor score --submit")
    if own is None and closed is not None:
        raise IllegalMove(
            f"scoring was closed by {closed.who}, and everybody has seen all cards",
            hint="what you think can be said, but is no independent card any more",
        )


def _sound(draft: Draft, rubric: Rubric) -> None:
    scores = [draft.overall_score, *(draft.rating(name).score for name in rubric.names)]
    if any(score is not None and not LOWEST <= score <= HIGHEST for score in scores):
        raise UsageError(f"a score is {LOWEST} to {HIGHEST}", hint=f"or 0 for {NO_EVIDENCE}")
    if unknown := [name for name in draft.ratings if name not in rubric.names]:
        raise UsageError(f"{unknown[0]!r} is no criterion of this exercise", hint=f"one of: {'; '.join(rubric.names)}")


@contextmanager
def _writing(desk: Desk) -> Iterator[None]:
    """One writer at a time among all processes; the lock ends with its process."""
    try:
        desk.folder.cards.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(desk.folder.cards / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise RecordError(f"cannot write into {desk.folder.cards}: {fault.strerror}", hint="check who may") from fault
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _append(desk: Desk, name: str, line: bytes) -> None:
    path = desk.folder.cards / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "wb") as file:
            before = os.fstat(file.fileno()).st_size
            try:
                file.write(line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), before)
                raise
        sync_folder(path.parent)
    except OSError as fault:
        raise RecordError(f"cannot write {path}: {fault.strerror}", hint="free some space, then do it again") from fault


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
