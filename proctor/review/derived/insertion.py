"""The largest insertion in one save: the most lines that came in one piece, as git's own diff shows them."""

import os

import msgspec

from proctor.record.reel import Reel
from proctor.record.tree import shown
from proctor.review.derived.basis import Basis, Moment, moment_of
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.hunks import FileDiff, Run, file_diffs


class Insertion(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that one save added in one piece, from `line` of `file` on, in the place of `replaced` old ones.

    `trigger` is what made the save; "restore" brought an earlier version back. `seen_before` says that the save's
    whole content had been there already.
    """

    lines: int
    replaced: int
    file: str
    line: int
    trigger: str
    seen_before: bool
    at: Moment
    basis: Basis


def largest_insertion(film: Film, reel: Reel) -> Insertion | None:
    """The largest one after the task was laid out, the earliest of equals; None where no save added a line.

    The journal's counts say which saves can have it, so that few are compared. Raises RecordError.
    """
    best: tuple[Run, FileDiff, int] | None = None
    order = sorted(range(1, len(film.frames)), key=lambda number: (-film.frames[number].taken.added, number))
    for number in order:
        frame, before = film.frames[number], film.frames[number - 1]
        if best is not None and (-frame.taken.added, number) > (-best[0].added, best[2]):
            break
        for changed in file_diffs(reel.patch(before.tree, frame.tree)):
            for run in changed.runs:
                if best is None or (-run.added, number) < (-best[0].added, best[2]):
                    best = run, changed, number
    if best is None or not best[0].added:
        return None
    return _insertion(film, film.frames[best[2]], best[1], best[0])


def _insertion(film: Film, frame: Frame, changed: FileDiff, run: Run) -> Insertion:
    return Insertion(
        lines=run.added,
        replaced=run.deleted,
        file=shown(os.fsdecode(changed.after)),
        line=run.at,
        trigger=frame.taken.trigger,
        seen_before=any(other.tree == frame.tree for other in film.frames[: frame.number]),
        at=moment_of(frame),
        basis=Basis(seqs=(frame.seq,), commits=(film.frames[frame.number - 1].commit, frame.commit)),
    )
