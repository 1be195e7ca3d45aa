"""What was taken back: versions that were restored, contents that came again, lines that did not stay."""

import msgspec

from proctor.record.reel import Reel
from proctor.review.derived.basis import Basis, Moment, moment_of
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.hunks import file_diffs
from proctor.session import events as ev
from proctor.session.fold import decode


class Restore(msgspec.Struct, frozen=True, kw_only=True):
    """The candidate took an earlier version of a file back through the program."""

    file: str
    t_s: float
    basis: Basis


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """The whole work was again as in an earlier save, with others between; `since_s` is when that one was made."""

    at: Moment
    since_s: float
    saves_between: int
    basis: Basis


class LinesUndone(msgspec.Struct, frozen=True, kw_only=True):
    """Lines over all saves after the first, against the one change from the first save to the last.

    `taken_back` were added at one time and gone, or rewritten, at the end: all added lines less the `kept` ones.
    """

    added: int
    deleted: int
    kept: int
    taken_back: int
    basis: Basis


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was taken back."""

    restores: tuple[Restore, ...]
    returns: tuple[Return, ...]
    lines: LinesUndone | None


def undone(film: Film, reel: Reel) -> Undone:
    """What a recording tells of it. Raises RecordError."""
    return Undone(restores=_restores(film), returns=_returns(film), lines=_lines(film, reel))


def _restores(film: Film) -> tuple[Restore, ...]:
    found: list[Restore] = []
    for t_s, envelope in zip(film.times_s, film.recording.public, strict=True):
        event = decode(envelope) if envelope.kind == ev.FileRestored.kind else None
        if isinstance(event, ev.FileRestored):
            found.append(Restore(file=event.path, t_s=t_s, basis=Basis(seqs=(envelope.seq,), commits=(event.commit,))))
    return tuple(found)


def _returns(film: Film) -> tuple[Return, ...]:
    found: list[Return] = []
    last: dict[str, Frame] = {}
    for frame in film.frames:
        earlier = last.get(frame.tree)
        if earlier is not None and frame.number - earlier.number > 1:
            found.append(
                Return(
                    at=moment_of(frame),
                    since_s=earlier.t_s,
                    saves_between=frame.number - earlier.number - 1,
                    basis=Basis(seqs=(earlier.seq, frame.seq), commits=(earlier.commit, frame.commit)),
                )
            )
        last[frame.tree] = frame
    return tuple(found)


def _lines(film: Film, reel: Reel) -> LinesUndone | None:
    if len(film.frames) < 2:
        return None
    first, last = film.frames[0], film.frames[-1]
    added = sum(frame.taken.added for frame in film.frames[1:])
    kept = min(added, sum(changed.added for changed in file_diffs(reel.patch(first.tree, last.tree))))
    return LinesUndone(
        added=added,
        deleted=sum(frame.taken.deleted for frame in film.frames[1:]),
        kept=kept,
        taken_back=added - kept,
        basis=Basis(seqs=(first.seq, last.seq), commits=(first.commit, last.commit)),
    )
