"""How far reviewers agree: the scores side by side, their spread, and Krippendorff's alpha where it says anything.

Alpha is 1 for full agreement and 0 for what chance would bring; with a handful of cards one other score moves it far.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

import msgspec

from proctor.review.cards.card import Card
from proctor.review.cards.raters import rater_key

LEAST_ITEMS: Final = 3
"""Fewer items that two people scored say nothing about their agreement."""
_DOMAIN: Final = (1, 2, 3, 4)


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion: everybody's score by name (None is "no evidence"), and the highest minus the lowest."""

    criterion: str
    scores: dict[str, int | None]
    spread: int | None


class Alpha(msgspec.Struct, frozen=True, kw_only=True):
    """Krippendorff's alpha for ordered scores over `items` that `raters` people scored; None with the reason why."""

    value: float | None
    raters: int
    items: int
    reason: str = ""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """All criteria of a session, and alpha across them."""

    criteria: tuple[Agreed, ...]
    alpha: Alpha


def agreement(cards: Sequence[Card], criteria: Iterable[str] = ()) -> Agreement:
    """Of one session's cards, as `visible_cards` gives them. Criteria keep their order, others of the cards follow."""
    names = dict.fromkeys(chain(criteria, *(card.ratings for card in cards)))
    return Agreement(criteria=tuple(_agreed(name, cards) for name in names), alpha=alpha_across([cards]))


def _agreed(name: str, cards: Sequence[Card]) -> Agreed:
    scores = {card.who: card.ratings[name].score for card in cards if name in card.ratings}
    known = [score for score in scores.values() if score is not None]
    return Agreed(criterion=name, scores=scores, spread=max(known) - min(known) if len(known) > 1 else None)


def alpha_across(sessions: Iterable[Sequence[Card]]) -> Alpha:
    """Over the cards of several sessions: each criterion of each session is one item."""
    items: list[dict[str, int]] = []
    for cards in sessions:
        for name in dict.fromkeys(chain.from_iterable(card.ratings for card in cards)):
            scores = {
                rater_key(card.who): score
                for card in cards
                if name in card.ratings and (score := card.ratings[name].score) is not None
            }
            items.append(scores)
    return alpha_of(items)


def alpha_of(items: Iterable[Mapping[str, int]]) -> Alpha:
    """Over items, each a score by rater; only items that two or more people scored count."""
    paired = [item for item in items if len(item) > 1]
    raters = sorted({rater for item in paired for rater in item})
    reason, value = _why_none(paired, raters), None
    if not reason:
        value = _krippendorff([[item.get(rater) for item in paired] for rater in raters])
        reason = "" if value is not None else "it is not defined for these scores"
    return Alpha(value=value, raters=len(raters), items=len(paired), reason=reason)


def _why_none(paired: Sequence[Mapping[str, int]], raters: Sequence[str]) -> str:
    if len(raters) < 2:
        return "it needs two people who scored the same"
    if len(paired) < LEAST_ITEMS:
        return f"it needs at least {LEAST_ITEMS} items that two people scored"
    if len({score for item in paired for score in item.values()}) == 1:
        return "all scores are the same, so there is no difference to explain"
    return ""


def _krippendorff(rows: list[list[int | None]]) -> float | None:
    import krippendorff  # noqa: PLC0415 numpy costs more than a command may take to start

    scores = [[math.nan if score is None else float(score) for score in row] for row in rows]
    domain = sorted({*_DOMAIN, *(score for row in rows for score in row if score is not None)})
    try:
        value = float(krippendorff.alpha(scores, value_domain=domain, level_of_measurement="ordinal"))
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None
