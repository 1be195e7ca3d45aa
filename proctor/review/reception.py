"""What interviewers kept to themselves about feedback: what it was about, how it was taken, how far the issues were."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from proctor.errors import PackageError, UsageError
from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.events import IssueState, Reception
from proctor.session.fold import decode
from proctor.session.material import PrivateMaterial
from proctor.session.phases import Phase

Item = Literal["hidden check", "known issue", "unknown"]


class Prompted(msgspec.Struct, frozen=True, kw_only=True):
    """Private: what the feedback was about, by id and in words (empty where the exercise is not at hand)."""

    id: str
    sort: Item
    words: str = ""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """Private: how the candidate took the feedback, as an interviewer saw it; `seq` in the private journal."""

    how: Reception
    note: str
    who: str
    t_s: float
    at_utc: str
    seq: int


class IssueAtEnds(msgspec.Struct, frozen=True, kw_only=True):
    """Private: how far a known issue was at submission and at the end; None where nobody had marked it by then."""

    id: str
    title: str
    at_submit: IssueState | None
    at_end: IssueState | None
    note: str = ""


def material_of(film: Film) -> PrivateMaterial:
    """The private material of the exercise at the session's level; empty where it is not at hand."""
    try:
        return film.recording.exercise.private_material(film.terms.level)
    except (PackageError, UsageError):
        return PrivateMaterial()


def prompted(film: Film, material: PrivateMaterial) -> tuple[Prompted, ...]:
    """What the delivered feedback was about, in the order it was named."""
    checks = {check.id: check.promise for check in material.checks}
    issues = {issue.id: issue.title for issue in material.issues}
    hidden = checks.keys() | {check for check, track in film.tracks.items() if track.visibility == "hidden"}
    found: dict[str, Prompted] = {}
    for _, _, event in _private(film):
        for item in event.items if isinstance(event, ev.FeedbackPrompted) else ():
            sort: Item = "hidden check" if item in hidden else "known issue" if item in issues else "unknown"
            found[item] = Prompted(id=item, sort=sort, words=checks.get(item) or issues.get(item, ""))
    return tuple(found.values())


def receptions(film: Film) -> tuple[Received, ...]:
    """How the feedback was taken, in the order of time."""
    return tuple(
        Received(
            how=event.how,
            note=event.note,
            who=film.recording.private[number].who,
            t_s=t_s,
            at_utc=film.recording.private[number].at_utc,
            seq=film.recording.private[number].seq,
        )
        for number, t_s, event in _private(film)
        if isinstance(event, ev.ReceptionObserved)
    )


def issues(film: Film, material: PrivateMaterial) -> tuple[IssueAtEnds, ...]:
    """All known issues of the exercise, and others that somebody marked; the last mark by then counts."""
    submitted_s = film.ended.entered_s.get(Phase.FEEDBACK, float("inf"))
    titles = {issue.id: issue.title for issue in material.issues}
    marks = [(t_s, event) for _, t_s, event in _private(film) if isinstance(event, ev.IssueMarked)]
    at_submit = {mark.issue: mark for t_s, mark in marks if t_s <= submitted_s}
    at_end = {mark.issue: mark for _, mark in marks}
    return tuple(
        IssueAtEnds(
            id=issue,
            title=titles.get(issue, ""),
            at_submit=at_submit[issue].state if issue in at_submit else None,
            at_end=at_end[issue].state if issue in at_end else None,
            note=at_end[issue].note if issue in at_end else "",
        )
        for issue in dict.fromkeys([*titles, *at_end])
    )


_TOLD = frozenset({ev.FeedbackPrompted.kind, ev.ReceptionObserved.kind, ev.IssueMarked.kind})


def _private(film: Film) -> Iterator[tuple[int, float, ev.Event | None]]:
    """The private events that matter here: number, time on the timeline, event."""
    for number, envelope in enumerate(film.recording.private):
        if envelope.kind in _TOLD:
            yield number, film.private_times_s[number], decode(envelope)
