"""What the forms say: rows of the list, anchors, evidence, cards side by side."""

from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from proctor.review.cards.agreement import Agreement, agreement
from proctor.review.cards.bench import Bench
from proctor.review.cards.card import Card, Rating, in_order, written_at
from proctor.review.cards.cites import cite_text
from proctor.review.cards.draft import Draft
from proctor.review.cards.standing import Standing
from proctor.session.plain_text import shown, shown_line
from proctor.session.verdicts import AGAINST, Verdict

IN_WORDS: Final = "In words"
"""The row below the criteria: strengths, concerns, overall."""
_LABELS: Final = ("Strengths", "Concerns", "Overall")


def row(name: str, rating: Rating) -> Content:
    """A criterion in the list: its score, a mark where nothing is cited, its name."""
    score = str(rating.score) if rating.score is not None else "0" if rating.reason else "-"
    return Content.assemble(
        (score, "bold"), ("!" if rating.given and not rating.whole else " ", "$text-error"), f" {shown_line(name)}"
    )


def words_row(texts: Sequence[str]) -> Content:
    """The last row."""
    whole = all(text.strip() for text in texts)
    return Content.assemble(("+" if whole else "-", "bold"), f"  {IN_WORDS}")


def evidence(found: Sequence[Standing], hide: Bench) -> Content:
    """What the checks of a criterion said, as submitted and at the end."""
    if not found:
        return Content("No check serves this criterion: judge it by the work and by what was said.")
    parts: list[Content] = [Content.styled("What its checks said. Facts, no score.", "$text-muted")]
    for one in found:
        unknown = "NOT KNOWN" if one.visibility == "hidden" else "NOT RUN"
        was, now = _verdict(one.submitted, unknown), _verdict(one.final, unknown)
        both = [was] if one.submitted == one.final else [was, Content(", at the end "), now]
        parts.append(Content.assemble("\n\n", *both, f"  {shown_line(one.check)}"))
        hidden = " (hidden)" if one.visibility == "hidden" else ""
        advisory = " (advice only)" if one.advisory else ""
        parts.append(Content.assemble("\n", (f"{shown_line(one.promise)}{hidden}{advisory}", "$text-muted")))
        if one.message and one.final != Verdict.PASS:
            parts.append(Content(f"\n{shown(hide.veil.text(one.message)).splitlines()[0][:200]}"))
    return Content("").join(parts)


def recap(draft: Draft, criteria: Sequence[str]) -> Content:
    """What was scored, to write the words by."""
    parts = [Content.styled("What you scored", "$text-muted")]
    for name in criteria:
        rating = draft.rating(name)
        parts += [Content("\n\n"), row(name, rating)]
        if rating.note:
            parts.append(Content(f"\n   {shown(rating.note)}"))
    return Content("").join(parts)


def _verdict(verdict: Verdict | None, unknown: str) -> Content:
    if verdict is None:
        return Content.styled(unknown, "$text-muted")
    look = "$text-success" if verdict is Verdict.PASS else "$text-error" if verdict in AGAINST else "$text-warning"
    return Content.styled(str(verdict), f"bold {look}")


def cards_content(bench: Bench) -> Content:
    """Everything that may be seen: agreement first, then each card."""
    seen = bench.seen()
    parts: list[Content] = []
    if len(seen.cards) > 1:
        parts += _agreement(agreement(seen.cards, bench.criteria))
    for card in seen.cards:
        parts += [Content("\n\n"), *_card(card, bench)]
    if seen.withheld:
        parts.append(Content(f"\n\n{seen.withheld} by other people: to be read once yours is submitted."))
    if not parts:
        parts.append(Content("No card is submitted yet."))
    return Content("").join(parts)


def _agreement(found: Agreement) -> Iterator[Content]:
    yield Content.styled("Scores side by side", "bold $text-accent")
    width = max(len(one.criterion) for one in found.criteria)
    for one in found.criteria:
        scores = ", ".join(
            f"{shown_line(who)} {'none' if score is None else score}" for who, score in one.scores.items()
        )
        spread = "" if one.spread is None else f"   spread {one.spread}"
        yield Content.assemble(
            f"\n{shown_line(one.criterion):<{width}}  {scores}", (spread, "bold" if one.spread else "$text-muted")
        )
    alpha = found.alpha
    said = f"none, {alpha.reason}" if alpha.value is None else f"{alpha.value:.2f} over {alpha.items} items"
    few = "" if alpha.value is None else ". With few cards it moves far with one other score."
    yield Content(f"\nKrippendorff's alpha (ordinal): {said}{few}")


def _given(score: int | None) -> str:
    return "none" if score is None else str(score)


def _card(card: Card, bench: Bench) -> Iterator[Content]:
    version = f", version {card.version}: {shown_line(card.why)}" if card.version > 1 else ""
    late = ", after scoring was closed" if card.after_closing else ""
    blind = ", blind" if card.blind else ""
    head = f"Card of {shown_line(card.who)}, {written_at(card)}{version}{blind}{late}"
    yield Content.styled(head, "bold $text-accent")
    for name, rating in in_order(card, bench.criteria).items():
        score = str(rating.score) if rating.score is not None else shown_line(rating.reason)
        cites = ", ".join(cite_text(cite) for cite in rating.cites)
        yield Content.assemble(
            "\n",
            (shown_line(score), "bold"),
            f"  {shown_line(name)}",
            (f"  [{shown_line(cites)}]" if cites else "", "$text-muted"),
        )
        if rating.note:
            yield Content(f"\n   {shown(bench.veil.text(rating.note))}")
    for label, text in zip(_LABELS, (card.strengths, card.concerns, card.overall), strict=True):
        own = f" ({card.overall_score} of 4)" if label == "Overall" and card.overall_score else ""
        yield Content.assemble("\n", (f"{label}{own}: ", "bold"), shown(bench.veil.text(text)))
