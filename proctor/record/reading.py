"""Reading a journal: verify every line, keep the good prefix, say what follows it.

A reader never changes the file and never waits; it can go on later from the mark where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, overload

from proctor.errors import RecordError
from proctor.record.lines import LineError, decode_line, line_hash, trusted
from proctor.session.envelope import CHAIN_START, Envelope


@dataclass(frozen=True)
class Mark:
    """A place between two lines: the byte offset, and the `seq` and hash of the line that ends there."""

    offset: int = 0
    seq: int = 0
    line_hash: str = CHAIN_START


START: Final = Mark()


@dataclass(frozen=True)
class Reading:
    """What a journal says from a mark on.

    `mark` ends the good part. `torn_bytes` follow it when a last line was cut short: it was never acknowledged.
    `problem` is a sentence when lines that must be whole are not; what stands behind it is not believed.
    """

    envelopes: tuple[Envelope, ...]
    mark: Mark
    torn_bytes: int = 0
    problem: str | None = None


def read(path: Path, since: Mark = START) -> Reading:
    """Return the verified events of the journal at `path` behind `since`.

    Raises: RecordError if the file is missing or unreadable. A damaged file is not an error here but a `problem`.
    """
    return verify(content_of(path, since), since)


def content_of(path: Path, since: Mark = START) -> bytes:
    """Return the bytes of the journal at `path` behind `since`. Raises: RecordError if it is missing or unreadable."""
    try:
        with path.open("rb") as file:
            file.seek(since.offset)
            return file.read()
    except OSError as fault:
        raise RecordError(
            f"cannot read the journal {path}: {fault.strerror}", hint="Check the path and who may read it."
        ) from fault


def verify(content: bytes, since: Mark = START) -> Reading:
    """Return the verified events in `content`, the bytes of a journal behind `since`."""
    envelopes: list[Envelope] = []
    # Hundreds of thousands of lines: what a mark says is kept in names, and made into one at the end.
    seq, before, at = since.seq, since.line_hash, 0
    while (end := content.find(b"\n", at)) >= 0:
        line = content[at:end]
        try:
            envelope = _follow(seq, before, line)
        except LineError as fault:
            if _is_torn(content[at:]):
                break
            mark = Mark(since.offset + at, seq, before)
            return Reading(tuple(envelopes), mark, problem=f"line {seq + 1} is not sound: {fault}")
        envelopes.append(envelope)
        seq, before, at = envelope.seq, line_hash(line), end + 1
    return Reading(tuple(envelopes), Mark(since.offset + at, seq, before), torn_bytes=len(content) - at)


class Lines(Sequence[Envelope]):
    """The events of the whole lines in `content`, which somebody has verified; each is decoded when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._lines: list[bytes | Envelope] = [*content.split(b"\n")[:-1]]

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Envelope: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Envelope, ...]: ...
    def __getitem__(self, index: int | slice) -> Envelope | tuple[Envelope, ...]:
        if isinstance(index, slice):
            return tuple([self._at(at) for at in range(*index.indices(len(self._lines)))])
        return self._at(index)

    def __iter__(self) -> Iterator[Envelope]:
        return map(self._at, range(len(self._lines)))

    def _at(self, index: int) -> Envelope:
        line = self._lines[index]
        if isinstance(line, bytes):
            line = self._lines[index] = trusted(line)
        return line


def _follow(seq: int, before: str, line: bytes) -> Envelope:
    envelope = decode_line(line)
    if envelope.seq != seq + 1:
        raise LineError(f"it has number {envelope.seq}")
    if envelope.prev != before:
        raise LineError("it does not continue the line before")
    return envelope


def _is_torn(tail: bytes) -> bool:
    """Whether `tail` is one unfinished write; a power loss can leave zeros in it, even before its newline."""
    return b"\n" not in tail[:-1] and (not tail.endswith(b"\n") or b"\0" in tail)
