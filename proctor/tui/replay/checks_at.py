"""How each check stood at a moment: what it had said by then, and whether that was still about the newest content."""

from collections.abc import Iterator

from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.track import Said
from proctor.session.board import Row
from proctor.session.state import Session
from proctor.tui.replay.scene import CheckAt
from proctor.tui.shapes import NOT_RUN, STALE, VERDICT_MARKS, Mark, mark_of


def checks_at(
    film: Film, session: Session, frame: Frame | None, t_s: float, *, ascii_only: bool
) -> tuple[CheckAt, ...]:
    """The agreed checks in their order, then the hidden ones that the recording tells of."""
    rows = [_visible(row, ascii_only=ascii_only) for row in session.board.rows()]
    return (*rows, *_hidden(film, frame, t_s, ascii_only=ascii_only))


def _visible(row: Row, *, ascii_only: bool) -> CheckAt:
    mark, result = mark_of(row), row.result
    word, shape, ink = _look(mark, ascii_only=ascii_only)
    if result is None:
        return CheckAt(row.check.id, hidden=False, word=word, shape=shape, ink=ink)
    before = "" if mark is VERDICT_MARKS[result.verdict] else result.verdict.value
    return CheckAt(row.check.id, False, word, shape, ink, before, result.message, result.output)  # noqa: FBT003


def _hidden(film: Film, frame: Frame | None, t_s: float, *, ascii_only: bool) -> Iterator[CheckAt]:
    for track in film.tracks.values():
        if track.visibility == "hidden":
            said = track.at(t_s)
            mark = _freshness(said, frame)
            word, shape, ink = _look(mark, ascii_only=ascii_only)
            if said is None:
                yield CheckAt(track.check, hidden=True, word=word, shape=shape, ink=ink)
                continue
            before = said.verdict.value if mark is STALE else ""
            ended = said.ended
            yield CheckAt(track.check, True, word, shape, ink, before, ended.message, ended.output)  # noqa: FBT003


def _freshness(said: Said | None, frame: Frame | None) -> Mark:
    if said is None:
        return NOT_RUN
    return VERDICT_MARKS[said.verdict] if frame is not None and said.ended.tree == frame.tree else STALE


def _look(mark: Mark, *, ascii_only: bool) -> tuple[str, str, str]:
    return mark.word, mark.ascii_shape if ascii_only else mark.shape, INKS.get(mark.style, "text")


INKS = {"$text-success": "string", "$text-error": "deleted", "$text-warning": "number", "$text-accent": "place"}
"""The inks of the mirror that are painted in the colours of verdicts."""
