"""When the clock ran and when it did not, when nobody could watch or work, and when anything was done."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode
from proctor.session.phases import Phase


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the timeline; `seqs` are the events that began and ended it."""

    start_s: float
    end_s: float
    seqs: tuple[int, ...] = ()
    phase: Phase = Phase.WORK

    def overlap_s(self, start_s: float, end_s: float) -> float:
        """Seconds of it between two moments."""
        return max(0.0, min(self.end_s, end_s) - max(self.start_s, start_s))


@dataclass(frozen=True, slots=True)
class Point:
    """Something that was done: a save, or an act of the candidate."""

    t_s: float
    seq: int


@dataclass
class Course:
    """The spans of a recording, each sort in the order of time.

    `running`: the clock of a phase ran. `focus`: agreed minutes in which nobody looked. `away`: the candidate's
    terminal was gone. `down`: no host was there. `points`: saves, and acts of the candidate.
    """

    running: list[Span] = field(default_factory=list)
    focus: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    down: list[Span] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    def clock_s(self, start_s: float, end_s: float) -> float:
        """Seconds in which a clock ran, between two moments."""
        return sum(span.overlap_s(start_s, end_s) for span in self.running)

    def points_in(self, span: Span) -> list[Point]:
        """What was done in a span, both its ends included."""
        first = bisect_left(self.points, span.start_s, key=lambda point: point.t_s)
        return self.points[first : bisect_right(self.points, span.end_s, key=lambda point: point.t_s)]


_STARTS: Final = frozenset({ev.PhaseBegan.kind, ev.ClockResumed.kind})
_STOPS: Final = frozenset({ev.ClockPaused.kind, ev.WorkSubmitted.kind, ev.SessionFinished.kind})
_PHASE_ENDS: Final = frozenset({ev.PhaseBegan.kind, ev.WorkSubmitted.kind, ev.SessionFinished.kind})


def course_of(film: Film) -> Course:
    """Go through the shared journal once."""
    found = Course()
    spans = (
        _Open(found.running, _STARTS, _STOPS),
        _Open(found.focus, {ev.FocusBegan.kind}, {ev.FocusEnded.kind, *_PHASE_ENDS}),
        _Open(found.away, {ev.TerminalDetached.kind}, {ev.TerminalAttached.kind, ev.SessionFinished.kind}),
    )
    phase = Phase.LOBBY
    for t_s, envelope in zip(film.times_s, film.recording.public, strict=True):
        if envelope.kind == ev.PhaseBegan.kind:
            phase = _begun(envelope) or phase
        for span in spans:
            span.see(envelope, t_s, phase)
        if envelope.kind == ev.HostStarted.kind:
            _gone(found, envelope, t_s, phase)
        if envelope.kind == ev.SnapshotTaken.kind or envelope.by == "candidate":
            found.points.append(Point(t_s, envelope.seq))
    for span in spans:
        span.end(film.end_s)
    return found


class _Open:
    """Makes spans of the events that begin and end them; what has begun goes on until it ends."""

    def __init__(self, spans: list[Span], begins: Collection[str], ends: Collection[str]) -> None:
        self._spans, self._begins, self._ends = spans, begins, ends
        self._since: Span | None = None

    def see(self, envelope: Envelope, t_s: float, phase: Phase) -> None:
        """Take notice of one event."""
        if envelope.kind in self._ends:
            self.end(t_s, envelope.seq)
        if envelope.kind in self._begins and self._since is None:
            self._since = Span(t_s, t_s, (envelope.seq,), phase)

    def end(self, t_s: float, *seq: int) -> None:
        """What has begun ends here."""
        if self._since is not None:
            self._spans.append(
                replace(self._since, end_s=max(self._since.start_s, t_s), seqs=(*self._since.seqs, *seq))
            )
            self._since = None


def _begun(envelope: Envelope) -> Phase | None:
    event = decode(envelope)
    return event.phase if isinstance(event, ev.PhaseBegan) else None


def _gone(found: Course, envelope: Envelope, t_s: float, phase: Phase) -> None:
    event = decode(envelope)
    if isinstance(event, ev.HostStarted) and event.downtime_s > 0:
        found.down.append(Span(max(0.0, t_s - event.downtime_s), t_s, (envelope.seq,), phase))


def any_overlap_s(spans: Iterable[Span], start_s: float, end_s: float) -> float:
    """Seconds of some spans between two moments."""
    return sum(span.overlap_s(start_s, end_s) for span in spans)
