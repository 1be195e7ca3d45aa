"""A recording by moments: what stood at any time of the session's timeline, without folding all of it again.

States are kept at intervals, so that a jump anywhere costs the fold of a few hundred events at most.
"""

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.review.frames import Frame
from proctor.review.marks import SORTS, Mark, Sort
from proctor.review.recording import Recording
from proctor.review.track import Said, Track, Visibility
from proctor.session import events as ev
from proctor.session.answers import Answers
from proctor.session.chronicle import Chronicle
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, fold, opened
from proctor.session.observations import Observations
from proctor.session.state import Session
from proctor.session.terms import Terms
from proctor.session.verdicts import AGAINST, Verdict

_KEPT_EVERY: Final = 256


class Film:
    """Everything that a replay, a report or a comparison reads of a recording. Times are seconds of its timeline.

    `frames` are the saves that count, `late` those that never did, `marks` what is worth a jump, in the order of time;
    `tracks` has what each check said. Raises RecordError where the journals do not hold together.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.terms: Terms = recording.session.terms
        self.frames: list[Frame] = []
        self.late: list[Frame] = []
        self.marks: list[Mark] = []
        self.tracks: dict[str, Track] = {check.id: Track(check.id, "visible") for check in self.terms.checks}
        self.times_s: list[float] = []
        """When each shared event happened; the timeline never goes back."""
        self.private_times_s: list[float] = []
        self._kept: list[Session] = []
        self._commits: dict[str, int] = {}
        self._go_through()
        self._frame_times = [frame.t_s for frame in self.frames]
        self._mark_times = [mark.t_s for mark in self.marks]

    @property
    def ended(self) -> Session:
        """The state after the last event."""
        return self.recording.session

    @property
    def end_s(self) -> float:
        """When the session was over: its clocks stand still from then on."""
        return max(self.ended.phase_since_s, self.times_s[0] if self.times_s else 0.0)

    def state_at(self, t_s: float) -> Session:
        """The shared state at a moment; before the first event, the one that it made."""
        number = max(1, bisect_right(self.times_s, t_s))
        at = (number - 1) // _KEPT_EVERY
        session = self._kept[at]
        for envelope in self.recording.public[at * _KEPT_EVERY + 1 : number]:
            session = fold(session, envelope)
        return session

    def observed_at(self, t_s: float) -> Observations:
        """What interviewers had kept to themselves by then; of hidden checks, what is known of the content of then."""
        seen = Observations()
        for envelope in self.recording.private[: bisect_right(self.private_times_s, t_s)]:
            if envelope.kind in _KEPT_TO_THEMSELVES:
                seen = seen.with_event(envelope)
        return msgspec.structs.replace(seen, hidden=self._hidden_at(t_s))

    def frame_at(self, t_s: float) -> Frame | None:
        """The newest save that counts at a moment; None before the first."""
        found = bisect_right(self._frame_times, t_s)
        return self.frames[found - 1] if found else None

    def frame_of(self, commit: str) -> Frame | None:
        """The save of that commit."""
        number = self._commits.get(commit)
        return None if number is None else self.frames[number]

    def tagged(self, tag: str) -> Frame | None:
        """The save that the record calls so: start, submitted, feedback, final."""
        return self.frame_of(self.ended.tags.get(tag, ""))

    def mark_after(self, t_s: float) -> Mark | None:
        """The next mark."""
        found = bisect_right(self._mark_times, t_s)
        return self.marks[found] if found < len(self.marks) else None

    def mark_before(self, t_s: float) -> Mark | None:
        """The last mark before a moment."""
        found = bisect_left(self._mark_times, t_s)
        return self.marks[found - 1] if found else None

    def verdicts_on(self, tree: str, visibility: Visibility | None = None) -> dict[str, Said]:
        """What is known of a content by check, whenever it was said; of one sort of checks if it is named."""
        tracks = (track for track in self.tracks.values() if visibility in {None, track.visibility})
        return {track.check: said for track in tracks if (said := track.on_tree(tree)) is not None}

    @cached_property
    def activity_s(self) -> list[float]:
        """When anybody did anything that can be seen, in the order of time: what an idle time is measured between."""
        public = (
            time_s
            for time_s, envelope in zip(self.times_s, self.recording.public, strict=True)
            if envelope.kind not in _BY_ITSELF
        )
        private = (mark.t_s for mark in self.marks if mark.private)
        return sorted([*public, *private])

    def _hidden_at(self, t_s: float) -> Answers:
        frame = self.frame_at(t_s)
        found = Answers()
        for said in self.verdicts_on(frame.tree, "hidden").values() if frame else ():
            found = found.with_verdict(said.ended)
        return found

    def _go_through(self) -> None:
        public = self.recording.public
        if not public:
            raise RecordError("the recording is empty", hint="choose another one")
        boots: list[int] = []
        session = opened(public[0])
        for number, envelope in enumerate(public):
            before = session
            session = session if not number else fold(session, envelope)
            if not number % _KEPT_EVERY:
                self._kept.append(session)
            self.times_s.append(session.t_s)
            boots.append(session.boot_ns)
            self._take(envelope, before, session)
        self._take_private(boots)
        self.marks.sort(key=lambda mark: mark.t_s)
        names: dict[str, list[str]] = {}
        for tag, commit in session.tags.items():
            names.setdefault(commit, []).append(tag)
        for commit, tags in names.items():
            if (frame := self.frame_of(commit)) is not None:
                self.frames[frame.number] = dataclasses.replace(frame, tags=tuple(tags))

    def _take(self, envelope: Envelope, before: Session, session: Session) -> None:
        if envelope.kind == ev.SnapshotTaken.kind:
            self._take_snapshot(envelope, session)
        elif envelope.kind == ev.CheckEnded.kind:
            self._take_verdict(envelope, session.t_s, "visible", session)
        elif (sort := SORTS.get(envelope.kind)) is not None:
            _, words = Chronicle(before).after(envelope)
            self._mark(envelope, session.t_s, sort, words, session.newest.commit if session.newest else "")

    def _take_snapshot(self, envelope: Envelope, session: Session) -> None:
        taken = decode(envelope)
        if not isinstance(taken, ev.SnapshotTaken):
            return
        used_s = 0.0 if session.clock is None else session.clock.used_at_s(session.t_s)
        frames = self.late if taken.late else self.frames
        frames.append(Frame(len(frames), envelope.seq, session.t_s, used_s, envelope.at_utc, session.phase, taken))
        if not taken.late:
            self._commits[taken.commit] = len(frames) - 1

    def _take_verdict(self, envelope: Envelope, t_s: float, visibility: Visibility, session: Session | None) -> None:
        ended = decode(envelope)
        if not isinstance(ended, ev.CheckEnded):
            return
        track = self.tracks.setdefault(ended.check, Track(ended.check, visibility))
        last, first = (track.said[-1] if track.said else None), track.first_pass()
        track.add(Said(t_s, envelope.seq, ended))
        if session is None or ended.later:
            return
        if ended.verdict is Verdict.PASS and first is None:
            self._mark(envelope, t_s, Sort.CHECK, f"Check {ended.check} holds for the first time", ended.commit)
        elif ended.verdict in AGAINST and last is not None and last.verdict is Verdict.PASS:
            self._mark(envelope, t_s, Sort.CHECK, f"Check {ended.check} no longer holds: {ended.verdict}", ended.commit)

    def _take_private(self, boots: Sequence[int]) -> None:
        """Private events have no timeline of their own: they happened so long after the shared one they followed."""
        latest_s = 0.0
        for envelope in self.recording.private:
            at = min(max(1, envelope.after or 1), len(boots)) - 1
            t_s = max(latest_s, self.times_s[at] + max(0, envelope.boot_ns - boots[at]) / 1e9)
            if at + 1 < len(self.times_s):  # after a new start of the machine its clock says nothing
                t_s = max(latest_s, min(t_s, self.times_s[at + 1]))
            latest_s = t_s
            self.private_times_s.append(t_s)
            if envelope.kind == ev.CheckEnded.kind:
                self._take_verdict(envelope, t_s, "hidden", None)
            elif envelope.kind in SORTS:
                _, words = Chronicle().after(envelope)
                self._mark(envelope, t_s, Sort.PRIVATE, words, self._commit_at(envelope.after or 1))

    def _commit_at(self, seq: int) -> str:
        found = bisect_right(self.frames, seq, key=lambda frame: frame.seq)
        return self.frames[found - 1].commit if found else ""

    def _mark(self, envelope: Envelope, t_s: float, sort: Sort, words: str, commit: str) -> None:
        if words:
            said = f"{words[:1].upper()}{words[1:]}"
            private = envelope.after is not None
            self.marks.append(Mark(t_s, envelope.at_utc, sort, said, envelope.seq, commit, private, envelope.kind))


def without_private(recording: Recording) -> Recording:
    """The recording as somebody reads it who may not see what interviewers keep to themselves."""
    return Recording(
        session=recording.session,
        public=recording.public,
        private=(),
        screens=recording.screens,
        record=recording.record,
        package=recording.package,
        place=recording.place,
        pictures=recording.pictures,
    )


def _kinds(events: Iterable[type[ev.Event]]) -> frozenset[str]:
    return frozenset(event.kind for event in events)


_KEPT_TO_THEMSELVES: Final = _kinds(
    (ev.NoteAdded, ev.IssueMarked, ev.ReceptionObserved, ev.WorkFlagged, ev.FeedbackDrafted, ev.FeedbackPrompted)
)
_BY_ITSELF: Final = _kinds(
    (
        *(ev.HostStarted, ev.HostStopped, ev.IsolationShown, ev.ShellShown, ev.WatchLost),
        *(ev.RunStarted, ev.RunEnded, ev.CheckEnded, ev.ReminderGiven, ev.SnapshotTagged),
    )
)
"""What happens without anybody doing anything."""
