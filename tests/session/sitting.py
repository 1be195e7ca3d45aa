"""A whole evaluation without a machine: an in-memory journal, and a clock that moves only when it is told to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from proctor.errors import ProctorError
from proctor.session import events as ev
from proctor.session.decide import decide
from proctor.session.due import due, next_due_s
from proctor.session.envelope import CHAIN_START, ENVELOPE_VERSION, Envelope
from proctor.session.events import Actor, Event
from proctor.session.fold import fold, opened
from proctor.session.state import Session
from proctor.session.terms import CheckTerms, Terms

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHECKS = (
    CheckTerms(id="shape", promise="keeps the shape"),
    CheckTerms(id="values", promise="agrees with the formula"),
    CheckTerms(id="speed", promise="is fast", advisory=True),
)


def agreed(**changes: Any) -> Terms:
    """Terms of an hour and a quarter with three checks, changed as named."""
    usual: dict[str, Any] = {
        "session": "s1",
        "exercise": "layer/example",
        "exercise_digest": "d" * 64,
        "kind": "layer",
        "title": "Example",
        "level": "mid",
        "entry": "layer.py",
        "candidate": "Ada",
        "work_min": 60.0,
        "revision_min": 15.0,
        "checks": CHECKS,
    }
    return Terms(**{**usual, **changes})


class Sitting:
    """Plays the host: decides, appends to `journal`, folds; its machine boots at 0 ns and its wall clock at noon."""

    def __init__(self, terms: Terms | None = None) -> None:
        self.boot_ns = 0
        self.boot_id = "boot-1"
        self.wall = NOON
        self.journal = [self._envelope(ev.SessionCreated(terms=terms or agreed(), boot_id=self.boot_id), "host")]
        self.session: Session = opened(self.journal[0])

    @property
    def remaining_s(self) -> float | None:
        """Seconds left by the state's own account, at this moment."""
        return self.session.remaining_s(self.session.time_at_s(self.boot_ns))

    def wait(self, seconds: float) -> "Sitting":
        """Let time pass; nothing happens."""
        self.boot_ns += round(seconds * 1e9)
        self.wall += timedelta(seconds=seconds)
        return self

    def now(self) -> Session:
        """The state with its timeline brought to this moment, as the host has it before it decides."""
        return fold(self.session, self._envelope_of("nothing.happened", b"{}", "host"))

    def act(self, verb: str, by: Actor, /, *, who: str = "", **args: Any) -> list[Event]:
        """Carry out an act of a person; refused acts leave journal and state alone."""
        events = decide(self.now(), verb, by, args, who)
        for event in events:
            self.note(event, by, who)
        return events

    def note(self, event: Event, by: Actor = "host", who: str = "") -> "Sitting":
        """Append one event; refused events leave journal and state alone."""
        return self.note_raw(event.kind, msgspec.json.encode(event), by, who)

    def note_raw(self, kind: str, data: bytes, by: str = "host", who: str = "") -> "Sitting":
        """Append one event of any kind, given as JSON."""
        envelope = self._envelope_of(kind, data, by, who=who)
        self.session = fold(self.session, envelope)
        self.journal.append(envelope)
        return self

    def reboot(self, *, wall_moves_s: float, downtime_s: float = 0.0) -> "Sitting":
        """The machine starts anew and a host with it; the wall clock reads `wall_moves_s` later than before."""
        self.boot_ns, self.boot_id = 5_000_000_000, f"{self.boot_id}+"
        self.wall += timedelta(seconds=wall_moves_s)
        return self.restart_host(downtime_s=downtime_s)

    def restart_host(self, *, downtime_s: float = 0.0) -> "Sitting":
        """A new host takes the session over."""
        return self.note(ev.HostStarted(boot_id=self.boot_id, pid=1, version="1", downtime_s=downtime_s))

    def save(self, tree: str, *, late: bool = False) -> "Sitting":
        """A content state of the work is committed."""
        return self.note(ev.SnapshotTaken(commit=f"commit-{tree}", tree=tree, late=late))

    def fall_due(self) -> list[Event]:
        """Note everything that time has brought about by now."""
        noted: list[Event] = []
        while (event := due(self.session, self.session.time_at_s(self.boot_ns))) is not None:
            self.note(event)
            noted.append(event)
            assert len(noted) < 20, "what is due never runs out"
        return noted

    def moments(self) -> Iterator[tuple[float, Event]]:
        """Jump from one due moment to the next until only people can change anything: (timeline in s, event)."""
        while (due_s := next_due_s(self.session)) is not None:
            self.wait(max(0.0, due_s - self.session.time_at_s(self.boot_ns)))
            events = self.fall_due()
            assert events, "the timer rang and nothing was due"
            yield from ((self.session.t_s, event) for event in events)

    def _envelope(self, event: Event, by: str) -> Envelope:
        return self._envelope_of(event.kind, msgspec.json.encode(event), by, seq=1)

    def _envelope_of(self, kind: str, data: bytes, by: str, seq: int | None = None, who: str = "") -> Envelope:
        return Envelope(
            v=ENVELOPE_VERSION,
            seq=self.session.seq + 1 if seq is None else seq,
            at_utc=self.wall.isoformat(timespec="microseconds"),
            boot_ns=self.boot_ns,
            by=by,
            kind=kind,
            data=msgspec.Raw(data),
            prev=CHAIN_START,
            who=who,
        )


def said(error: ProctorError) -> str:
    """The refusal's words and hint in one line."""
    return f"{error} {error.hint}"


def in_work(terms: Terms | None = None) -> Sitting:
    """A session whose clock runs for the first time."""
    sitting = Sitting(terms).save("start")
    if sitting.session.terms.interviewer_opens:
        sitting.act("begin", "interviewer")
    sitting.act("begin", "candidate")
    return sitting


def in_feedback(terms: Terms | None = None) -> Sitting:
    """A session whose work was handed in after ten minutes."""
    sitting = in_work(terms).wait(600)
    sitting.act("submit", "candidate")
    return sitting


def with_feedback(terms: Terms | None = None) -> Sitting:
    """A session in which feedback was delivered."""
    sitting = in_feedback(terms)
    sitting.act("feedback", "interviewer", strength="clear names", improvement="test the mask")
    return sitting


def in_revision(terms: Terms | None = None) -> Sitting:
    """A session whose second clock runs."""
    sitting = with_feedback(terms)
    sitting.act("revise", "candidate")
    return sitting


def finished(terms: Terms | None = None) -> Sitting:
    """A session that went all the way."""
    sitting = in_revision(terms).wait(60)
    sitting.act("finish", "candidate")
    return sitting
