"""What a reviewer may want to jump to: every event that is more than another save, another glance, another run."""

from enum import StrEnum
from typing import Final

import msgspec

from proctor.session import events as ev


class Sort(StrEnum):
    """What a mark is about."""

    PHASE = "phase"
    CLOCK = "clock"
    FEEDBACK = "feedback"
    TALK = "talk"
    FOCUS = "focus"
    CHECK = "check"
    WORK = "work"
    PEOPLE = "people"
    PRIVATE = "private"


class Mark(msgspec.Struct, frozen=True):
    """A moment with a name: `words` say what happened, `commit` which snapshot stood then (empty before the first).

    `private`: from the interviewers' journal. `seq` is the number in its journal.
    """

    t_s: float
    at_utc: str
    sort: Sort
    words: str
    seq: int
    commit: str = ""
    private: bool = False
    kind: str = ""


SORTS: Final[dict[str, Sort]] = {
    ev.PhaseBegan.kind: Sort.PHASE,
    ev.WorkSubmitted.kind: Sort.PHASE,
    ev.SessionFinished.kind: Sort.PHASE,
    ev.ClockPaused.kind: Sort.CLOCK,
    ev.ClockResumed.kind: Sort.CLOCK,
    ev.ClockExtended.kind: Sort.CLOCK,
    ev.ClockCredited.kind: Sort.CLOCK,
    ev.FeedbackDelivered.kind: Sort.FEEDBACK,
    ev.FeedbackAnswered.kind: Sort.FEEDBACK,
    ev.WalkthroughWritten.kind: Sort.FEEDBACK,
    ev.QuestionAsked.kind: Sort.TALK,
    ev.QuestionAnswered.kind: Sort.TALK,
    ev.HintGiven.kind: Sort.TALK,
    ev.CheckRevealed.kind: Sort.TALK,
    ev.FocusBegan.kind: Sort.FOCUS,
    ev.FocusEnded.kind: Sort.FOCUS,
    ev.FileRestored.kind: Sort.WORK,
    ev.LateEditsKept.kind: Sort.WORK,
    ev.WorkPresented.kind: Sort.WORK,
    ev.TerminalDetached.kind: Sort.PEOPLE,
    ev.TerminalAttached.kind: Sort.PEOPLE,
    ev.NoteAdded.kind: Sort.PRIVATE,
    ev.IssueMarked.kind: Sort.PRIVATE,
    ev.ReceptionObserved.kind: Sort.PRIVATE,
    ev.WorkFlagged.kind: Sort.PRIVATE,
}
"""Kinds that are marks by themselves; a verdict is one when its check holds for the first time, or no longer."""
