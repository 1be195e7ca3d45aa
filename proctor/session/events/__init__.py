"""Every kind of event a session's journal can hold, with its data. Unknown kinds are kept and ignored by the fold.

A kind is `subject.happened`, in the past tense. Nothing here is an instruction: the host decided, then wrote.
`durable` kinds are on disk before anybody is told; the others follow with the next durable one.
"""

from typing import Final

from proctor.session.events.base import (
    Actor,
    Event,
    Role,
)
from proctor.session.events.checks import (
    CheckEnded,
    RunEnded,
    RunStarted,
)
from proctor.session.events.clock import (
    BeginAllowed,
    ClockCredited,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    PhaseBegan,
    ReminderGiven,
    SessionFinished,
    WorkSubmitted,
)
from proctor.session.events.lifetime import (
    HostStarted,
    HostStopped,
    IsolationShown,
    RecordSealed,
    SessionCreated,
    ShellShown,
    WatchLost,
)
from proctor.session.events.presence import (
    ClientJoined,
    ClientLeft,
    ControlsReleased,
    ControlsTaken,
    TerminalAttached,
    TerminalDetached,
    ViewChanged,
    Window,
    WindowShown,
)
from proctor.session.events.private import (
    Anchor,
    FeedbackDrafted,
    FeedbackPrompted,
    IssueMarked,
    IssueState,
    NoteAdded,
    Reception,
    ReceptionObserved,
    SeedDrawn,
    WorkFlagged,
)
from proctor.session.events.talk import (
    CheckRevealed,
    FeedbackAnswered,
    FeedbackDelivered,
    FocusBegan,
    FocusEnded,
    HintGiven,
    QuestionAnswered,
    QuestionAsked,
    WalkthroughWritten,
)
from proctor.session.events.work import (
    FileRestored,
    LateEditsKept,
    SnapshotTagged,
    SnapshotTaken,
    TourChecked,
    WorkPresented,
)

__all__ = [
    "KINDS",
    "Actor",
    "Anchor",
    "BeginAllowed",
    "CheckEnded",
    "CheckRevealed",
    "ClientJoined",
    "ClientLeft",
    "ClockCredited",
    "ClockExtended",
    "ClockPaused",
    "ClockResumed",
    "ControlsReleased",
    "ControlsTaken",
    "Event",
    "FeedbackAnswered",
    "FeedbackDelivered",
    "FeedbackDrafted",
    "FeedbackPrompted",
    "FileRestored",
    "FocusBegan",
    "FocusEnded",
    "HintGiven",
    "HostStarted",
    "HostStopped",
    "IsolationShown",
    "IssueMarked",
    "IssueState",
    "LateEditsKept",
    "NoteAdded",
    "PhaseBegan",
    "QuestionAnswered",
    "QuestionAsked",
    "Reception",
    "ReceptionObserved",
    "RecordSealed",
    "ReminderGiven",
    "Role",
    "RunEnded",
    "RunStarted",
    "SeedDrawn",
    "SessionCreated",
    "SessionFinished",
    "ShellShown",
    "SnapshotTagged",
    "SnapshotTaken",
    "TerminalAttached",
    "TerminalDetached",
    "TourChecked",
    "ViewChanged",
    "WalkthroughWritten",
    "WatchLost",
    "Window",
    "WindowShown",
    "WorkFlagged",
    "WorkPresented",
    "WorkSubmitted",
]

KINDS: Final[dict[str, type[Event]]] = {event.kind: event for event in Event.__subclasses__()}
