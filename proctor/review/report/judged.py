"""Score cards in a report: those that its reader may see, how far they agree, and how many are withheld."""

import msgspec

from proctor.review.cards.agreement import Agreed, Agreement, agreement
from proctor.review.cards.card import Card
from proctor.review.cards.shelf import Shelf, visible_cards
from proctor.review.film import Film


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What `reader` may see of the judgements; `closed` says that scoring was ended for everybody."""

    reader: str
    cards: tuple[Card, ...]
    withheld: int
    closed: bool
    agreement: Agreement


def judged(film: Film, reader: str) -> Judged:
    """Through the one place that decides who may see a card. Raises: RecordError if a card was changed."""
    seen = visible_cards(Shelf.of(film.recording), reader)
    return Judged(
        reader=reader,
        cards=seen.cards,
        withheld=seen.withheld,
        closed=seen.closed is not None,
        agreement=agreement(seen.cards, (criterion.name for criterion in film.terms.criteria)),
    )


def alpha_words(agreed: Agreement) -> str:
    """How far the reviewers agree, in a sentence."""
    alpha = agreed.alpha
    if alpha.value is None:
        return f"Krippendorff's alpha: none, {alpha.reason}."
    return f"Krippendorff's alpha over {alpha.items} criteria and {alpha.raters} people: {alpha.value:.2f}."


def score_words(row: Agreed, card: Card) -> str:
    """A score as it stands in a table."""
    rating = card.ratings.get(row.criterion)
    if rating is None:
        return ""
    return str(rating.score) if rating.score is not None else rating.reason
