"""What interviewers kept so far, in the shapes that `--json` prints: notes, issues, hidden checks, observations."""

from typing import Any

import msgspec

from proctor.session import events as ev
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Noted, Observations
from proctor.session.state import Session
from proctor.session.verdicts import Verdict


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A private note; `t_s` is the session's timeline, `where` what was in sight."""

    at_utc: str
    who: str
    text: str
    tag: str
    t_s: float
    commit: str
    where: str


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """A known issue and how far the candidate is with it."""

    id: str
    title: str
    text: str
    hint: str
    fix: str
    metric: str
    state: str
    at_utc: str | None
    who: str
    note: str
    prompted: bool


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """How the feedback was taken, as seen at a moment."""

    at_utc: str
    who: str
    how: str
    note: str


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """A hidden check, what it said of the newest work, and whether the candidate was shown it."""

    id: str
    promise: str
    criterion: str
    verdict: Verdict | None
    message: str
    revealed: bool


class Kept(msgspec.Struct, frozen=True):
    """Everything the lists are made from."""

    session: Session
    seen: Observations
    material: PrivateMaterial


def notes_of(kept: Kept) -> list[Note]:
    """All notes, oldest first."""
    return [
        Note(
            at_utc=noted.at_utc,
            who=noted.who,
            text=event.text,
            tag=event.tag,
            t_s=event.at.t_s,
            commit=event.at.commit,
            where=event.at.where,
        )
        for noted in kept.seen.notes
        if isinstance(event := noted.event, ev.NoteAdded)
    ]


def issues_of(kept: Kept) -> list[Issue]:
    """Every known issue with its last mark."""
    return [_issue(known.id, msgspec.structs.asdict(known), kept) for known in kept.material.issues]


def _issue(issue: str, known: dict[str, Any], kept: Kept) -> Issue:
    noted = kept.seen.issues.get(issue, Noted(ev.IssueMarked(issue=issue, state="open", at=ev.Anchor(t_s=0)), "", ""))
    mark = noted.event
    state, note = (mark.state, mark.note) if isinstance(mark, ev.IssueMarked) else ("open", "")
    prompted = issue in kept.seen.prompted
    return Issue(**known, state=state, at_utc=noted.at_utc or None, who=noted.who, note=note, prompted=prompted)


def observed_of(kept: Kept) -> list[Observed]:
    """How the feedback was taken, oldest first."""
    return [
        Observed(at_utc=noted.at_utc, who=noted.who, how=event.how, note=event.note)
        for noted in kept.seen.receptions
        if isinstance(event := noted.event, ev.ReceptionObserved)
    ]


def hidden_of(kept: Kept) -> list[Hidden]:
    """Every hidden check with what it said of the newest work."""
    newest = kept.session.newest
    said = kept.seen.hidden.on_tree(newest.tree) if newest else {}
    shown = {revealed.check for revealed in kept.session.talk.revealed}
    return [
        Hidden(
            id=check.id,
            promise=check.promise,
            criterion=check.criterion,
            verdict=said[check.id].verdict if check.id in said else None,
            message=said[check.id].message if check.id in said else "",
            revealed=check.id in shown,
        )
        for check in kept.material.checks
    ]


def draft_of(kept: Kept) -> ev.FeedbackDrafted:
    """Feedback that is being written."""
    return kept.seen.draft
