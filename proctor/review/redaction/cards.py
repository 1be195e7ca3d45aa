"""Score cards without the name: the same judgements by the same people, each version tied to the new one before it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.review.cards.card import Card, CardLine, Citation, Rating, digest_of_card, line_of
from proctor.review.cards.raters import slug_of
from proctor.review.cards.shelf import CLOSED, Closing, Shelf
from proctor.review.redaction.journals import JournalRedactor
from proctor.review.redaction.redactor import Redactor

_TEXTS = "texts in score cards"
_NAMES = "names in score cards"


def rewritten_cards(source: Path, target: Path, redactor: Redactor, journals: JournalRedactor) -> int:
    """Write the cards in `source` anew to `target`; how many there were. Drafts stay behind. Raises: RecordError."""
    if not source.is_dir():
        return 0
    Shelf.read(source)  # refuses what was changed
    written = 0
    for path in sorted(source.glob("*.jsonl")):
        target.mkdir(mode=0o700, exist_ok=True)
        lines = path.read_bytes().splitlines()
        if path.name == CLOSED:
            new = b"".join(_closing(line, redactor) + b"\n" for line in lines)
            (target / CLOSED).write_bytes(new)
            continue
        cards = tuple(_versions(lines, redactor, journals))
        name = f"{slug_of(cards[0].who)}.jsonl" if cards else path.name
        if (target / name).exists():
            raise RecordError("two people who scored would have one name", hint="leave them out: --drop cards")
        (target / name).write_bytes(b"".join(line_of(card) + b"\n" for card in cards))
        written += 1
    return written


def _versions(lines: list[bytes], redactor: Redactor, journals: JournalRedactor) -> Iterator[Card]:
    before = ""
    for line in lines:
        card = _card(msgspec.json.decode(line, type=CardLine).card, redactor, journals)
        card = replace(card, corrects=before)
        before = digest_of_card(card)
        yield card


def _card(card: Card, redactor: Redactor, journals: JournalRedactor) -> Card:
    return replace(
        card,
        who=redactor.named(card.who, _NAMES),
        ratings={name: _rating(rating, journals) for name, rating in card.ratings.items()},
        strengths=journals.text(card.strengths, _TEXTS),
        concerns=journals.text(card.concerns, _TEXTS),
        overall=journals.text(card.overall, _TEXTS),
        why=journals.text(card.why, _TEXTS),
    )


def _rating(rating: Rating, journals: JournalRedactor) -> Rating:
    return replace(
        rating,
        reason=journals.text(rating.reason, _TEXTS),
        note=journals.text(rating.note, _TEXTS),
        cites=tuple(_citation(cite, journals) for cite in rating.cites),
    )


def _citation(cite: Citation, journals: JournalRedactor) -> Citation:
    """What is cited by the beginning of a commit's name is cited by as much of the new one."""
    commit = journals.commit(cite.commit)
    begins = cite.kind == "snapshot" and bool(cite.words) and cite.commit.startswith(cite.words)
    return replace(cite, commit=commit, words=commit[: len(cite.words)] if begins else cite.words)


def _closing(line: bytes, redactor: Redactor) -> bytes:
    closing = msgspec.json.decode(line, type=Closing)
    return msgspec.json.encode(replace(closing, who=redactor.named(closing.who, _NAMES)))
