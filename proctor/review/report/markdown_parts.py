"""Sections of the Markdown report that are about words and people: feedback, talk, private notes, cards, the record."""

from collections.abc import Iterator

from proctor.review.cards.card import Card
from proctor.review.changed import FileDelta
from proctor.review.deltas import figure_text
from proctor.review.report import rows
from proctor.review.report.judged import alpha_words, score_words
from proctor.review.report.markdown_text import code, escaped, fenced, quoted, table
from proctor.review.report.model import Report
from proctor.review.report.words import moment_text, ratio_text
from proctor.session.chronicle.happening import short


def revision(report: Report) -> Iterator[str]:
    """The feedback, and what became of it."""
    found = report.revision
    yield "## The feedback, and what became of it"
    yield ""
    yield from _said("The work, explained before the feedback", found.walkthrough)
    if found.feedback is None:
        yield "No feedback was delivered."
        yield ""
    else:
        yield from _said(f"Strength (feedback at {moment_text(found.feedback.t_s)})", found.feedback.strength)
        yield from _said("Area for improvement", found.feedback.improvement)
    yield from _said("The candidate's answer", found.answer)
    for item in found.prompted:
        yield f"- About the {item.sort} {code(item.id)}{f': {escaped(item.words)}' if item.words else ''} (private)"
    for seen in found.receptions:
        note = f": {escaped(seen.note)}" if seen.note else ""
        yield f"- {moment_text(seen.t_s)} seen as {seen.how}{note} ({escaped(seen.who)}, private)"
    yield ""
    yield from _change(report)


def _change(report: Report) -> Iterator[str]:
    found = report.revision
    if found.base is None or found.final is None:
        yield "Nothing was handed in, so there is no revision to show."
        yield ""
        return
    yield f"From what was handed in ({code(short(found.base.commit))}) to the end ({code(short(found.final.commit))}):"
    yield ""
    yield from table(
        ("File", "Added", "Deleted", "Touched"),
        (
            (
                f"{code(file.path)} {file.status}",
                "binary" if file.added is None else str(file.added),
                "" if file.deleted is None else str(file.deleted),
                _touched(file),
            )
            for file in found.files
        ),
    )
    yield from table(
        ("Check that turned", "Handed in", "At the end"),
        (
            (code(check.id), str(check.before or "not run"), str(check.after or "not run"))
            for check in rows.turned(found.checks)
        ),
    )
    yield from table(
        ("Figure", "Check", "Handed in", "At the end", "Of it"),
        (
            (
                code(metric.name),
                code(metric.check),
                figure_text(metric.before, metric.unit),
                figure_text(metric.after, metric.unit),
                ratio_text(metric),
            )
            for metric in found.metrics
        ),
    )
    yield from _diff(found.patch)


def _touched(file: FileDelta) -> str:
    named = ", ".join(f"{code(touch.name)} {touch.how}" for touch in file.touched[: rows.MOST_TOUCHED])
    more = len(file.touched) - rows.MOST_TOUCHED
    return f"{named} and {more} more" if more > 0 else named


def _diff(patch: str) -> Iterator[str]:
    lines = patch.splitlines()
    if lines:
        yield from fenced("\n".join(lines[: rows.MOST_DIFF_LINES]), "diff")
    if len(lines) > rows.MOST_DIFF_LINES:
        yield f"{len(lines) - rows.MOST_DIFF_LINES} more lines are left out here."
        yield ""


def talk(report: Report) -> Iterator[str]:
    """What was said in writing."""
    if not report.talk and not report.revealed:
        return
    yield "## What was said in writing"
    yield ""
    for said in report.talk:
        number = f" {said.number}" if said.number else ""
        yield from _said(f"{moment_text(said.t_s)} {said.who or said.by}, {said.sort}{number}", said.text)
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
    yield from _said("Strengths", card.strengths)
    yield from _said("Concerns", card.concerns)
    yield from _said("Overall", card.overall)
    for name, rating in card.ratings.items():
        cites = ", ".join(escaped(cite.words) for cite in rating.cites)
        said = f"{rating.score if rating.score is not None else escaped(rating.reason)}"
        note = f" {escaped(rating.note)}" if rating.note else ""
        yield f"- **{escaped(name)}:** {said}{note}{f' (cites {cites})' if cites else ''}"
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


def _said(who: str, text: str) -> Iterator[str]:
    if text:
        yield f"**{escaped(who)}**"
        yield ""
        yield from quoted(text)
