"""Verifying journals in a second process, for one that has its hands full with loading a screen meanwhile.

The second process verifies every line. This one only decodes the lines, and believes them once the other has vouched
for exactly these bytes; whatever nobody vouched for is verified here, and that is also who says what is wrong.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NoReturn

import msgspec

from proctor.errors import RecordError
from proctor.record.reading import Mark, Reading, content_of, decoded, verify


class Word(msgspec.Struct, frozen=True):
    """What the second process says of one file: the digest of what it read, and what it found in it to be sound."""

    path: str
    digest: str
    mark: Mark
    torn_bytes: int


class Voucher:
    """`read` is `record.reading.read`, with a second process to lean on."""

    def __init__(self, words: BinaryIO) -> None:
        self._words = words
        self._said: dict[str, Word] = {}

    def read(self, path: Path) -> Reading:
        """Return the verified events of the journal at `path`. Raises like `record.reading.read`."""
        content = content_of(path)
        envelopes = decoded(content)
        if envelopes is not None:
            word = self._word_on(path)
            if word is not None and word.digest == sha256(content).hexdigest() and word.mark.seq == len(envelopes):
                return Reading(envelopes, word.mark, torn_bytes=word.torn_bytes)
        return verify(content)

    def _word_on(self, path: Path) -> Word | None:
        """Waits for it. None where the other process had nothing good to say, or has ended early."""
        while str(path) not in self._said:
            line = self._words.readline()
            if not line.endswith(b"\n"):
                return None
            word = msgspec.json.decode(line, type=Word)
            self._said[word.path] = word
        return self._said[str(path)]


@contextmanager
def vouching(paths: Sequence[Path]) -> Iterator[Voucher]:
    """A second process that begins to verify these files at once; to be entered while there is only one thread."""
    ours, theirs = os.pipe()
    try:
        pid = os.fork()
    except OSError:  # no process to be had: everything is verified here
        pid = -1
    if pid == 0:
        _vouch(paths, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as words:
        try:
            yield Voucher(words)
        finally:
            if pid > 0:
                _end(pid)


def _vouch(paths: Sequence[Path], to: int) -> NoReturn:
    """In the second process, which owns nothing: it must not run what the first has promised to do at its end."""
    try:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for path in paths:
            with suppress(RecordError):
                os.write(to, _word(path))
    finally:
        os._exit(0)


def _word(path: Path) -> bytes:
    content = content_of(path)
    reading = verify(content)
    if reading.problem is not None:
        return b""
    word = Word(str(path), sha256(content).hexdigest(), reading.mark, reading.torn_bytes)
    return msgspec.json.encode(word) + b"\n"


def _end(pid: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
