"""Recorded screens: what the candidate's terminal showed, in segments that each begin with a whole picture.

A segment is JSON lines under gzip, named by its number and its first moment (milliseconds of the session's timeline),
so that a moment is found by names alone. A segment that was cut short is read as far as it goes.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import msgspec

from proctor.record.disk import sync_folder
from proctor.session.screen import Screen, ScreenRecord

SEGMENT_S: Final = 60.0
SEGMENT_BYTES: Final = 256 << 10
"""Of JSON, before compression: what a jump to a moment has to read at most."""
MOST_BYTES: Final = 512 << 20
"""On disk in one session; what a terminal full of noise for hours would fill."""

_NAME: Final = re.compile(r"(\d{6})-(\d{10})\.jsonl\.gz")
_GZIP: Final = 16 + zlib.MAX_WBITS
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(ScreenRecord)


class ScreenWriter:
    """Appends records to the segments in `folder`; an earlier writer's segments are left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._screen = Screen()
        self._file: IO[bytes] | None = None
        self._packer = zlib.compressobj(wbits=_GZIP)
        self._from_s = 0.0
        self._said_bytes = 0

    def write(self, records: Sequence[ScreenRecord]) -> None:
        """Write records, complete up to the last one when this returns; raises OSError as the system does."""
        for record in records:
            self._screen = self._screen.after(record)
            if self._file is None or self._full(record.t_s):
                self._cut()
                self._say(self._screen.whole())
            else:
                self._say(record)
        if self._file is not None and records:
            self._put(self._packer.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        """End the last segment."""
        if self._file is not None:
            self._put(self._packer.flush())
            self._file.close()
            self._file = None

    def _full(self, t_s: float) -> bool:
        return t_s - self._from_s >= SEGMENT_S or self._said_bytes >= SEGMENT_BYTES

    def _cut(self) -> None:
        self.close()
        earlier = segments(self._folder)
        if sum(path.stat().st_size for path in earlier) > MOST_BYTES:
            raise OSError(f"{self._folder} holds {MOST_BYTES >> 20} MB")
        number = int(earlier[-1].name[:6]) + 1 if earlier else 1
        self._from_s, self._said_bytes = self._screen.t_s, 0
        name = f"{number:06}-{max(0, round(self._from_s * 1000)):010}.jsonl.gz"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._file = (self._folder / name).open("xb", buffering=0)
        (self._folder / name).chmod(0o600)
        sync_folder(self._folder)
        self._packer = zlib.compressobj(wbits=_GZIP)

    def _say(self, record: ScreenRecord) -> None:
        line = _encoder.encode(record) + b"\n"
        self._said_bytes += len(line)
        self._put(self._packer.compress(line))

    def _put(self, content: bytes) -> None:
        if self._file is not None and content:
            self._file.write(content)


def screens(folder: Path) -> Iterator[ScreenRecord]:
    """Every record in the order of time; a folder that holds none, or is missing, gives none."""
    for segment in segments(folder):
        yield from records_of(segment)


class Pictures:
    """The records in a folder, read anew whenever they are gone through; false where there are none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[ScreenRecord]:
        return screens(self._folder)

    def __bool__(self) -> bool:
        return bool(segments(self._folder))


def screen_at(folder: Path, t_s: float) -> Screen:
    """The picture at a moment of the session's timeline; an empty one before the first."""
    screen = Screen()
    started = [path for path in segments(folder) if int(path.name[7:17]) <= round(t_s * 1000)]
    for record in records_of(started[-1]) if started else ():
        if record.t_s > t_s:
            break
        screen = screen.after(record)
    return screen


def segments(folder: Path) -> list[Path]:
    """The files in a folder that hold records, in the order of time."""
    try:
        return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except FileNotFoundError:
        return []


def started_s(segment: Path) -> float:
    """When a segment begins, on the session's timeline."""
    return int(segment.name[7:17]) / 1000


def records_of(segment: Path) -> Iterator[ScreenRecord]:
    """What can be read of a segment."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    rest = b""
    try:
        with segment.open("rb") as file:
            while chunk := file.read(1 << 16):
                *lines, rest = (rest + unpacker.decompress(chunk)).split(b"\n")
                for line in lines:
                    yield _decoder.decode(line)
    except (zlib.error, msgspec.DecodeError):
        return
