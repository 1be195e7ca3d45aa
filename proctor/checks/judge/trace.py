"""The candidate's own lines in a stack that a worker left when it hung, crashed or ended itself."""

import os
import re
import select
import time
from collections.abc import Mapping
from contextlib import suppress

from proctor.checks.outcome import SourceLine
from proctor.checks.plain import plain_text

_FRAME = re.compile(rb'^  File "[^"\n]*?/work/([^"\n]+)", line (\d+)', re.MULTILINE)
_READ_BYTES = 1 << 16
_LINES_MAX = 5
_BETWEEN_S = 0.02  # a stack is written in many small pieces
_WHOLE_S = 0.2  # and by somebody who may never stop


def read_trace(descriptor: int, tree: Mapping[str, bytes], wait_s: float) -> tuple[SourceLine, ...]:
    """Lines of `tree` in the last stack on the pipe, innermost last, waiting up to `wait_s` for one to come."""
    data = b""
    end = time.monotonic() + wait_s + _WHOLE_S
    while len(data) < _READ_BYTES and time.monotonic() < end:
        if not select.select([descriptor], [], [], _BETWEEN_S if data else wait_s)[0]:
            break
        with suppress(BlockingIOError):
            part = os.read(descriptor, _READ_BYTES)
            if not part:
                break
            data += part
    frames = _FRAME.findall(data)[:_LINES_MAX]
    lines = (_line(name.decode("utf-8", "replace"), int(number[:9]), tree) for name, number in frames)
    return tuple(line for line in lines if line is not None)[::-1]


def _line(name: str, number: int, tree: Mapping[str, bytes]) -> SourceLine | None:
    if name not in tree:
        return None
    text = tree[name].decode("utf-8", "replace").splitlines()
    shown = text[number - 1].strip() if 0 < number <= len(text) else ""
    return SourceLine(plain_text(name, 200), number, plain_text(shown, 200))
