"""A finished session as a program reads it: `proctor replay --json`."""

import re
from typing import Any, Final

import msgspec

from proctor.record.reel import Reel
from proctor.review.before_after import BeforeAfter, before_after
from proctor.review.blind import Veil
from proctor.review.evidence import Evidence, evidence
from proctor.review.film import Film
from proctor.review.telling import IdleTold, saves_told, told
from proctor.review.track import Said, Visibility
from proctor.session.phases import Phase
from proctor.session.verdicts import Verdict

_GIT_NAME: Final = re.compile(r"[0-9a-f]{40,64}")


class FrameRow(msgspec.Struct, frozen=True, kw_only=True):
    """A save that counts; `holding` of `answered` visible checks hold on it, `used_s` is the clock of its phase."""

    number: int
    t_s: float
    used_s: float
    at_utc: str
    phase: Phase
    commit: str
    tree: str
    paths: tuple[str, ...]
    added: int
    deleted: int
    tags: tuple[str, ...]
    holding: int
    answered: int


class MarkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A moment with a name."""

    t_s: float
    at_utc: str
    sort: str
    kind: str
    words: str
    commit: str
    private: bool


class SaidRow(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict; `later` when it was judged after the session from its record."""

    t_s: float
    verdict: Verdict
    commit: str
    message: str
    ms: float
    later: bool


class TrackRow(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one check said, in the order of time."""

    check: str
    visibility: Visibility
    said: tuple[SaidRow, ...]


class IdleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nobody did anything that can be seen."""

    t_s: float
    seconds: float


class PhaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A phase and when it began."""

    phase: Phase
    t_s: float


class ReplayReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole session; times are seconds since it was created. `private`: the interviewers' journal was read."""

    session: str
    exercise: str
    exercise_digest: str
    title: str
    level: str
    candidate: str
    private: bool
    end_s: float
    phases: tuple[PhaseRow, ...]
    frames: tuple[FrameRow, ...]
    late: int
    marks: tuple[MarkRow, ...]
    idle: tuple[IdleRow, ...]
    tracks: tuple[TrackRow, ...]
    before_after: BeforeAfter
    evidence: Evidence


def replay_report(film: Film, reel: Reel, veil: Veil) -> Any:
    """The report, without the candidate's name where `veil` hides it."""
    terms = film.terms
    entered = sorted(film.ended.entered_s.items(), key=lambda item: item[1])
    report = ReplayReport(
        session=veil.session(terms.session),
        exercise=terms.exercise,
        exercise_digest=terms.exercise_digest,
        title=terms.title,
        level=terms.level,
        candidate=terms.candidate,
        private=bool(film.recording.private),
        end_s=film.end_s,
        phases=tuple(PhaseRow(phase=phase, t_s=t_s) for phase, t_s in entered),
        frames=_frames(film),
        late=len(film.late),
        marks=_marks(film),
        idle=tuple(IdleRow(t_s=one.t_s, seconds=one.seconds) for one in told(film) if isinstance(one, IdleTold)),
        tracks=_tracks(film),
        before_after=before_after(film, reel),
        evidence=evidence(film, reel),
    )
    if not veil.hides:
        return report
    hidden = _without_name(msgspec.to_builtins(report), veil)
    hidden["before_after"]["patch"] = veil.patch(report.before_after.patch)
    return hidden


def _without_name(found: Any, veil: Veil) -> Any:
    """Every text without the name; what git calls things stays, however it happens to read."""
    if isinstance(found, str):
        return found if _GIT_NAME.fullmatch(found) else veil.text(found)
    if isinstance(found, dict):
        return {key: _without_name(value, veil) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_without_name(value, veil) for value in found]
    return found


def _frames(film: Film) -> tuple[FrameRow, ...]:
    return tuple(
        FrameRow(
            number=one.frame.number,
            t_s=one.frame.t_s,
            used_s=one.frame.used_s,
            at_utc=one.frame.at_utc,
            phase=one.frame.phase,
            commit=one.frame.commit,
            tree=one.frame.tree,
            paths=one.frame.taken.paths,
            added=one.frame.taken.added,
            deleted=one.frame.taken.deleted,
            tags=one.frame.tags,
            holding=one.holding,
            answered=one.answered,
        )
        for one in saves_told(film)
    )


def _marks(film: Film) -> tuple[MarkRow, ...]:
    return tuple(
        MarkRow(
            t_s=mark.t_s,
            at_utc=mark.at_utc,
            sort=mark.sort,
            kind=mark.kind,
            words=mark.words,
            commit=mark.commit,
            private=mark.private,
        )
        for mark in film.marks
    )


def _tracks(film: Film) -> tuple[TrackRow, ...]:
    return tuple(
        TrackRow(
            check=track.check,
            visibility=track.visibility,
            said=tuple(map(_said, sorted([*track.said, *track.later], key=_when))),
        )
        for track in film.tracks.values()
    )


def _when(said: Said) -> float:
    return said.t_s


def _said(said: Said) -> SaidRow:
    ended = said.ended
    return SaidRow(
        t_s=said.t_s,
        verdict=ended.verdict,
        commit=ended.commit,
        message=ended.message,
        ms=ended.ms,
        later=ended.later,
    )
