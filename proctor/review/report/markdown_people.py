"""What people said, noted and judged, and what the record is, as Markdown."""

from collections.abc import Iterator

from proctor.review.cards.card import Card
from proctor.review.report.judged import alpha_words, score_words
from proctor.review.report.markdown_text import code, escaped, said, table
from proctor.review.report.model import Report
from proctor.review.report.words import moment_text


def talk(report: Report) -> Iterator[str]:
    """What was said in writing."""
    if not report.talk and not report.revealed:
        return
    yield "## What was said in writing"
    yield ""
    for message in report.talk:
        number = f" {message.number}" if message.number else ""
        yield from said(f"{moment_text(message.t_s)} {message.who or message.by}, {message.sort}{number}", message.text)
    for check in report.revealed:
        yield f"- Shown to the candidate: the hidden check {code(check.check)}, {escaped(check.promise)}"
    yield ""


def private(report: Report) -> Iterator[str]:
    """What interviewers kept to themselves."""
    if not report.about.private:
        return
    yield "## What interviewers kept to themselves"
    yield ""
    yield from table(
        ("At", "Note", "Tag", "Where", "By"),
        ((moment_text(note.t_s), *map(escaped, (note.text, note.tag, note.where, note.who))) for note in report.notes),
    )
    yield from table(
        ("Known issue", "Handed in", "At the end", "Note"),
        (
            (
                f"{code(issue.id)} {escaped(issue.title)}",
                issue.at_submit or "not marked",
                issue.at_end or "not marked",
                escaped(issue.note),
            )
            for issue in report.revision.issues
        ),
    )


def cards(report: Report) -> Iterator[str]:
    """The score cards that the reader may see."""
    judged = report.judged
    if judged is None:
        return
    yield "## Scorecards"
    yield ""
    if judged.withheld:
        cards_are = "card is" if judged.withheld == 1 else "cards are"
        yield f"**{judged.withheld} {cards_are} withheld until {escaped(judged.reader)} has submitted their own.**"
        yield ""
    if not judged.cards:
        return
    yield from table(
        ("Criterion", *(escaped(card.who) for card in judged.cards), "Spread"),
        (
            (
                escaped(row.criterion),
                *(escaped(score_words(row, card)) for card in judged.cards),
                "" if row.spread is None else str(row.spread),
            )
            for row in judged.agreement.criteria
        ),
    )
    yield escaped(alpha_words(judged.agreement))
    yield ""
    for card in judged.cards:
        yield from _card(card)


def _card(card: Card) -> Iterator[str]:
    yield f"### {escaped(card.who)}"
    yield ""
    yield from said("Strengths", card.strengths)
    yield from said("Concerns", card.concerns)
    yield from said("Overall", card.overall)
    for name, rating in card.ratings.items():
        cites = ", ".join(escaped(cite.words) for cite in rating.cites)
        score = f"{rating.score if rating.score is not None else escaped(rating.reason)}"
        note = f" {escaped(rating.note)}" if rating.note else ""
        yield f"- **{escaped(name)}:** {score}{note}{f' (cites {cites})' if cites else ''}"
    yield ""


def record(report: Report) -> Iterator[str]:
    """What was agreed, and what the record is."""
    about = report.about
    yield "## What was agreed"
    yield ""
    yield from (f"- {escaped(line)}" for line in report.agreement.lines)
    yield ""
    yield "## The record"
    yield ""
    yield f"- **Session:** {code(about.session)}"
    yield f"- **Exercise:** {code(about.exercise)}, SHA-256 {code(about.exercise_digest)}"
    yield f"- **Held:** {about.created_at} to {about.ended_at}"
    for name, apart in (("Code", about.checks_apart), ("Editor", about.shell_apart)):
        if apart is not None:
            yield f"- **{name} kept apart:** level {apart.level} of 3, {escaped(apart.note)}"
    if report.proof:
        yield f"- **Verified:** {escaped(report.proof)}"
    for seal in report.seals:
        yield f"- **Seal {seal.number}:** {seal.why}, {seal.at}, {code(seal.digest)}"
