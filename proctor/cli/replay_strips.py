"""What each check said over the saves of a session, as a strip of letters."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from proctor.cli.render import table, wrapped
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.timeline import time_text
from proctor.review.track import Track
from proctor.session.verdicts import Verdict

_CELLS: Final = 24
_LONGEST_ID: Final = 32
_LETTERS: Final = {
    Verdict.PASS: "P",
    Verdict.FAIL: "F",
    Verdict.ERROR: "E",
    Verdict.TIMEOUT: "T",
    Verdict.GONE: "G",
    Verdict.SKIP: "S",
    Verdict.UNSURE: "U",
    Verdict.DEFERRED: "D",
    Verdict.FAULT: "!",
}
_NOT_RUN: Final = "-"


def strip_lines(film: Film) -> Iterator[str]:
    """A row for each check: what it says of the saves from the first to the last, how often it ran, when it held."""
    groups = _groups(film.frames)
    many = max(map(len, groups), default=0)
    each = "a save" if many < 2 else f"the last of up to {many} saves"
    letters = ", ".join(f"{letter} {verdict.value}" for verdict, letter in _LETTERS.items())
    yield from wrapped(f"Each letter is the verdict on {each}: {letters}, {_NOT_RUN} not run.")
    for visibility in ("visible", "hidden"):
        tracks = [track for track in film.tracks.values() if track.visibility == visibility]
        if tracks:
            yield ""
            rows = [_row(track, groups) for track in tracks]
            yield from table((f"{visibility.upper()} CHECK", "VERDICTS", "RUNS", "HELD FIRST"), rows)


def _row(track: Track, groups: Sequence[Sequence[Frame]]) -> tuple[str, ...]:
    name = track.check if len(track.check) <= _LONGEST_ID else f"{track.check[: _LONGEST_ID - 3]}..."
    first = track.first_pass()
    strip = "".join(_letter(track, group) for group in groups)
    return name, strip, str(len(track.said)), time_text(first.t_s) if first else "never"


def _groups(frames: Sequence[Frame]) -> list[Sequence[Frame]]:
    """The saves in as many groups as there are cells, even in size."""
    count = min(_CELLS, len(frames))
    edges = [len(frames) * number // count for number in range(count + 1)] if count else []
    return [frames[start:end] for start, end in pairwise(edges)]


def _letter(track: Track, group: Sequence[Frame]) -> str:
    """The last thing that the check says of these saves."""
    for frame in reversed(group):
        if (said := track.on_tree(frame.tree)) is not None:
            return _LETTERS[said.verdict]
    return _NOT_RUN
