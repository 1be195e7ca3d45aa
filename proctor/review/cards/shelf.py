"""All cards of a session, and the one place that decides whose a person may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from proctor.errors import RecordError
from proctor.review.cards.card import CARD_VERSION, HIGHEST, LOWEST, Card, CardLine, digest_of_card, line_of
from proctor.review.cards.raters import rater_key, slug_of
from proctor.review.recording import Recording

CLOSED: Final = "closed.jsonl"
"""Beside the cards: who ended the scoring, and when. It is sealed and travels as the cards do."""
_HINT: Final = "ask for the record again from where it was made; this one was changed or damaged"


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The end of scoring: no first cards from then on, and everybody sees all of them."""

    v: int = 1
    session: str
    who: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person may see: the newest version of each card by name, all versions of them, how many are withheld."""

    cards: tuple[Card, ...]
    withheld: int
    own: Card | None = None
    earlier: tuple[Card, ...] = ()
    closed: Closing | None = None


class Shelf:
    """The cards in a session's `cards/` folder, verified. What is in it comes out through `visible_cards` only."""

    def __init__(self, files: dict[str, tuple[Card, ...]], closed: Closing | None = None) -> None:
        self._files = files
        self.closed = closed

    @classmethod
    def read(cls, folder: Path | None, session: str = "") -> Self:
        """What lies in `folder`; none without it. Raises: RecordError naming file and line if a card was changed."""
        if folder is None or not folder.is_dir():
            return cls({})
        try:
            contents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.jsonl"))}
        except OSError as fault:
            raise RecordError(
                f"cannot read {fault.filename}: {fault.strerror}", hint="check who may read it"
            ) from fault
        closed = contents.pop(CLOSED, b"")
        files = {name: tuple(_versions(content, name, session)) for name, content in contents.items()}
        found = {rater_key(cards[0].who): cards for cards in files.values() if cards}
        return cls(found, _closing(closed) if closed else None)

    @classmethod
    def of(cls, recording: Recording) -> Self:
        """The cards that came with a recording."""
        return cls.read(recording.cards, recording.session.terms.session)

    def _of_rater(self, who: str) -> tuple[Card, ...]:
        return self._files.get(rater_key(who), ())

    def _all(self) -> tuple[tuple[Card, ...], ...]:
        return tuple(self._files[key] for key in sorted(self._files))


def visible_cards(shelf: Shelf, who: str) -> Seen:
    """What `who` may see: their own card at once, everybody's once theirs is submitted or scoring was closed.

    Every screen, command, report and comparison asks here, for averages and agreement too.
    """
    own = shelf._of_rater(who)  # noqa: SLF001 the one way out of a shelf
    everybody = shelf._all()  # noqa: SLF001 likewise
    shown = everybody if own or shelf.closed else ()
    return Seen(
        cards=tuple(versions[-1] for versions in shown),
        withheld=len(everybody) - len(shown),
        own=own[-1] if own else None,
        earlier=tuple(card for versions in shown for card in versions[:-1]),
        closed=shelf.closed,
    )


def _versions(content: bytes, name: str, session: str) -> Iterator[Card]:
    *lines, rest = content.split(b"\n")
    if rest:
        raise RecordError(f"cards/{name}: its last line, number {len(lines) + 1}, is cut short", hint=_HINT)
    before = ""
    for number, line in enumerate(lines, 1):
        where = f"cards/{name}: line {number}"
        card = _card(line, where)
        if (card.version, card.corrects) != (number, before):
            raise RecordError(f"{where} does not follow the version before it", hint=_HINT)
        if f"{slug_of(card.who)}.jsonl" != name:
            raise RecordError(f"{where} is another person's", hint=_HINT)
        if session and card.session != session:
            raise RecordError(f"{where} is about another session", hint=_HINT)
        before = digest_of_card(card)
        yield card


def _card(line: bytes, where: str) -> Card:
    try:
        found = msgspec.json.decode(line, type=CardLine)
    except msgspec.DecodeError as fault:
        raise RecordError(f"{where} is no score card", hint=_HINT) from fault
    if found.card.v != CARD_VERSION:
        raise RecordError(
            f"{where} has format {found.card.v}, and this proctor knows {CARD_VERSION}", hint="update proctor"
        )
    scores = [found.card.overall_score, *(rating.score for rating in found.card.ratings.values())]
    if any(score is not None and not LOWEST <= score <= HIGHEST for score in scores):
        raise RecordError(f"{where} holds a score that is none", hint=_HINT)
    if line_of(found.card) != line:
        raise RecordError(f"{where} was changed: its digest does not match", hint=_HINT)
    return found.card


def _closing(content: bytes) -> Closing:
    try:
        return msgspec.json.decode(content.splitlines()[0], type=Closing)
    except (msgspec.DecodeError, IndexError) as fault:
        raise RecordError(f"cards/{CLOSED} does not say who ended the scoring", hint=_HINT) from fault
