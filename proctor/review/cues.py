"""What a recording has to play, in the order in which it happened, and what of it is the interviewer's own part."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, fold, opened
from proctor.session.screen import ScreenRecord

ONE_BOOT: Final = "rehearsal"
"""All hosts of a recording seem to have run since one start of the machine: its timeline is given, not measured."""

_OF_THE_HOST: Final = frozenset({ev.SeedDrawn.kind, ev.CheckEnded.kind, ev.WorkFlagged.kind})
_STEERING: Final = frozenset({ev.ControlsTaken.kind, ev.ControlsReleased.kind})
_TALK: Final = frozenset({ev.QuestionAnswered.kind, ev.HintGiven.kind, ev.CheckRevealed.kind})
WAITED_FOR: Final = frozenset({ev.BeginAllowed.kind, ev.FeedbackDelivered.kind})
"""Without these acts of an interviewer a session does not go on."""


class Cue(NamedTuple):
    """Something that happened at `t_s` on the timeline."""

    t_s: float
    what: Envelope | ScreenRecord
    private: bool = False

    def is_act(self, kinds: Iterable[str]) -> bool:
        """Whether it is an event of one of these kinds that an interviewer brought about."""
        return isinstance(self.what, Envelope) and self.what.by == "interviewer" and self.what.kind in kinds


def cues(recorded: Recording, *, talk: bool, notes: bool) -> tuple[Cue, ...]:
    """Everything to play.

    With `talk` also what its interviewers wrote to the candidate, with `notes` what they kept to themselves.
    """
    public, times_s = _public(recorded.public)
    private = (
        Cue(max(envelope.boot_ns / 1e9, 0.0), envelope, private=True)
        for envelope in _timed(recorded, times_s)
        if notes or envelope.kind in _OF_THE_HOST
    )
    shown = (Cue(record.t_s, record) for record in recorded.screens)
    viewers = {event.client for event in map(_joined, recorded.public) if event and event.role == "interviewer"}
    played = (cue for cue in public if not _left_out(cue, viewers, talk=talk))
    return tuple(sorted([*played, *private, *shown], key=lambda cue: cue.t_s))


def _left_out(cue: Cue, viewers: set[str], *, talk: bool) -> bool:
    """Presence and steering are the watching person's own; what was said to the candidate is, too, unless asked for."""
    event = decode(cue.what) if isinstance(cue.what, Envelope) else None
    if isinstance(event, ev.ClientJoined | ev.ClientLeft):
        return event.client in viewers
    return cue.is_act(_STEERING) or (not talk and cue.is_act(_TALK))


def _joined(envelope: Envelope) -> ev.ClientJoined | None:
    event = decode(envelope) if envelope.kind == ev.ClientJoined.kind else None
    return event if isinstance(event, ev.ClientJoined) else None


def _public(envelopes: Sequence[Envelope]) -> tuple[list[Cue], dict[int, tuple[float, int]]]:
    """The shared journal with its times, and for each number the time and the boot clock's reading."""
    session = opened(envelopes[0])
    found = [Cue(0.0, _same_boot(envelopes[0]))]
    times = {session.seq: (0.0, session.boot_ns)}
    for envelope in envelopes[1:]:
        session = fold(session, envelope)
        found.append(Cue(session.t_s, _same_boot(envelope)))
        times[session.seq] = session.t_s, session.boot_ns
    return found, times


def _timed(recorded: Recording, times: dict[int, tuple[float, int]]) -> Iterable[Envelope]:
    """The private journal, with the timeline in the place of the boot clock."""
    for envelope in recorded.private:
        t_s, boot_ns = times.get(envelope.after or 0, (0.0, envelope.boot_ns))
        at_s = t_s + max(0, envelope.boot_ns - boot_ns) / 1e9
        yield msgspec.structs.replace(envelope, boot_ns=round(at_s * 1e9))


def _same_boot(envelope: Envelope) -> Envelope:
    event = decode(envelope)
    if not isinstance(event, ev.SessionCreated | ev.HostStarted):
        return envelope
    data = msgspec.Raw(msgspec.json.encode(msgspec.structs.replace(event, boot_id=ONE_BOOT)))
    return msgspec.structs.replace(envelope, data=data)
