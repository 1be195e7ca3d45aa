"""What a revision is made of: the feedback, both ends, the first change after it, and what was set aside before it."""

from typing import Final, Literal, TypeVar

import msgspec

from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The feedback as it reached the candidate; `seq` is its number in the shared journal.

    `after_end`: the session was over by then, so nothing could follow from it.
    """

    strength: str
    improvement: str
    source: Literal["interviewer", "guide"]
    who: str
    t_s: float
    at_utc: str
    seq: int
    after_end: bool = False


class End(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the revision: a save, with the name the record gives it. `used_s` is the clock of its phase."""

    tag: str
    commit: str
    tree: str
    t_s: float
    used_s: float
    at_utc: str
    seq: int


class FirstChange(msgspec.Struct, frozen=True, kw_only=True):
    """The first save after the feedback whose content is not the submitted one.

    `after_s` is the timeline since the feedback, `used_s` the revision's clock.
    """

    after_s: float
    used_s: float
    t_s: float
    commit: str
    seq: int


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed while the work was frozen: saves that never counted, and files that were put aside."""

    saves: int = 0
    files: tuple[str, ...] = ()
    folder: str = ""


_NAMED_BY: Final = {"submitted": ev.WorkSubmitted.kind, "final": ev.SessionFinished.kind}


def end_of(film: Film, tag: str) -> End | None:
    """The save of that name; where the host died before it gave the name, the one that the journal means."""
    frame = film.tagged(tag) or _meant(film, tag)
    if frame is None:
        return None
    return End(
        tag=tag,
        commit=frame.commit,
        tree=frame.tree,
        t_s=frame.t_s,
        used_s=frame.used_s,
        at_utc=frame.at_utc,
        seq=frame.seq,
    )


def _meant(film: Film, tag: str) -> Frame | None:
    if film.ended.submit_cause is None:
        return None
    for number, envelope in enumerate(film.recording.public):
        if envelope.kind == _NAMED_BY[tag]:
            return film.frame_at(film.times_s[number])
    return None


def heard_in(film: Film) -> Heard | None:
    """The first feedback that was delivered."""
    found = _first(film, ev.FeedbackDelivered)
    if found is None:
        return None
    t_s, envelope, said = found
    finished = _first(film, ev.SessionFinished)
    return Heard(
        strength=said.strength,
        improvement=said.improvement,
        source=said.source,
        who=envelope.who,
        t_s=t_s,
        at_utc=envelope.at_utc,
        seq=envelope.seq,
        after_end=finished is not None and finished[1].seq < envelope.seq,
    )


def first_change(film: Film, base: End | None, heard: Heard | None) -> FirstChange | None:
    """The first save after the feedback that holds something else than the submitted one."""
    if base is None or heard is None:
        return None
    for frame in film.frames:
        if frame.seq > heard.seq and frame.tree != base.tree:
            after_s = frame.t_s - heard.t_s
            return FirstChange(after_s=after_s, used_s=frame.used_s, t_s=frame.t_s, commit=frame.commit, seq=frame.seq)
    return None


def set_aside_in(film: Film) -> SetAside:
    """What was changed between submission and revision."""
    found = _first(film, ev.LateEditsKept)
    kept = found[2] if found else None
    return SetAside(saves=len(film.late), files=kept.paths if kept else (), folder=kept.folder if kept else "")


Known = TypeVar("Known", bound=ev.Event)


def _first(film: Film, sort: type[Known]) -> tuple[float, Envelope, Known] | None:
    """The first shared event of that sort: when it was, its envelope, and itself."""
    for number, envelope in enumerate(film.recording.public):
        event = decode(envelope) if envelope.kind == sort.kind else None
        if isinstance(event, sort):
            return film.times_s[number], envelope, event
    return None
