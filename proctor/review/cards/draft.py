"""A card that is being written: kept apart from the cards, for its writer only; never sealed, never exported."""

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.review.cards.card import Card, Rating
from proctor.review.cards.raters import same_rater, slug_of

DRAFTS: Final = "drafts"
_AT_WORK_S: Final = 120.0
"""A longer time between two changes was not spent on the card."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What was written so far. `seconds` is the time spent on it, by the gaps between changes."""

    v: int = 1
    who: str
    ratings: dict[str, Rating] = {}
    strengths: str = ""
    concerns: str = ""
    overall: str = ""
    overall_score: int | None = None
    blind: bool = False
    seconds: float = 0.0
    changed_utc: str = ""

    def rating(self, criterion: str) -> Rating:
        """What was said of a criterion so far."""
        return self.ratings.get(criterion, Rating())

    def rated(self, criterion: str, rating: Rating) -> "Draft":
        """The draft with another rating."""
        return replace(self, ratings={**self.ratings, criterion: rating})

    def touched(self, now: datetime | None = None) -> "Draft":
        """The draft as changed now: the time since the last change was spent on it, if it was short."""
        moment = now or datetime.now(UTC)
        gone_s = (moment - datetime.fromisoformat(self.changed_utc)).total_seconds() if self.changed_utc else 0.0
        spent_s = gone_s if 0 <= gone_s <= _AT_WORK_S else 0.0
        return replace(self, seconds=round(self.seconds + spent_s, 1), changed_utc=moment.isoformat())

    def missing(self, criteria: Iterable[str]) -> tuple[str, ...]:
        """What is still missing before it can be submitted, in words."""
        lacking = [words for name in criteria if (words := _lacks(name, self.rating(name)))]
        texts = {"strengths": self.strengths, "concerns": self.concerns, "overall": self.overall}
        return (*lacking, *(f"{name}: nothing written" for name, text in texts.items() if not text.strip()))


def _lacks(name: str, rating: Rating) -> str:
    if not rating.given:
        return f"{name}: no score"
    return "" if rating.whole else f"{name}: nothing cited"


def begun(who: str, card: Card | None) -> Draft:
    """A new draft; what somebody submitted already is the beginning of its correction."""
    if card is None:
        return Draft(who=who)
    return Draft(
        who=who,
        ratings=dict(card.ratings),
        strengths=card.strengths,
        concerns=card.concerns,
        overall=card.overall,
        overall_score=card.overall_score,
        blind=card.blind,
        seconds=card.seconds,
    )


def read_draft(cards: Path, who: str) -> Draft | None:
    """What `who` wrote so far; None if nothing. Raises: RecordError if it cannot be read."""
    path = _path(cards, who)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Draft)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as fault:
        raise RecordError(f"the draft {path} cannot be read: {fault}", hint="move it away, and begin again") from fault
    return found if same_rater(found.who, who) else None


def keep_draft(cards: Path, draft: Draft) -> None:
    """Write it over the last one, so that either is whole whatever happens. Raises: RecordError."""
    path = _path(cards, draft.who)
    try:
        for folder in (cards, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            try:
                file.write(msgspec.json.encode(draft))
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as fault:
        raise RecordError(f"cannot keep the draft {path}: {fault.strerror}", hint="check the disk") from fault


def drop_draft(cards: Path, who: str) -> None:
    """Nothing is left of it; fine if there was none."""
    _path(cards, who).unlink(missing_ok=True)


def _path(cards: Path, who: str) -> Path:
    return cards / DRAFTS / f"{slug_of(who)}.json"
