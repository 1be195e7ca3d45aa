"""What was agreed before the clock started: exercise, level, minutes, accommodation, and what is shown up front."""

import math
from typing import Final, Literal

import msgspec

Downtime = Literal["pause", "count"]
Screen = Literal["recorded", "live", "off"]
LONGEST_KEPT_DAYS: Final = 36_500


class Accommodation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Extra time in percent of both phases, and stop-the-clock breaks (seconds in all) the candidate may call."""

    extra_time_percent: float = 0.0
    breaks_s: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.extra_time_percent) and 0 <= self.extra_time_percent <= 400):
            raise ValueError("extra_time_percent must be between 0 and 400")
        if not (math.isfinite(self.breaks_s) and 0 <= self.breaks_s <= 24 * 3600):
            raise ValueError("breaks_s must be between 0 and 86400")


class Criterion(msgspec.Struct, frozen=True):
    """One evaluation criterion, as the candidate reads it up front."""

    name: str
    text: str


class CheckTerms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A visible check as announced: its id, what it promises, which criterion it serves."""

    id: str
    promise: str
    criterion: str = ""
    advisory: bool = False
    needs: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The agreement of one session, written into its first event and never changed."""

    session: str
    exercise: str
    exercise_digest: str
    kind: str
    title: str
    level: str
    entry: str
    candidate: str
    work_min: float
    revision_min: float
    practice: bool = False
    interviewer_opens: bool = False
    """The interviewer confirms before the candidate can start the clock."""
    accommodation: Accommodation = Accommodation()
    downtime: Downtime = "pause"
    """What an outage of the host costs: `pause` gives the time back, `count` does not."""
    focus_s: float = 0.0
    """Seconds of focus time that the candidate may start without asking."""
    screen: Screen = "live"
    """What becomes of the terminal's picture: `live` is mirrored only, `recorded` kept too, `off` neither."""
    aids: dict[str, str] = {}
    criteria: tuple[Criterion, ...] = ()
    constraints: tuple[str, ...] = ()
    checks: tuple[CheckTerms, ...] = ()
    hidden_checks: int = 0
    hidden_elsewhere: bool = False
    """The hidden checks are not on this machine: it has only the candidate part of the exercise."""
    framework: str = "pytorch"
    not_asked: tuple[str, ...] = ()
    """What the framework's variant of the exercise goes without, a sentence each."""
    keep_days: int = 0
    """For how many days after its end the session is kept; 0 until somebody deletes it."""
    contact: str = ""
    """Whom the candidate asks for a copy or for deletion; empty where nobody was named."""

    def __post_init__(self) -> None:
        if not 0 <= self.keep_days <= LONGEST_KEPT_DAYS:
            raise ValueError(f"keep_days must be between 0 and {LONGEST_KEPT_DAYS}")

    def limit_s(self, minutes: float) -> float:
        """Seconds of a phase of so many minutes with the agreed extra time."""
        return minutes * 60.0 * (1.0 + self.accommodation.extra_time_percent / 100.0)

    @property
    def work_limit_s(self) -> float:
        """Seconds of the main phase, accommodation included."""
        return self.limit_s(self.work_min)

    @property
    def revision_limit_s(self) -> float:
        """Seconds of the revision, accommodation included."""
        return self.limit_s(self.revision_min)
