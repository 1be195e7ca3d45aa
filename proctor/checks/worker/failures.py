"""A failure of the candidate's code as plain facts: class, message, and the candidate's own lines."""

import builtins
import traceback
from collections.abc import Iterator
from pathlib import Path

from proctor.checks.wire.messages import Line, Raised

MESSAGE_CHARACTERS = 2000
LINES_MAX = 5


class Sources:
    """The files of the run as they were sent, for showing lines of them."""

    def __init__(self, root: Path, files: dict[str, bytes]) -> None:
        self._root = root
        self._files = files

    def line(self, file_name: str, number: int) -> Line | None:
        """The line as the candidate wrote it; None when the file is not part of the run."""
        try:
            relative = Path(file_name).relative_to(self._root).as_posix()
        except ValueError:
            return None
        if relative not in self._files:
            return None
        lines = self._files[relative].decode("utf-8", "replace").splitlines()
        text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        return Line(relative, number, text[:200])


def describe(error: BaseException, sources: Sources) -> Raised:
    """What a judge may know about an exception of the candidate's code."""
    kinds = tuple(kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind)
    return Raised(type(error).__name__[:100], kinds, _message(error), tuple(_own_lines(error, sources))[-LINES_MAX:])


def _message(error: BaseException) -> str:
    try:
        if isinstance(error, SyntaxError):
            return str(error.msg)[:MESSAGE_CHARACTERS]
        return str(error)[:MESSAGE_CHARACTERS]
    except Exception:  # noqa: BLE001 - the candidate's own __str__ may do anything
        return "(the exception's message cannot be shown)"


def _own_lines(error: BaseException, sources: Sources) -> Iterator[Line]:
    for frame, number in traceback.walk_tb(error.__traceback__):
        line = sources.line(frame.f_code.co_filename, number)
        if line is not None:
            yield line
    if isinstance(error, SyntaxError) and error.filename:
        line = sources.line(error.filename, error.lineno or 0)
        if line is not None:
            yield line
