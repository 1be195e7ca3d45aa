"""Feedback beside what became of it: its text, the change from `submitted` to `final`, and the checks on both."""

from collections.abc import Iterator
from typing import Final, Literal, TypeVar

import msgspec

from proctor.record.history import History
from proctor.record.reel import Reel
from proctor.review.changed import FileDelta, files_changed
from proctor.review.deltas import Announced, CheckDelta, MetricDelta, check_deltas, metric_deltas
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.reception import IssueAtEnds, Prompted, Received, issues, material_of, prompted, receptions
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode
from proctor.session.material import PrivateMaterial
from proctor.session.phases import Phase


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The feedback as it reached the candidate; `seq` is its number in the shared journal."""

    strength: str
    improvement: str
    source: Literal["interviewer", "guide"]
    who: str
    t_s: float
    at_utc: str
    seq: int


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


class BeforeAfter(msgspec.Struct, frozen=True, kw_only=True):
    """The revision in one view; `private` says whether the interviewers' journal was there to read.

    `patch` is the text of `git diff submitted final`; for its very bytes ask `Reel.patch(base.tree, final.tree)`.
    `base` is None where nothing was handed in, `final` where the session left no work. `prompted`, `receptions`,
    `issues`, and hidden checks among `checks` and `metrics` are private; without the journal there are none.
    """

    private: bool
    feedback: Heard | None = None
    walkthrough: str = ""
    answer: str = ""
    base: End | None = None
    final: End | None = None
    files: tuple[FileDelta, ...] = ()
    added: int = 0
    deleted: int = 0
    patch: str = ""
    checks: tuple[CheckDelta, ...] = ()
    metrics: tuple[MetricDelta, ...] = ()
    first_change: FirstChange | None = None
    revision_saves: int = 0
    prompted: tuple[Prompted, ...] = ()
    receptions: tuple[Received, ...] = ()
    issues: tuple[IssueAtEnds, ...] = ()
    set_aside: SetAside = SetAside()


def before_after(film: Film, reel: Reel) -> BeforeAfter:
    """The revision of a recording. Raises RecordError where the record has lost what is compared."""
    heard, base, final = _heard(film), _end(film, "submitted"), _end(film, "final")
    material = material_of(film) if film.recording.private else PrivateMaterial()
    made = BeforeAfter(
        private=bool(film.recording.private),
        feedback=heard,
        walkthrough=film.ended.walkthrough,
        answer=film.ended.answer,
        base=base,
        final=final,
        first_change=_first_change(film, base, heard),
        revision_saves=sum(frame.phase is Phase.REVISION for frame in film.frames),
        prompted=prompted(film, material),
        receptions=receptions(film),
        issues=issues(film, material),
        set_aside=_set_aside(film),
    )
    return made if base is None or final is None else _compared(film, reel, made, material)


def _compared(film: Film, reel: Reel, made: BeforeAfter, material: PrivateMaterial) -> BeforeAfter:
    """With what differs between both ends."""
    if made.base is None or made.final is None:
        return made
    before, after = made.base.tree, made.final.tree
    checks = check_deltas(film, _announced(film, material), before, after)
    with History(film.recording.record) as history:
        files = files_changed(reel, history, before, after)
    return msgspec.structs.replace(
        made,
        files=files,
        added=sum(file.added or 0 for file in files),
        deleted=sum(file.deleted or 0 for file in files),
        patch=reel.patch(before, after).decode(errors="replace"),
        checks=checks,
        metrics=metric_deltas(checks),
    )


def _announced(film: Film, material: PrivateMaterial) -> Iterator[Announced]:
    """Every check that was agreed on, then the hidden ones that the exercise has or the private journal tells of."""
    for check in film.terms.checks:
        yield Announced(check.id, "visible", check.promise, check.criterion, not check.advisory)
    hidden = {check: Announced(check, "hidden") for check, track in film.tracks.items() if track.visibility == "hidden"}
    for known in material.checks:
        hidden[known.id] = Announced(known.id, "hidden", known.promise, known.criterion, not known.advisory)
    yield from hidden.values()


_NAMED_BY: Final = {"submitted": ev.WorkSubmitted.kind, "final": ev.SessionFinished.kind}


def _end(film: Film, tag: str) -> End | None:
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


def _heard(film: Film) -> Heard | None:
    found = _first(film, ev.FeedbackDelivered)
    if found is None:
        return None
    t_s, envelope, said = found
    return Heard(
        strength=said.strength,
        improvement=said.improvement,
        source=said.source,
        who=envelope.who,
        t_s=t_s,
        at_utc=envelope.at_utc,
        seq=envelope.seq,
    )


def _first_change(film: Film, base: End | None, heard: Heard | None) -> FirstChange | None:
    if base is None or heard is None:
        return None
    for frame in film.frames:
        if frame.seq > heard.seq and frame.tree != base.tree:
            after_s = frame.t_s - heard.t_s
            return FirstChange(after_s=after_s, used_s=frame.used_s, t_s=frame.t_s, commit=frame.commit, seq=frame.seq)
    return None


def _set_aside(film: Film) -> SetAside:
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
