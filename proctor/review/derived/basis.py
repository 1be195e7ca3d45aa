"""What a derived fact rests on, so that a reviewer can cite it and look it up."""

import msgspec

from proctor.review.frames import Frame
from proctor.session.phases import Phase


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of events in the shared journal, in the private one, and snapshots."""

    seqs: tuple[int, ...] = ()
    private_seqs: tuple[int, ...] = ()
    commits: tuple[str, ...] = ()


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When something was: the timeline, the phase, and its clock where it has one."""

    t_s: float
    phase: Phase
    used_s: float | None = None


def moment_of(frame: Frame) -> Moment:
    """When a save was made."""
    return Moment(t_s=frame.t_s, phase=frame.phase, used_s=frame.used_s)
