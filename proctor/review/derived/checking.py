"""What the checks tell over time: when each held first, how often it ran and turned, how long it did not hold."""

from itertools import pairwise
from typing import Literal

import msgspec

from proctor.review.derived.basis import Basis, Moment, moment_of
from proctor.review.derived.course import Course
from proctor.review.film import Film
from proctor.review.track import Said, Track, Visibility
from proctor.session.verdicts import AGAINST, Verdict


class FirstGreen(msgspec.Struct, frozen=True, kw_only=True):
    """The first PASS of a check during the session: when it came, and when the content was saved that it was for."""

    at: Moment
    saved: Moment | None
    basis: Basis


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """A check turned: "holds" where it passes after it did not, "fails" the other way round."""

    to: Literal["holds", "fails"]
    t_s: float
    basis: Basis


class Red(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which a check did not hold: from a verdict against the work to the next PASS, or to the end.

    `clock_s` is how long a clock ran in it; `ended` whether it held again.
    """

    start_s: float
    end_s: float
    clock_s: float
    ended: bool
    basis: Basis


class CheckEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one check tells: verdicts given after the session count for nothing here.

    `runs` is how many verdicts it gave, of any sort.
    """

    check: str
    visibility: Visibility
    runs: int
    first_green: FirstGreen | None
    flips: tuple[Flip, ...]
    longest_red: Red | None
    basis: Basis


def check_evidence(film: Film, course: Course) -> tuple[CheckEvidence, ...]:
    """A row per check that was agreed on or that said anything."""
    return tuple(_evidence(film, course, track) for track in film.tracks.values())


def _evidence(film: Film, course: Course, track: Track) -> CheckEvidence:
    return CheckEvidence(
        check=track.check,
        visibility=track.visibility,
        runs=len(track.said),
        first_green=_first_green(film, track),
        flips=_flips(track),
        longest_red=max(_reds(film, course, track), key=lambda red: red.clock_s, default=None),
        basis=_basis(track, *track.said),
    )


def _first_green(film: Film, track: Track) -> FirstGreen | None:
    said = track.first_pass()
    if said is None:
        return None
    state = film.state_after(said.seq) if track.visibility == "visible" else film.state_at(said.t_s)
    used_s = None if state.clock is None else state.clock.used_at_s(said.t_s)
    frame = film.frame_of(said.ended.commit)
    return FirstGreen(
        at=Moment(t_s=said.t_s, phase=state.phase, used_s=used_s),
        saved=moment_of(frame) if frame else None,
        basis=_basis(track, said),
    )


def _decided(track: Track) -> list[Said]:
    return [said for said in track.said if said.verdict is Verdict.PASS or said.verdict in AGAINST]


def _flips(track: Track) -> tuple[Flip, ...]:
    decided = _decided(track)
    return tuple(
        Flip(to="holds" if after.verdict is Verdict.PASS else "fails", t_s=after.t_s, basis=_basis(track, after))
        for before, after in pairwise(decided)
        if (before.verdict is Verdict.PASS) is not (after.verdict is Verdict.PASS)
    )


def _reds(film: Film, course: Course, track: Track) -> list[Red]:
    found: list[Red] = []
    began: Said | None = None
    for said in _decided(track):
        if said.verdict is not Verdict.PASS:
            began = began or said
        elif began is not None:
            found.append(_red(course, track, began, said, said.t_s))
            began = None
    if began is not None:
        found.append(_red(course, track, began, None, max(began.t_s, film.end_s)))
    return found


def _red(course: Course, track: Track, began: Said, held: Said | None, end_s: float) -> Red:
    return Red(
        start_s=began.t_s,
        end_s=end_s,
        clock_s=course.clock_s(began.t_s, end_s),
        ended=held is not None,
        basis=_basis(track, *([began] if held is None else [began, held])),
    )


def _basis(track: Track, *said: Said) -> Basis:
    seqs = tuple(one.seq for one in said)
    commits = tuple(dict.fromkeys(one.ended.commit for one in said))
    return (
        Basis(seqs=seqs, commits=commits)
        if track.visibility == "visible"
        else Basis(private_seqs=seqs, commits=commits)
    )
