"""Which files may lie beside the repository in an exported session, how large, and how many. All others are refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from proctor.errors import RecordError
from proctor.session.plain_text import shown_line

EVENTS: Final = "events.jsonl"
PRIVATE: Final = "private.jsonl"
SEALS: Final = "seals.jsonl"
EXERCISE: Final = "exercise/"
SCREEN: Final = "screen/"
CARDS: Final = "cards/"
SCREEN_BYTES_MAX: Final = 128 << 20
"""More pictures are left out of an exported file, and not taken from one."""
CARD_NAME: Final = re.compile(r"[^/\x00-\x1f\x7f\\]{1,200}\.jsonl")
_PICTURE_NAME: Final = re.compile(r"\d{6}-\d{10}\.jsonl\.gz")
_PART: Final = re.compile(r"[^/\x00-\x1f\x7f\\]{1,200}")
_DEPTH_MAX: Final = 12
_REFUSED: Final = "ask for the file again; it was damaged, or not made by: proctor export"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of file: how many there may be, and how many bytes in all."""

    files: int
    total_bytes: int


_KINDS: Final = {
    EVENTS: _Kind(1, 128 << 20),
    PRIVATE: _Kind(1, 128 << 20),
    SEALS: _Kind(1, 16 << 20),
    EXERCISE: _Kind(2_000, 64 << 20),
    SCREEN: _Kind(10_000, SCREEN_BYTES_MAX),
    CARDS: _Kind(500, 16 << 20),
}


def refuse_others(files: Iterable[tuple[str, int]]) -> None:
    """Refuse a path that no exported session has, and more or larger files than it has. Raises: RecordError."""
    seen: dict[str, tuple[int, int]] = {}
    for path, size_bytes in files:
        kind = _kind(path)
        if kind is None:
            raise RecordError(f"it holds a file that no exported session has: {shown_line(path)}", hint=_REFUSED)
        count, total_bytes = seen.get(kind, (0, 0))
        seen[kind] = (count + 1, total_bytes + size_bytes)
        if count + 1 > _KINDS[kind].files or total_bytes + size_bytes > _KINDS[kind].total_bytes:
            raise RecordError(f"{shown_line(path)}: there is more of it than a session records", hint=_REFUSED)


def _kind(path: str) -> str | None:
    if path in {EVENTS, PRIVATE, SEALS}:
        return path
    top, slash, rest = path.partition("/")
    kind = top + slash
    if kind == SCREEN:
        return kind if _PICTURE_NAME.fullmatch(rest) else None
    if kind == CARDS:
        return kind if CARD_NAME.fullmatch(rest) and not rest.startswith(".") else None
    parts = rest.split("/")
    plain = all(_PART.fullmatch(part) and part not in {".", ".."} for part in parts)
    return kind if kind == EXERCISE and plain and len(parts) <= _DEPTH_MAX else None
