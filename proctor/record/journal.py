"""Writing a journal: one writer, and what `append` has returned is on disk.

The lock is `flock` on the journal itself, so it ends with its process however that ends.
"""

import contextlib
import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from proctor.errors import RecordError
from proctor.record.disk import Disk, sync_folder
from proctor.record.lines import compact_json, encode_line, line_hash
from proctor.record.lock_holder import lock_holder
from proctor.record.reading import START, Mark, verify
from proctor.session.envelope import ENVELOPE_VERSION, Envelope


class Head(NamedTuple):
    """The last line's number and SHA-256 (0 and zeros when the journal is empty)."""

    seq: int
    line_hash: str


class Journal:
    """The one writer of the journal at `path`; make it with `create` or `open`, end it with `close`.

    `torn_bytes` says how many bytes of an unfinished last line `open` has cut off. After a failed sync the journal
    is `failed`: nobody knows what the device holds, so it takes no more events; open it again to go on.
    """

    def __init__(self, path: Path, fd: int, mark: Mark, *, torn_bytes: int = 0, disk: Disk | None = None) -> None:
        self.path = path
        self.torn_bytes = torn_bytes
        self.failed = False
        self._fd = fd
        self._mark = mark
        self._disk = disk or Disk()

    @classmethod
    def create(cls, path: Path, *, disk: Disk | None = None) -> Self:
        """Make an empty journal, durably.

        Raises: RecordError if it exists already or the folder cannot be written.
        """
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            raise RecordError(f"there is already a journal at {path}", hint="Open it instead.") from None
        except OSError as fault:
            raise _cannot("create", path, fault) from fault
        _lock(fd, path)
        try:
            sync_folder(path.parent)
        except OSError as fault:
            os.close(fd)
            raise _cannot("create", path, fault) from fault
        return cls(path, fd, START, disk=disk)

    @classmethod
    def open(cls, path: Path, *, disk: Disk | None = None) -> Self:
        """Go on with an existing journal: take its lock, verify all of it, cut off an unfinished last line.

        Raises: RecordError if another process writes it, or a line that must be whole is damaged.
        """
        try:
            fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as fault:
            raise _cannot("open", path, fault) from fault
        _lock(fd, path)
        try:
            return cls._resume(path, fd, disk or Disk())
        except BaseException:
            os.close(fd)
            raise

    @classmethod
    def _resume(cls, path: Path, fd: int, disk: Disk) -> Self:
        with os.fdopen(os.dup(fd), "rb") as file:
            reading = verify(file.read())
        if reading.problem is not None:
            raise RecordError(
                f"the journal {path} cannot be continued: {reading.problem}",
                hint="Keep the file as it is; its good part can still be read and replayed.",
            )
        if reading.torn_bytes:
            try:
                disk.truncate(fd, reading.mark.offset)
                disk.sync(fd)
            except OSError as fault:
                raise _cannot("repair", path, fault) from fault
        return cls(path, fd, reading.mark, torn_bytes=reading.torn_bytes, disk=disk)

    def append(  # noqa: PLR0913 - an envelope has these fields, and each is named at the call
        self,
        kind: str,
        data: object,
        *,
        by: str,
        at_utc: str,
        boot_ns: int,
        after: int | None = None,
        who: str = "",
        durable: bool = True,
    ) -> Envelope:
        """Write one event and return it as it now stands on disk.

        `data` is JSON bytes or anything msgspec can encode. With `durable=False` the bytes are handed to the system
        but not forced to the device; the next durable event takes them along.

        Raises: RecordError if it could not be written; the journal then ends where it ended before.
        """
        self._refuse_if_failed()
        envelope = Envelope(
            v=ENVELOPE_VERSION,
            seq=self._mark.seq + 1,
            at_utc=at_utc,
            boot_ns=boot_ns,
            by=by,
            kind=kind,
            data=compact_json(data),
            prev=self._mark.line_hash,
            after=after,
            who=who,
        )
        line = encode_line(envelope)
        self._write(line + b"\n", durable=durable)
        self._mark = Mark(self._mark.offset + len(line) + 1, envelope.seq, line_hash(line))
        return envelope

    def heads(self) -> Head:
        """Return the last line's number and hash."""
        return Head(self._mark.seq, self._mark.line_hash)

    def close(self) -> None:
        """Force everything to the device and give the lock up; calling it twice is fine."""
        if self._fd < 0:
            return
        with contextlib.suppress(OSError):
            self._disk.sync(self._fd)
        os.close(self._fd)
        self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_if_failed(self) -> None:
        if self._fd < 0:
            raise RecordError(f"the journal {self.path} is closed", hint="Open it again.")
        if self.failed:
            raise RecordError(
                f"the journal {self.path} takes no more events: an earlier write could not be confirmed",
                hint="End the host, check the disk, and join the session again.",
            )

    def _write(self, content: bytes, *, durable: bool) -> None:
        try:
            self._disk.write_at(self._fd, content, self._mark.offset)
        except OSError as fault:
            self._cut_back()
            raise _cannot("write", self.path, fault) from fault
        if not durable:
            return
        try:
            self._disk.sync(self._fd)
        except OSError as fault:
            # The system may drop the pages that it failed to write: a second sync would succeed and prove nothing.
            self._cut_back()
            self.failed = True
            raise _cannot("confirm the last event of", self.path, fault) from fault

    def _cut_back(self) -> None:
        try:
            self._disk.truncate(self._fd, self._mark.offset)
        except OSError:
            self.failed = True


def _lock(fd: int, path: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        holder = lock_holder(fd)
        os.close(fd)
        if fault.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            raise _cannot("lock", path, fault) from fault
        who = f"process {holder}" if holder else "another process"
        raise RecordError(
            f"{who} is writing the journal {path}", hint="Join the session that is running, or end that process."
        ) from None


def _cannot(act: str, path: Path, fault: OSError) -> RecordError:
    hint = "Free some space on its disk." if fault.errno == errno.ENOSPC else "Check the disk and the permissions."
    return RecordError(f"cannot {act} the journal {path}: {fault.strerror or fault}", hint=hint)
