"""What `proctor score --json` prints. Other people's cards come from `visible_cards` and from nowhere else."""

import msgspec

from proctor.review.blind import Veil
from proctor.review.cards.agreement import Agreement, agreement
from proctor.review.cards.bench import Bench
from proctor.review.cards.card import Card, Rating, in_order
from proctor.review.cards.draft import Draft
from proctor.review.cards.rubric import Scale
from proctor.review.cards.shelf import Closing
from proctor.review.cards.standing import Standing, standings


class ShownCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion, its anchors for 1 to 4 where they are here, and what its checks said."""

    name: str
    text: str
    anchors: tuple[str, ...]
    checks: tuple[Standing, ...]


class RubricReport(msgspec.Struct, frozen=True, kw_only=True):
    """All criteria of a session; `anchored` is false where the package's rubric is not here."""

    session: str
    level: str
    anchored: bool
    criteria: tuple[ShownCriterion, ...]


class ScoreReport(msgspec.Struct, frozen=True, kw_only=True):
    """One person's view of the scoring of a session; `withheld` is how many cards they may not see yet."""

    session: str
    who: str
    level: str
    blind: bool
    draft: Draft | None
    missing: tuple[str, ...]
    own: Card | None
    cards: tuple[Card, ...]
    earlier: tuple[Card, ...]
    withheld: int
    agreement: Agreement | None
    closed: Closing | None


def rubric_report(bench: Bench) -> RubricReport:
    """The rubric with the evidence of the checks."""
    rubric = bench.desk.rubric
    return RubricReport(
        session=bench.called,
        level=rubric.level,
        anchored=rubric.anchored,
        criteria=tuple(_criterion(bench, scale) for scale in rubric.scales),
    )


def _criterion(bench: Bench, scale: Scale) -> ShownCriterion:
    checks = tuple(
        msgspec.structs.replace(one, message=bench.veil.text(one.message)) for one in standings(bench.film, scale.name)
    )
    return ShownCriterion(name=scale.name, text=scale.text, anchors=scale.anchors, checks=checks)


def score_report(bench: Bench) -> ScoreReport:
    """Own draft and card, and what else may be seen."""
    seen, draft = bench.seen(), _ordered(bench.kept(), bench)
    awaited = draft is not None or seen.own is None
    return ScoreReport(
        session=bench.called,
        who=bench.who,
        level=bench.desk.rubric.level,
        blind=bench.blind,
        draft=draft,
        missing=bench.missing() if awaited else (),
        own=veiled(seen.own, bench) if seen.own is not None else None,
        cards=tuple(veiled(card, bench) for card in seen.cards),
        earlier=tuple(veiled(card, bench) for card in seen.earlier),
        withheld=seen.withheld,
        agreement=agreement(seen.cards, bench.criteria) if seen.cards else None,
        closed=msgspec.structs.replace(seen.closed, session=bench.called) if seen.closed else None,
    )


def _ordered(draft: Draft | None, bench: Bench) -> Draft | None:
    if draft is None:
        return None
    given = {name: draft.ratings[name] for name in bench.criteria if name in draft.ratings}
    return msgspec.structs.replace(draft, ratings=given)


def veiled(card: Card, bench: Bench) -> Card:
    """A card as this person reads it: by the order of the rubric, without the name if they asked for that."""
    card = msgspec.structs.replace(card, ratings=in_order(card, bench.criteria))
    if not bench.blind:
        return card
    veil = bench.veil
    return msgspec.structs.replace(
        card,
        session=veil.label,
        strengths=veil.text(card.strengths),
        concerns=veil.text(card.concerns),
        overall=veil.text(card.overall),
        why=veil.text(card.why),
        ratings={name: _veiled(rating, veil) for name, rating in card.ratings.items()},
    )


def _veiled(rating: Rating, veil: Veil) -> Rating:
    return msgspec.structs.replace(rating, note=veil.text(rating.note))
