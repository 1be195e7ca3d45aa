"""Scoring as plain lines: the rubric with its evidence, a draft and what it lacks, cards, and how far they agree."""

from collections.abc import Iterator, Sequence
from typing import Final

from proctor.cli.clock_words import local_time
from proctor.cli.render import count_text, table, wrapped
from proctor.cli.score_reports import RubricReport, ScoreReport, ShownCriterion
from proctor.review.cards.agreement import Agreement, Alpha
from proctor.review.cards.card import Card, Rating, written_at
from proctor.review.cards.cites import cite_text
from proctor.review.cards.draft import Draft
from proctor.session.plain_text import shown_line

_FEW: Final = "With few cards alpha moves far with one other score; read the spread first."


def rubric_lines(report: RubricReport) -> Iterator[str]:
    """Every criterion with its four anchors, and what its checks said of the work as submitted and at the end."""
    yield from wrapped(f"Rubric for {report.session}, level {report.level}. Write the note before the score.")
    if not report.anchored:
        yield from wrapped(
            "The package's rubric is not on this machine: these are the criteria alone, without anchors."
        )
    for number, criterion in enumerate(report.criteria, 1):
        yield ""
        yield from criterion_lines(criterion, number)


def criterion_lines(criterion: ShownCriterion, number: int) -> Iterator[str]:
    """One criterion."""
    text = f": {criterion.text}" if criterion.text else ""
    yield from wrapped(f"{criterion.name}{text}", first=f"{number}. ", rest="   ")
    for score, anchor in enumerate(criterion.anchors, 1):
        yield from wrapped(anchor, first=f"   {score}  ", rest="      ")
    for check in criterion.checks:
        unknown = "NOT KNOWN" if check.visibility == "hidden" else "NOT RUN"
        was, now = check.submitted or unknown, check.final or unknown
        verdicts = f"{was}, at the end {now}" if was != now else f"{was}"
        hidden = ", hidden" if check.visibility == "hidden" else ""
        yield from wrapped(f"{verdicts}: {check.check}{hidden}: {check.promise}", first="   - ", rest="     ")


def score_lines(report: ScoreReport) -> Iterator[str]:
    """Draft, card, everybody's where they may be seen, and the next step."""
    yield from wrapped(f"Session {report.session}, level {report.level}; you are {report.who}.", rest="  ")
    if report.draft is not None:
        yield ""
        yield from draft_lines(report.draft)
    for card in report.cards:
        yield ""
        yield from card_lines(card)
    if report.agreement is not None and len(report.cards) > 1:
        yield ""
        yield from agreement_lines(report.agreement)
    yield ""
    yield from _standing(report)


def _standing(report: ScoreReport) -> Iterator[str]:
    if report.missing:
        yield "Still missing:"
        for words in report.missing:
            yield from wrapped(words, first="  ", rest="    ")
    elif report.draft is not None:
        step = 'proctor score --correct --why "..."' if report.own is not None else "proctor score --submit"
        yield from wrapped(f"The draft is complete. Next: {step}")
    if report.withheld:
        cards = count_text(report.withheld, "card")
        yield from wrapped(f"{cards} of other people can be read once yours is submitted.")
    if report.closed is not None:
        yield f"Scoring was closed by {shown_line(report.closed.who)}, {local_time(report.closed.at_utc)}."
    if report.own is None and report.draft is None and not report.closed:
        yield from wrapped('Begin: proctor score --rubric, then --criterion NAME --score 1-4 --cite WHAT --note "..."')


def draft_lines(draft: Draft) -> Iterator[str]:
    """What was written so far."""
    yield "Draft, kept for you alone:"
    yield from _body(draft.ratings, (draft.strengths, draft.concerns, draft.overall), draft.overall_score)


def card_lines(card: Card) -> Iterator[str]:
    """A submitted card, newest version."""
    how = [written_at(card)]
    how += [f"version {card.version}, {card.why}"] if card.version > 1 else []
    how += ["blind"] if card.blind else []
    how += ["after scoring was closed"] if card.after_closing else []
    yield from wrapped(f"Card of {shown_line(card.who)} ({'; '.join(map(shown_line, how))}):", rest="  ")
    yield from _body(card.ratings, (card.strengths, card.concerns, card.overall), card.overall_score)


def _body(ratings: dict[str, Rating], texts: Sequence[str], overall_score: int | None) -> Iterator[str]:
    for name, rating in ratings.items():
        cites = ", ".join(cite_text(cite) for cite in rating.cites)
        score = str(rating.score) if rating.score is not None else rating.reason or "-"
        yield from wrapped(f"{name}{f' [{cites}]' if cites else ''}", first=f"  {score}  ", rest="     ")
        if rating.note:
            yield from wrapped(rating.note, first="     ", rest="     ")
    for label, text in zip(("Strengths", "Concerns", "Overall"), texts, strict=True):
        score = f" ({overall_score} of 4)" if label == "Overall" and overall_score is not None else ""
        if text or score:
            yield from wrapped(text, first=f"  {label}{score}: ", rest="    ")


def agreement_lines(found: Agreement) -> Iterator[str]:
    """Everybody's scores side by side, the spread, and alpha or why there is none."""
    people = list(dict.fromkeys(who for row in found.criteria for who in row.scores))
    head = ("CRITERION", *(shown_line(who)[:12].upper() for who in people), "SPREAD")
    yield from table(
        head,
        [
            (
                row.criterion,
                *(_score(row.scores.get(who), known=who in row.scores) for who in people),
                "-" if row.spread is None else str(row.spread),
            )
            for row in found.criteria
        ],
    )
    yield from alpha_lines(found.alpha)


def _score(score: int | None, *, known: bool) -> str:
    return str(score) if score is not None else "none" if known else "-"


def alpha_lines(alpha: Alpha) -> Iterator[str]:
    """Alpha with what it was computed over."""
    if alpha.value is None:
        yield from wrapped(f"Krippendorff's alpha: none, {alpha.reason}.")
    else:
        over = f"{count_text(alpha.items, 'item')} and {count_text(alpha.raters, 'person', 'people')}"
        yield from wrapped(f"Krippendorff's alpha (ordinal): {alpha.value:.2f} over {over}. {_FEW}")
