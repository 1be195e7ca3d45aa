"""A file of 300 lines that somebody goes on changing a little, save by save; the same for the same seed. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SCRATCH: Final = "try_it.py"
_LINES: Final = 300
_PER_METHOD: Final = 12
_LEAST: Final = 260
_MOST: Final = 340


@dataclass(frozen=True)
class Edit:
    """What one save changed: a file's new content, and by how many lines."""

    path: str
    content: bytes
    added: int
    deleted: int


def edits(entry: str, count: int, seed: int) -> Iterator[Edit]:
    """The first save lays the file down; now and then a save is of the scratch file beside it."""
    hand = random.Random(seed)
    lines = _beginning()
    yield Edit(entry, _text(lines), len(lines), 0)
    scratch: list[str] = []
    for number in range(1, count):
        if number % 23 == 0:
            scratch.append(f"print(layer(torch.randn({number % 7 + 1}, 16)).shape)  # try {number}")
            yield Edit(SCRATCH, _text(scratch), 1, 0)
        else:
            added, deleted = _changed(lines, number, hand)
            yield Edit(entry, _text(lines), added, deleted)


def _beginning() -> list[str]:
    head = ['"""A layer, in many small steps."""', "", "import torch", "from torch import Tensor, nn", "", ""]
    head += ["class Layer(nn.Module):", '    """Normalise, scale, and keep the shape."""', ""]
    number = 0
    while len(head) < _LINES:
        if number % _PER_METHOD == 0:
            head += ["", f"    def step_{number // _PER_METHOD}(self, x: Tensor, scale: float = 1.0) -> Tensor:"]
        head.append(_line(number, 0))
        number += 1
    return head


def _changed(lines: list[str], number: int, hand: random.Random) -> tuple[int, int]:
    """Change some lines in a place; returns how many came and went."""
    at = hand.randrange(10, len(lines) - 10)
    kind = hand.random()
    if number % 97 == 0 and len(lines) < _MOST:
        return _put(lines, at, hand.randrange(25, 45), number)
    if len(lines) > _MOST or (kind < 0.15 and len(lines) > _LEAST):
        gone = hand.randrange(2, 8) if len(lines) <= _MOST else len(lines) - _LINES
        at = min(at, len(lines) - gone)
        del lines[at : at + gone]
        return 0, gone
    if kind < 0.4:
        return _put(lines, at, hand.randrange(1, 6), number)
    count = hand.randrange(1, 4)
    lines[at : at + count] = [_line(at + row, number) for row in range(count)]
    return count, count


def _put(lines: list[str], at: int, count: int, number: int) -> tuple[int, int]:
    lines[at:at] = [_line(row, number) for row in range(count)]
    return count, 0


def _line(row: int, number: int) -> str:
    root = f"torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + {number}e-6)"
    return f"        part_{row} = {root} * scale  # {number}.{row}"


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
