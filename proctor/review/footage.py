"""One passage through the journals of a recording: saves, marks, verdicts and their times, and states at intervals."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.review.frames import Frame
from proctor.review.marks import SORTS, Mark, Sort
from proctor.review.states import States
from proctor.review.track import Said, Track, Visibility
from proctor.session import events as ev
from proctor.session.chronicle import Chronicle
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, opened
from proctor.session.folding import Folding
from proctor.session.state import Session
from proctor.session.verdicts import AGAINST, Verdict

STATE_EVERY: Final = 256
"""Events between two states that are kept."""
_BY_ITSELF: Final = frozenset(
    event.kind
    for event in (
        *(ev.HostStarted, ev.HostStopped, ev.IsolationShown, ev.ShellShown, ev.WatchLost),
        *(ev.RunStarted, ev.RunEnded, ev.CheckEnded, ev.ReminderGiven, ev.SnapshotTagged),
    )
)
"""What happens without anybody doing anything."""


class Footage(msgspec.Struct):
    """What the passage found, in the order of time. `times_s` and `private_times_s` are those of each event.

    `acted_s` are the times of what somebody did rather than the program by itself; `answered_s` when the checks had
    said all that they said of each commit while the session ran.

    `ended` is the state after the last shared event.
    """

    ended: Session
    tracks: dict[str, Track]
    frames: list[Frame] = []
    late: list[Frame] = []
    marks: list[Mark] = []
    times_s: list[float] = []
    private_times_s: list[float] = []
    states: States = msgspec.field(default_factory=States)
    acted_s: list[float] = []
    answered_s: dict[str, float] = {}
    boots_ns: list[int] = []
    """The boot clock at each shared event."""
    number_of: dict[str, int] = {}
    """The number of the frame of each commit."""


def footage_of(public: Sequence[Envelope], private: Sequence[Envelope]) -> Footage:
    """Go through both journals once. Raises RecordError and IllegalMove where they do not hold together."""
    return with_private(public_footage(public), private)


def public_footage(envelopes: Sequence[Envelope]) -> Footage:
    """Go through the shared journal; what interviewers kept to themselves can follow. Raises likewise."""
    if not envelopes:
        raise RecordError("the recording is empty", hint="choose another one")
    created = opened(envelopes[0])
    found = Footage(created, {check.id: Track(check.id, "visible") for check in created.terms.checks})
    folding = Folding(created)
    for number, envelope in enumerate(envelopes):
        event = decode(envelope)
        if isinstance(event, ev.CheckEnded):
            folding.add(envelope, event)
            _take_verdict(found, envelope, event, folding.t_s)
        else:
            _take(found, folding, envelope, event)
        if not number % STATE_EVERY:
            found.states.add(folding.session)
        found.times_s.append(folding.t_s)
        found.boots_ns.append(folding.boot_ns)
        if envelope.kind not in _BY_ITSELF:
            found.acted_s.append(folding.t_s)
    found.ended = folding.session
    _name(found)
    return found


def with_private(found: Footage, envelopes: Sequence[Envelope]) -> Footage:
    """With the interviewers' journal.

    Its events have no timeline of their own: they happened so long after the shared one that they followed.
    """
    latest_s, times_s, boots_ns = 0.0, found.times_s, found.boots_ns
    for envelope in envelopes:
        at = min(max(1, envelope.after or 1), len(boots_ns)) - 1
        t_s = max(latest_s, times_s[at] + max(0, envelope.boot_ns - boots_ns[at]) / 1e9)
        if at + 1 < len(times_s):  # after a new start of the machine its clock says nothing
            t_s = max(latest_s, min(t_s, times_s[at + 1]))
        latest_s = t_s
        found.private_times_s.append(t_s)
        if envelope.kind == ev.CheckEnded.kind:
            _take_hidden(found, envelope, t_s)
        elif envelope.kind in SORTS:
            _, words = Chronicle().after(envelope)
            _mark(found, envelope, Place(t_s, _commit_at(found, envelope.after or 1)), Sort.PRIVATE, words)
    found.marks.sort(key=lambda mark: mark.t_s)
    return found


def _take(found: Footage, folding: Folding, envelope: Envelope, event: ev.Event | None) -> None:
    """Any event but a verdict; the first one has been folded when the session was opened."""
    before = folding.session
    if not isinstance(event, ev.SessionCreated) or envelope.seq != before.seq:
        folding.add(envelope, event)
    session = folding.session
    if isinstance(event, ev.SnapshotTaken):
        _take_snapshot(found, envelope, event, session)
    elif (sort := SORTS.get(envelope.kind)) is not None:
        _, words = Chronicle(before).after(envelope)
        _mark(found, envelope, Place(session.t_s, session.newest.commit if session.newest else ""), sort, words)


def _take_snapshot(found: Footage, envelope: Envelope, taken: ev.SnapshotTaken, session: Session) -> None:
    used_s = 0.0 if session.clock is None else session.clock.used_at_s(session.t_s)
    frames = found.late if taken.late else found.frames
    frames.append(Frame(len(frames), envelope.seq, session.t_s, used_s, envelope.at_utc, session.phase, taken))
    if not taken.late:
        found.number_of[taken.commit] = len(frames) - 1


def _take_verdict(found: Footage, envelope: Envelope, ended: ev.CheckEnded, t_s: float) -> None:
    """One of a visible check; a mark where it holds for the first time, or no longer."""
    track = _track(found, ended.check, "visible")
    last, held = (track.said[-1].verdict if track.said else None), track.first_pass() is not None
    _hear(found, track, Said(t_s, envelope.seq, ended))
    if ended.later:
        return
    if ended.verdict is Verdict.PASS and not held:
        words = f"Check {ended.check} holds for the first time"
    elif last is Verdict.PASS and ended.verdict in AGAINST:
        words = f"Check {ended.check} no longer holds: {ended.verdict}"
    else:
        return
    _mark(found, envelope, Place(t_s, ended.commit), Sort.CHECK, words)


def _take_hidden(found: Footage, envelope: Envelope, t_s: float) -> None:
    ended = decode(envelope)
    if isinstance(ended, ev.CheckEnded):
        _hear(found, _track(found, ended.check, "hidden"), Said(t_s, envelope.seq, ended), private=True)


def _hear(found: Footage, track: Track, said: Said, *, private: bool = False) -> None:
    track.add(said, private=private)
    if not said.ended.later and said.t_s > found.answered_s.get(said.ended.commit, 0.0):
        found.answered_s[said.ended.commit] = said.t_s


def _track(found: Footage, check: str, visibility: Visibility) -> Track:
    track = found.tracks.get(check)
    if track is None:
        track = found.tracks[check] = Track(check, visibility)
    return track


@dataclass(frozen=True, slots=True)
class Place:
    """When something was, and which snapshot stood then."""

    t_s: float
    commit: str


def _mark(found: Footage, envelope: Envelope, at: Place, sort: Sort, words: str) -> None:
    if words:
        said = f"{words[:1].upper()}{words[1:]}"
        private = envelope.after is not None
        mark = Mark(at.t_s, envelope.at_utc, sort, said, envelope.seq, at.commit, private, envelope.kind)
        found.marks.append(mark)


def _commit_at(found: Footage, seq: int) -> str:
    number = bisect_right(found.frames, seq, key=lambda frame: frame.seq)
    return found.frames[number - 1].commit if number else ""


def _name(found: Footage) -> None:
    """Give each frame the names that the record has for it; start may be submitted and final too."""
    names: dict[str, list[str]] = {}
    for tag, commit in found.ended.tags.items():
        names.setdefault(commit, []).append(tag)
    for commit, tags in names.items():
        if (number := found.number_of.get(commit)) is not None:
            found.frames[number] = msgspec.structs.replace(found.frames[number], tags=tuple(tags))
