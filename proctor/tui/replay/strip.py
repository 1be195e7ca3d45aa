"""What a check said of each save, as a row of cells: high where it holds, low where it does not. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from proctor.review.film import Film
from proctor.session.verdicts import AGAINST, Verdict

_SHAPES: Final = {"holds": ("▇", "#", "string"), "not": ("▁", "_", "deleted"), "open": ("▄", "?", "number")}
NOTHING: Final = ("·", ".", "muted")
"""Where nothing was said of a save: it was followed by another too soon, or by no run."""


class Stripe:
    """The cells of one check, scaled to any width; the same width is asked for again and again."""

    def __init__(self, verdicts: Sequence[Verdict | None]) -> None:
        self._verdicts = verdicts
        self._made: tuple[int, bool, list[tuple[str, str]]] = (0, False, [])

    def cells(self, width: int, save: int, *, ascii_only: bool) -> list[tuple[str, str]]:
        """In so many columns, the column of the present save reversed."""
        count = len(self._verdicts)
        if not count:
            return []
        if self._made[:2] != (width, ascii_only):
            self._made = (width, ascii_only, [_cell(self._bucket(at, width), ascii_only) for at in range(width)])
        cells = self._made[2]
        if save < 0:
            return joined(cells)
        here = column_of(save, count, width)
        text, ink = cells[here]
        return [*joined(cells[:here]), (text, f"!{ink}"), *joined(cells[here + 1 :])]

    def _bucket(self, column: int, width: int) -> Verdict | None:
        """The last verdict on the saves that share a column."""
        count = len(self._verdicts)
        first = column * count // width
        saves = self._verdicts[first : max(first + 1, (column + 1) * count // width)]
        return next((verdict for verdict in reversed(saves) if verdict is not None), None)


def column_of(save: int, count: int, width: int) -> int:
    """The column of a save among so many: the first that is its own."""
    return min(width - 1, -(-save * width // count) if width > count else save * width // count)


def stripes(film: Film) -> Mapping[str, Stripe]:
    """A stripe for each check, of what is known of each save's content."""
    found = {}
    for check, track in film.tracks.items():
        said = [track.on_tree(frame.tree) for frame in film.frames]
        found[check] = Stripe([one.verdict if one is not None else None for one in said])
    return found


def _cell(verdict: Verdict | None, ascii_only: bool) -> tuple[str, str]:
    sort = "holds" if verdict is Verdict.PASS else "not" if verdict in AGAINST else "open"
    shape, plain, ink = NOTHING if verdict is None else _SHAPES[sort]
    return (plain if ascii_only else shape), ink


def joined(cells: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one ink as one piece."""
    found: list[tuple[str, str]] = []
    for text, ink in cells:
        if found and found[-1][1] == ink:
            found[-1] = (found[-1][0] + text, ink)
        else:
            found.append((text, ink))
    return found
