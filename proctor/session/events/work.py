"""The candidate's files: every state of them that was seen."""

from proctor.session.events.base import Event
from proctor.session.verdicts import Verdict


class TourChecked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The lobby's scratch file was saved and checked (a rehearsal of save and verdict; never part of the work)."""

    kind = "tour.checked"
    durable = False
    verdict: Verdict
    message: str = ""
    ms: float = 0.0


class SnapshotTaken(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A content state of the workspace was committed. `late` ones are kept but never count."""

    kind = "snapshot.taken"
    commit: str
    tree: str
    paths: tuple[str, ...] = ()
    added: int = 0
    deleted: int = 0
    trigger: str = "save"
    late: bool = False
    left_out: tuple[str, ...] = ()


class SnapshotTagged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A snapshot got one of the names `start`, `submitted`, `feedback`, `final`."""

    kind = "snapshot.tagged"
    tag: str
    commit: str


class LateEditsKept(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The revision began from the submitted work; files that had been changed since (if any) were set aside."""

    kind = "late.kept"
    paths: tuple[str, ...]
    folder: str


class FileRestored(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate took an earlier version of a file back."""

    kind = "file.restored"
    path: str
    commit: str


class WorkPresented(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The candidate shows a place of the work: a file of the workspace and a line of it (from 1; 0 for none)."""

    kind = "work.presented"
    durable = False
    file: str
    line: int = 0
