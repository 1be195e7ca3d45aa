"""What is left of a session that was deleted: a line that says so, without a name and without a word of its people."""

import fcntl
import os
from pathlib import Path
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.record.disk import sync_folder

RECEIPTS: Final = "receipts.jsonl"
_encoder: Final = msgspec.json.Encoder()


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """One deletion: what it was, how much went, and who did it when. `seal` is the digest of its last seal."""

    at_utc: str
    session: str
    exercise: str
    level: str
    seal: str
    saves: int
    cards: int
    events: int
    private_events: int
    files: int
    bytes: int
    by: str
    reason: str
    live: bool = False
    """It was not over, or nobody could tell."""


def add_receipt(root: Path, receipt: Receipt) -> None:
    """Write a receipt below the others of `root`, on disk when this returns; the same one again changes nothing.

    Raises: RecordError.
    """
    path = root / RECEIPTS
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "r+b") as file:
            fcntl.flock(fd, fcntl.LOCK_EX)
            content = file.read()
            line = _encoder.encode(receipt)
            if line in content.splitlines():
                return
            # A line that a crash cut short stays as it is, and gets its end.
            file.write((b"\n" if content and not content.endswith(b"\n") else b"") + line + b"\n")
            file.flush()
            os.fsync(fd)
        sync_folder(root)
    except OSError as fault:
        raise RecordError(f"cannot write {path}: {fault.strerror}", hint="check the disk and the path") from fault


def read_receipts(root: Path) -> tuple[Receipt, ...]:
    """The receipts in `root`, oldest first; lines that are none are passed over. Raises: RecordError."""
    path = root / RECEIPTS
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise RecordError(f"cannot read {path}: {fault.strerror}", hint="check who may read it") from fault
    return tuple(receipt for line in lines if (receipt := _receipt(line)) is not None)


def _receipt(line: bytes) -> Receipt | None:
    try:
        return msgspec.json.decode(line, type=Receipt)
    except msgspec.DecodeError:
        return None
