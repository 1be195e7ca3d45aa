"""What only interviewers may see: these events stand in the private journal."""

from typing import Literal

import msgspec

from proctor.session.events.base import Event


class SeedDrawn(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: the seed a run's inputs were drawn from."""

    kind = "seed.drawn"
    durable = False
    run: str
    seed: int


class WorkFlagged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: a place in the work that a person should look at, when it is seen first; never a verdict.

    `sort` is "shortcut" for what the exercise wants looked at, "tamper" for signs of deceiving a measurement.
    """

    kind = "work.flagged"
    durable = False
    commit: str
    tree: str
    sort: Literal["shortcut", "tamper"]
    file: str
    line: int
    what: str
    why: str
    text: str = ""


class Anchor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an observation is about: the moment on the session's timeline, the newest snapshot, and the place in sight.

    `where` is a pane, a window or `file:line`; empty where nobody could tell.
    """

    t_s: float
    commit: str = ""
    where: str = ""


class NoteAdded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: an interviewer's note with an optional tag."""

    kind = "note.added"
    text: str
    at: Anchor
    tag: str = ""


IssueState = Literal["found", "hinted", "missed", "open"]


class IssueMarked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: how far the candidate is with a known issue; the last mark counts."""

    kind = "issue.marked"
    issue: str
    state: IssueState
    at: Anchor
    note: str = ""


class FeedbackDrafted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: feedback as it is being written; the last draft counts."""

    kind = "feedback.drafted"
    strength: str = ""
    improvement: str = ""


class FeedbackPrompted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: the delivered feedback was about these; mending them later counts for the revision only.

    `items` are ids of hidden checks and of known issues.
    """

    kind = "feedback.prompted"
    items: tuple[str, ...]


Reception = Literal["understood", "questioned", "acted-on", "ignored"]


class ReceptionObserved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Private: how the candidate took the feedback, as an interviewer saw it at this moment."""

    kind = "reception.observed"
    how: Reception
    at: Anchor
    note: str = ""
