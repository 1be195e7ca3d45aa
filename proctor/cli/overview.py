"""What a table of sessions says about each, without folding whole journals: a folder may hold hundreds of sessions.

The first line is read and verified; the phase follows from which event kinds stand last. The search for a kind is sound
because within a JSON text every quotation mark is escaped, so no person's words can look like one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from proctor.errors import RecordError
from proctor.link.launch import answers
from proctor.link.places import places_of
from proctor.record.lines import LineError, decode_line
from proctor.record.reading import verify
from proctor.record.store import SessionFolder, list_sessions
from proctor.session.events import PhaseBegan, SessionFinished, WorkSubmitted
from proctor.session.fold import opened
from proctor.session.keeping import is_past, kept_until
from proctor.session.phases import Phase
from proctor.session.terms import Terms


@dataclass(frozen=True, slots=True)
class Summary:
    """One session in a table; `problem` instead of terms when its journal cannot be read."""

    folder: SessionFolder
    created_utc: str = ""
    terms: Terms | None = None
    phase: Phase | None = None
    problem: str = ""
    ended_utc: str = ""
    """When it was over; empty while it goes on."""

    @property
    def keep_until(self) -> date | None:
        """The last day on which a finished session is kept; None where there is no such day."""
        return kept_until(self.terms, self.ended_utc or self.created_utc) if self.terms and self.over else None

    def expired(self, now: datetime) -> bool:
        """Whether it is over, and the day until which it was to be kept as well."""
        return is_past(self.keep_until, now)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen in it."""
        return self.phase is Phase.DONE

    @property
    def live(self) -> bool:
        """Whether the session goes on, with or without a host."""
        return self.phase is not None and self.phase is not Phase.DONE

    def host_running(self) -> bool:
        """Whether a host answers for it now."""
        return answers(places_of(self.folder.path).socket("candidate"))


def summaries(root: Path) -> tuple[Summary, ...]:
    """All sessions under `root`, newest first, unreadable ones last."""
    found = [summary_of(folder) for folder in list_sessions(root)]
    return tuple(sorted(found, key=lambda summary: (summary.created_utc, summary.folder.id), reverse=True))


def summary_of(folder: SessionFolder) -> Summary:
    """What a table says about one session."""
    try:
        content = folder.events.read_bytes()
        reading = verify(content[: content.find(b"\n") + 1])
        if not reading.envelopes:
            return Summary(folder, problem=reading.problem or "the journal is empty")
        first = opened(reading.envelopes[0])
    except (OSError, RecordError) as fault:
        return Summary(folder, problem=str(fault))
    return Summary(
        folder, created_utc=first.at_utc, terms=first.terms, phase=_phase(content), ended_utc=_ended_utc(content)
    )


def _mark(kind: str) -> bytes:
    return b'"kind":"' + kind.encode() + b'"'


_PHASES_BEGIN: Final = (
    (_mark(SessionFinished.kind), Phase.DONE),
    (_mark(PhaseBegan.kind) + b',"data":{"phase":"revision"', Phase.REVISION),
    (_mark(WorkSubmitted.kind), Phase.FEEDBACK),
    (_mark(PhaseBegan.kind) + b',"data":{"phase":"work"', Phase.WORK),
)
"""Latest phase first: none of them ever comes back."""


def _phase(content: bytes) -> Phase:
    return next((phase for mark, phase in _PHASES_BEGIN if mark in content), Phase.LOBBY)


def _ended_utc(content: bytes) -> str:
    """When the line that ends the session was written; empty if there is none, or it cannot be read."""
    found = content.find(_PHASES_BEGIN[0][0])
    begin, end = content.rfind(b"\n", 0, max(0, found)) + 1, content.find(b"\n", max(0, found))
    try:
        return decode_line(content[begin:end]).at_utc if found >= 0 else ""
    except LineError:
        return ""
