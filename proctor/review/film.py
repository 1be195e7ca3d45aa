"""A recording by moments: what stood at any time of the session's timeline, without folding all of it again.

States are kept at intervals, so that a jump anywhere costs the fold of a few hundred events at most.
"""

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import msgspec

from proctor.review.footage import STATE_EVERY, footage_of
from proctor.review.frames import Frame
from proctor.review.marks import Mark
from proctor.review.recording import Recording
from proctor.review.track import Said, Visibility
from proctor.session import events as ev
from proctor.session.answers import Answers
from proctor.session.envelope import Envelope
from proctor.session.fold import fold
from proctor.session.observations import Observations
from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.session.terms import Terms


class Film:
    """Everything that a replay, a report or a comparison reads of a recording. Times are seconds of its timeline.

    `frames` are the saves that count, `late` those that never did, `marks` what is worth a jump, in the order of time;
    `tracks` has what each check said, `times_s` when each shared event happened. Raises RecordError where the journals
    do not hold together.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.terms: Terms = recording.session.terms
        self._footage = found = recording.footage or footage_of(recording.public, recording.private)
        self.frames, self.late, self.marks, self.tracks = found.frames, found.late, found.marks, found.tracks
        self.times_s, self.private_times_s = found.times_s, found.private_times_s
        self._frame_times = [frame.t_s for frame in self.frames]
        self._mark_times = [mark.t_s for mark in self.marks]

    @property
    def ended(self) -> Session:
        """The state after the last event."""
        return self.recording.session

    @property
    def end_s(self) -> float:
        """When the session was over: its clocks stand still from then on. Of a damaged one, the last that is known."""
        if self.ended.phase is not Phase.DONE:
            return self.times_s[-1]
        return max(self.ended.phase_since_s, self.times_s[0])

    def state_at(self, t_s: float) -> Session:
        """The shared state at a moment; before the first event, the one that it made."""
        return self.state_after(max(1, bisect_right(self.times_s, t_s)))

    def state_after(self, number: int) -> Session:
        """The shared state right after the event of that number, from 1; several may have happened at one moment."""
        at = (number - 1) // STATE_EVERY
        session = self._footage.states[at]
        for envelope in self.recording.public[at * STATE_EVERY + 1 : number]:
            session = fold(session, envelope)
        return session

    def observed_at(self, t_s: float) -> Observations:
        """What interviewers had kept to themselves by then; of hidden checks, what is known of the content of then."""
        times_s, kept = self._kept
        seen = Observations()
        for envelope in kept[: bisect_right(times_s, t_s)]:
            seen = seen.with_event(envelope)
        return msgspec.structs.replace(seen, hidden=self._hidden_at(t_s))

    def frame_at(self, t_s: float) -> Frame | None:
        """The newest save that counts at a moment; None before the first."""
        found = bisect_right(self._frame_times, t_s)
        return self.frames[found - 1] if found else None

    def frame_of(self, commit: str) -> Frame | None:
        """The save of that commit."""
        number = self._footage.number_of.get(commit)
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
        private = (mark.t_s for mark in self.marks if mark.private)
        return sorted([*self._footage.acted_s, *private])

    @property
    def answered_s(self) -> Mapping[str, float]:
        """When the checks had said all that they said of each commit while the session ran."""
        return self._footage.answered_s

    @cached_property
    def _kept(self) -> tuple[list[float], list[Envelope]]:
        """What interviewers kept to themselves, apart from what the program wrote into their journal."""
        found = [
            (t_s, envelope)
            for t_s, envelope in zip(self.private_times_s, self.recording.private, strict=True)
            if envelope.kind in _KEPT_TO_THEMSELVES
        ]
        return [t_s for t_s, _ in found], [envelope for _, envelope in found]

    def _hidden_at(self, t_s: float) -> Answers:
        frame = self.frame_at(t_s)
        found = Answers()
        for said in self.verdicts_on(frame.tree, "hidden").values() if frame else ():
            found = found.with_verdict(said.ended)
        return found


def without_private(recording: Recording) -> Recording:
    """The recording as somebody reads it who may not see what interviewers keep to themselves."""
    return dataclasses.replace(recording, private=(), footage=None)


_KEPT_TO_THEMSELVES: Final = frozenset(
    event.kind
    for event in (
        *(ev.NoteAdded, ev.IssueMarked, ev.ReceptionObserved, ev.WorkFlagged, ev.FeedbackDrafted),
        ev.FeedbackPrompted,
    )
)
