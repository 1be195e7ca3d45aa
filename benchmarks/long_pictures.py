"""The terminal's picture over eight hours of small edits: an editor of 120 x 40, some rows anew for each save. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from proctor.session.screen import ScreenRecord

_COLUMNS: Final = 120
_LINES: Final = 40
_PER_SAVE: Final = 4
_APART_S: Final = 0.4


def pictures(times_s: Sequence[float]) -> Iterator[ScreenRecord]:
    """A whole picture, and then what is typed before each save."""
    yield ScreenRecord(
        t_s=1.0,
        window="Editor",
        columns=_COLUMNS,
        lines=_LINES,
        rows={row: _row(row, 0) for row in range(_LINES)},
        cursor=(0, 0),
        whole=True,
    )
    before_s = 1.0
    for number, t_s in enumerate(times_s):
        step_s = min(_APART_S, (t_s - before_s) / (_PER_SAVE + 1))
        for key in range(_PER_SAVE):
            row = (number + key // 2) % (_LINES - 1)
            at_s = round(t_s - (_PER_SAVE - key) * step_s, 3)
            yield _typed(at_s, {row: _row(row, number + key), _LINES - 1: _bar(number, key)}, row)
        before_s = t_s


def _typed(t_s: float, rows: dict[int, str], row: int) -> ScreenRecord:
    return ScreenRecord(t_s=t_s, window="Editor", columns=_COLUMNS, lines=_LINES, rows=rows, cursor=(12, row))


def _row(row: int, number: int) -> str:
    name = f"\x1b[38;5;6mpart_{row}\x1b[0m = torch.rsqrt(x.square().mean(dim=\x1b[38;5;1m-1\x1b[0m))"
    return f"        {name} * scale  \x1b[38;5;4m# {number}\x1b[0m"


def _bar(number: int, key: int) -> str:
    return f"\x1b[1mrms_norm.py\x1b[0m  {number % 300 + 1},{key + 12}"
