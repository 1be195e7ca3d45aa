"""The part of the fairness log that only the whole session tells: what is missing, late, undecided or worth a look."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from proctor.review.film import Film
from proctor.review.report.session_parts import Deviation, Sort
from proctor.session import events as ev
from proctor.session.durations import length_text
from proctor.session.fold import decode
from proctor.session.phases import EndCause, Phase
from proctor.session.verdicts import Verdict

LATE_FEEDBACK_S: Final = 600.0
"""Feedback that comes later than this after the work was handed in is written down as late."""
_OPEN: Final = (Verdict.DEFERRED, Verdict.FAULT, Verdict.UNSURE)
_ENDS: Final = ("submitted", "final")

Place = tuple[str, str, str]
"""What sort of place it is, its file, and what stands there."""


def at_the_ends(film: Film) -> Iterator[Deviation]:
    """What stands open once the session is over."""
    yield from _feedback(film)
    yield from _questions(film)
    yield from _undecided(film)
    yield from _judged_later(film)


def flags(film: Film) -> Iterator[Deviation]:
    """Places in the work that a person should look at; those of one sort in one file are one line, at the first."""
    places: Counter[Place] = Counter()
    first_s: dict[Place, float] = {}
    for envelope, t_s in zip(film.recording.private, film.private_times_s, strict=True):
        event = decode(envelope) if envelope.kind == ev.WorkFlagged.kind else None
        if isinstance(event, ev.WorkFlagged):
            key: Place = (event.sort, event.file, event.what)
            places[key] += 1
            first_s.setdefault(key, t_s)
    for key, count in places.items():
        sort, file, what = key
        where = f"{count} places in {file}" if count > 1 else file
        sign = "a sign of deceiving a measurement" if sort == "tamper" else "a shortcut"
        yield Deviation(sort=Sort.LOOK, words=f"Perhaps {sign}, {where}: {what}", t_s=first_s[key], private=True)


def _feedback(film: Film) -> Iterator[Deviation]:
    session = film.ended
    frozen_s = session.entered_s.get(Phase.FEEDBACK)
    if frozen_s is None:
        if session.finish_cause is not EndCause.CANCELLED:
            yield Deviation(sort=Sort.PHASE, words="The work was never handed in")
        return
    if session.feedback is None:
        yield Deviation(sort=Sort.FEEDBACK, words="No feedback was delivered")
    else:
        waited_s = session.feedback_s - frozen_s
        if waited_s > LATE_FEEDBACK_S:
            words = f"The feedback came {length_text(waited_s)} after the work was handed in"
            yield Deviation(sort=Sort.FEEDBACK, words=words, t_s=session.feedback_s)
        if session.feedback.source == "guide":
            words = "The feedback came from the exercise's guide, not from an interviewer"
            yield Deviation(sort=Sort.FEEDBACK, words=words, t_s=session.feedback_s)
    if Phase.REVISION not in session.entered_s:
        yield Deviation(sort=Sort.PHASE, words="There was no revision")


def _questions(film: Film) -> Iterator[Deviation]:
    for question in film.ended.talk.unanswered:
        yield Deviation(sort=Sort.HELP, words=f"Question {question.number} was never answered", t_s=question.t_s)


def _undecided(film: Film) -> Iterator[Deviation]:
    """Verdicts on what counts that leave a question open: none of them is held against anybody."""
    for tag in _ENDS:
        frame = film.tagged(tag)
        for visibility in ("visible", "hidden"):
            if frame is None or (visibility == "hidden" and not film.recording.private):
                continue
            said = film.verdicts_on(frame.tree, "hidden" if visibility == "hidden" else "visible")
            for verdict in _OPEN:
                names = sorted(check for check, one in said.items() if one.verdict is verdict)
                if names:
                    words = f"{verdict} on the {tag} work, {visibility}: {', '.join(names)}"
                    yield Deviation(sort=Sort.CHECKS, words=words, t_s=frame.t_s, private=visibility == "hidden")


def _judged_later(film: Film) -> Iterator[Deviation]:
    for visibility in ("visible", "hidden"):
        names = sorted(track.check for track in film.tracks.values() if track.later and track.visibility == visibility)
        if names:
            words = f"Judged after the session from its record, {visibility}: {', '.join(names)}"
            yield Deviation(sort=Sort.CHECKS, words=words, private=visibility == "hidden")
