"""How saves and acts lie in time: bursts of saves, and gaps in which nothing was saved or done while the clock ran."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal

import msgspec

from proctor.review.derived.basis import Basis
from proctor.review.derived.course import Course, Point, Span, any_overlap_s
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.session.phases import Phase

BURST_GAP_S: Final = 60.0
"""Saves that follow each other within this many seconds belong to one burst."""
BURST_SAVES: Final = 3
"""Fewer saves in a row are no burst."""
IDLE_S: Final = 120.0
"""So many seconds without a save or an act of the candidate, while the clock runs, are an idle gap."""

Label = Literal["focus time", "terminal away", "host down"]


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """Saves in one phase that follow each other closely; lines as the journal counted them at each save."""

    start_s: float
    end_s: float
    phase: Phase
    saves: int
    added: int
    deleted: int
    basis: Basis


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time of a running clock without a save or an act; `labels` say what else was the case in part of it."""

    start_s: float
    end_s: float
    seconds: float
    phase: Phase
    labels: tuple[Label, ...]
    basis: Basis


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which the candidate's terminal was gone; `clock_s` of it the clock ran."""

    start_s: float
    end_s: float
    clock_s: float
    basis: Basis


def bursts(film: Film) -> tuple[Burst, ...]:
    """All bursts, in the order of time; the save that laid out the task belongs to none."""
    found: list[Burst] = []
    together: list[Frame] = []
    for frame in film.frames[1:]:
        if together and (frame.t_s - together[-1].t_s > BURST_GAP_S or frame.phase is not together[-1].phase):
            found += _burst(together)
            together = []
        together.append(frame)
    return (*found, *_burst(together))


def gaps(course: Course) -> tuple[Gap, ...]:
    """All idle gaps, in the order of time. A pause ends one, for the clock does not run in it."""
    return tuple(gap for span in course.running for gap in _gaps_in(course, span))


def away(course: Course) -> tuple[Away, ...]:
    """When the candidate's terminal was gone, in the order of time."""
    return tuple(
        Away(
            start_s=span.start_s,
            end_s=span.end_s,
            clock_s=course.clock_s(span.start_s, span.end_s),
            basis=Basis(seqs=span.seqs),
        )
        for span in course.away
    )


def _burst(frames: Sequence[Frame]) -> Iterator[Burst]:
    if len(frames) < BURST_SAVES:
        return
    yield Burst(
        start_s=frames[0].t_s,
        end_s=frames[-1].t_s,
        phase=frames[0].phase,
        saves=len(frames),
        added=sum(frame.taken.added for frame in frames),
        deleted=sum(frame.taken.deleted for frame in frames),
        basis=Basis(seqs=(frames[0].seq, frames[-1].seq), commits=tuple({frames[0].commit: 0, frames[-1].commit: 0})),
    )


def _gaps_in(course: Course, span: Span) -> Iterator[Gap]:
    first, last = Point(span.start_s, span.seqs[0]), Point(span.end_s, span.seqs[-1])
    points = [first, *course.points_in(span), last]
    for before, after in pairwise(points):
        if after.t_s - before.t_s >= IDLE_S:
            yield Gap(
                start_s=before.t_s,
                end_s=after.t_s,
                seconds=after.t_s - before.t_s,
                phase=span.phase,
                labels=tuple(_labels(course, before.t_s, after.t_s)),
                basis=Basis(seqs=(before.seq, after.seq)),
            )


def _labels(course: Course, start_s: float, end_s: float) -> Iterator[Label]:
    told: tuple[tuple[Label, list[Span]], ...] = (
        ("focus time", course.focus),
        ("terminal away", course.away),
        ("host down", course.down),
    )
    for label, spans in told:
        if any_overlap_s(spans, start_s, end_s) > 0:
            yield label
