"""What the cockpit is given to show: one frozen value, replaced whole whenever anything changed."""

from dataclasses import dataclass, field

from proctor.session.envelope import Envelope
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Observations
from proctor.session.screen import Screen
from proctor.session.state import Session
from proctor.tui.view import View


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the newest content: its size, and what the last snapshot changed in it (lines)."""

    path: str
    size_bytes: int = 0
    added: int = 0
    deleted: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Files:
    """The candidate's files as last read from the host: `path` and `text` of the open one, `diff` against `base`.

    `base` is "previous" during the work and "submitted" during the revision; `why_not` says why there is nothing.
    """

    commit: str = ""
    rows: tuple[FileRow, ...] = ()
    path: str = ""
    text: str = ""
    diff: str = ""
    base: str = "previous"
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class WatchView:
    """Everything on the cockpit but the passing of time.

    `shared` is what the candidate's own widgets show; `delay_ms` half of the last round trip to the host, None while
    unknown; `follow` says whether the mirror goes where the candidate goes; `who` is the watching person's name.
    `spec` is the task as interviewers may read it at any time. `told` and `kept` are the events of the shared and the
    private journal so far. `notice` is a line that stays, such as REHEARSAL.
    """

    shared: View
    observations: Observations = field(default_factory=Observations)
    material: PrivateMaterial = field(default_factory=PrivateMaterial)
    picture: Screen = field(default_factory=Screen)
    files: Files = field(default_factory=Files)
    delay_ms: float | None = None
    follow: bool = True
    who: str = ""
    spec: str = ""
    told: tuple[Envelope, ...] = ()
    kept: tuple[Envelope, ...] = ()
    notice: str = ""

    @property
    def session(self) -> Session | None:
        """The session's state, None before the host has answered."""
        return self.shared.session

    @property
    def dark(self) -> bool:
        """Whether focus time is running, in which nothing of the work is shown."""
        return self.session is not None and self.session.focus.now is not None
