"""A score card: one person's judgement of one session, criterion by criterion, each with the evidence it rests on.

Nothing here is ever computed from checks or times: every number was chosen by a person.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

import msgspec

CARD_VERSION: Final = 1
LOWEST: Final = 1
HIGHEST: Final = 4
NO_EVIDENCE: Final = "no evidence"

CiteKind = Literal["snapshot", "time", "check"]


class Citation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rating points at: a snapshot, a time on the session's timeline, or a check.

    `words` name it as a person does. `commit` is the snapshot, or the one that stood at that time; `t_s` when.
    """

    kind: CiteKind
    words: str
    commit: str = ""
    t_s: float | None = None


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion's score; without one, `reason` says why (`no evidence`), and is empty while nothing was said."""

    score: int | None = None
    reason: str = ""
    note: str = ""
    cites: tuple[Citation, ...] = ()

    @property
    def given(self) -> bool:
        """Whether anything was decided: a score, or that there is no evidence for one."""
        return self.score is not None or bool(self.reason)

    @property
    def whole(self) -> bool:
        """Whether it may stand in a card: a score needs something to point at."""
        return (self.score is not None and bool(self.cites)) or (self.score is None and bool(self.reason))


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a person's card. `seal` is the digest of the seal it was written against, empty where none was.

    `corrects` is the digest of the version before and `why` the reason; both are empty in the first. `overall_score`
    is chosen by the person or absent, never computed. `after_closing`: others' cards had been opened to everybody.
    """

    v: int = CARD_VERSION
    version: int
    at_utc: str
    who: str
    session: str
    level: str
    ratings: dict[str, Rating]
    strengths: str
    concerns: str
    overall: str
    overall_score: int | None = None
    seal: str = ""
    rubric: str = ""
    seconds: float = 0.0
    blind: bool = False
    corrects: str = ""
    why: str = ""
    after_closing: bool = False


def in_order(card: Card, criteria: Iterable[str]) -> dict[str, Rating]:
    """Its ratings in the order of the criteria, then what else it has."""
    names = dict.fromkeys([*(name for name in criteria if name in card.ratings), *card.ratings])
    return {name: card.ratings[name] for name in names}


class CardLine(msgspec.Struct, frozen=True, kw_only=True):
    """A card as a line of a file, with its own digest, so that a changed letter shows at once."""

    digest: str
    card: Card


def written_at(card: Card) -> str:
    """Date and time of a version, where the reader is."""
    return datetime.fromisoformat(card.at_utc).astimezone().strftime("%Y-%m-%d %H:%M")


def canonical(card: Card) -> bytes:
    """The card as it is counted."""
    return msgspec.json.encode(card, order="sorted")


def digest_of_card(card: Card) -> str:
    """SHA-256 over the card as canonical JSON, in 64 hex digits."""
    return sha256(canonical(card)).hexdigest()


def line_of(card: Card) -> bytes:
    """The line of a card, without newline."""
    return msgspec.json.encode(CardLine(digest=digest_of_card(card), card=card), order="sorted")
