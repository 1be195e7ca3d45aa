"""Rubric, notes, talk and feedback in the interviewer's words."""

from textual.content import Content

from proctor.session.events import NoteAdded, ReceptionObserved
from proctor.session.observations import Noted
from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Session
from proctor.session.talk import Message
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.view_text import heading, stacked

_LEVELS = ("1 weak", "2 partial", "3 solid", "4 strong")


def rubric_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `rubric` reads."""
    return watch.material, watch.session and watch.session.terms


def rubric(watch: WatchView) -> Content:
    """Each criterion with its four anchors; without a rubric, the criteria as the candidate reads them."""
    lines: list[Content | str] = []
    for scale in watch.material.rubric:
        lines.append(heading(shown_line(scale.criterion)))
        for level, anchor in zip(_LEVELS, scale.anchors, strict=True):
            lines += [Content.assemble((level, "bold"), f"  {shown_line(anchor)}")]
        lines.append("")
    if lines or watch.session is None:
        return stacked(lines)
    criteria = watch.session.terms.criteria
    return stacked(["This exercise has no anchored rubric.", "", *(f"{one.name}: {one.text}" for one in criteria)])


def note_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `notes` reads."""
    return (watch.observations.notes,)


def notes(watch: WatchView) -> Content:
    """Newest first: when, by whom, tag, text, and what it is about."""
    found = watch.observations.notes
    if not found:
        return Content("No note yet. n writes one; the moment and the place in sight are kept with it.")
    lines: list[Content | str] = [Content.styled(f"{len(found)} kept", "bold")]
    for noted in reversed(found):
        if isinstance(noted.event, NoteAdded):
            lines += _note(noted, noted.event)
    return stacked(lines)


def _note(noted: Noted, event: NoteAdded) -> list[Content | str]:
    about = [shown_line(part) for part in (noted.who, event.at.where, event.at.commit[:7]) if part]
    head = Content.assemble(
        (local_time(noted.at_utc, with_seconds=True), "$text-muted"),
        (f"  {shown_line(event.tag)}" if event.tag else "", "bold $text-accent"),
        (f"  {', '.join(about)}" if about else "", "$text-muted"),
    )
    return ["", head, shown(event.text)]


def talk_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `talk` reads."""
    session = watch.session
    return session and session.talk, session and session.walkthrough, session and session.answer


def talk(watch: WatchView) -> Content:
    """What was said in writing, newest first; open questions lead."""
    session = watch.session
    if session is None:
        return Content("")
    lines: list[Content | str] = []
    for asked in session.talk.unanswered:
        lines.append(Content.assemble((f"OPEN question {asked.number}", "bold $text-warning"), _when(asked)))
        lines += [shown(asked.text), ""]
    lines += _written(session)
    for said in reversed(session.talk.messages):
        what = f"{said.sort} {said.number}" if said.number else said.sort
        by = shown_line(said.who) or said.by
        lines += [Content.assemble((f"{what.capitalize()} by {by}", "bold"), _when(said)), shown(said.text), ""]
    for revealed in session.talk.revealed:
        verdict = f"  {revealed.verdict}" if revealed.verdict else ""
        lines += [Content.styled(f"Revealed: {revealed.check}{verdict}", "bold"), shown(revealed.promise), ""]
    return stacked(lines or ["Nothing was written yet. a writes to the candidate, h gives a hint."])


def _written(session: Session) -> list[Content | str]:
    """The candidate's longer texts."""
    lines: list[Content | str] = []
    if session.answer:
        lines += [heading("Their answer to the feedback"), shown(session.answer), ""]
    if session.walkthrough:
        lines += [heading("Their explanation of the work"), shown(session.walkthrough), ""]
    return lines


def _when(said: Message) -> tuple[str, str]:
    return (f"  {local_time(said.at_utc, with_seconds=True)}", "$text-muted")


def outcome_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `outcome` reads."""
    session = watch.session
    seen = watch.observations
    said = (session.feedback, session.answer, session.phase) if session is not None else (None, "", None)
    return *said, seen.draft, seen.receptions, seen.prompted


def outcome(watch: WatchView) -> Content:
    """The feedback as delivered, or the draft; the candidate's answer; how it was taken."""
    session = watch.session
    if session is None:
        return Content("")
    draft, feedback = watch.observations.draft, session.feedback
    lines: list[Content | str] = []
    if feedback is None:
        lines.append(heading("Feedback: not delivered yet"))
        lines.append("w writes it: one strength, one area for improvement. What follows is the private draft.")
        lines += ["", *_both(draft.strength, draft.improvement)]
    else:
        lines += [heading("Feedback, as the candidate reads it"), *_both(feedback.strength, feedback.improvement)]
        lines += ["", heading("Their answer"), shown(session.answer) if session.answer else "None in writing yet."]
        lines += ["", heading("How it was taken (v adds one)"), *_receptions(watch)]
    if watch.observations.prompted:
        items = ", ".join(sorted(watch.observations.prompted))
        lines += ["", Content.styled(f"Prompted by feedback: {shown_line(items)}", "$text-muted")]
    return stacked(lines)


def _both(strength: str, improvement: str) -> list[Content | str]:
    return [
        Content.styled("Strength", "bold"),
        shown(strength) or "(empty)",
        "",
        Content.styled("To improve", "bold"),
        shown(improvement) or "(empty)",
    ]


def _receptions(watch: WatchView) -> list[Content | str]:
    lines: list[Content | str] = []
    for noted in reversed(watch.observations.receptions):
        if isinstance(noted.event, ReceptionObserved):
            note = f": {shown_line(noted.event.note)}" if noted.event.note else ""
            by = f" ({shown_line(noted.who)})" if noted.who else ""
            when = (local_time(noted.at_utc, with_seconds=True), "$text-muted")
            lines.append(Content.assemble(when, (f"  {noted.event.how}", "bold"), f"{note}{by}"))
    return lines or ["Nothing observed yet."]
