"""The seals of a session: reading them, and making the next one. Nothing is ever changed in what was sealed before."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.record.disk import sync_folder
from proctor.record.lines import checked
from proctor.record.proof import proved, sound
from proctor.record.seal import Seal, Why, canonical, digest_of_seal, digest_over
from proctor.record.seal_reading import acknowledged, read_seals, sealed_as, seals_in
from proctor.record.store import SessionFolder
from proctor.record.substance import Substance, substance_of

__all__ = [
    "Seal",
    "Why",
    "digest_of_seal",
    "digest_over",
    "read_seals",
    "seal_now",
    "sealed_as",
    "seals_in",
]


def seal_now(folder: SessionFolder, why: Why, *, redacts: str = "") -> Seal:
    """Seal what the session in `folder` has on disk now, durably; the last seal where nothing has changed since.

    While a host runs, the newest stretch of pictures is left out: it may still be written. Raises: RecordError if it is
    not what was sealed before, or cannot be written.
    """
    try:
        with _locked(folder.seals) as file:
            seals = seals_in(_mended(file, folder.seals.name), folder.seals.name)
            written_now = [_forced(journal) for journal in (folder.events, folder.private)]
            held = substance_of(folder, live=any(written_now))
            for journal in filter(None, (held.public, held.private)):
                sound(journal, whole=False)
            if why != "imported":  # what came in was held to its seals before it was laid out here
                proved(held, seals)
            seal = _seal_of(held, why, seals[-1] if seals else None, redacts)
            return seals[-1] if seals and _covers_the_same(seals[-1], seal) else _appended(file, seal, folder.path)
    except OSError as fault:
        raise RecordError(
            f"cannot write the seal {folder.seals}: {fault.strerror}", hint="check the disk and the path"
        ) from fault


def _seal_of(held: Substance, why: Why, last: Seal | None, redacts: str) -> Seal:
    return Seal(
        number=last.number + 1 if last else 1,
        at_utc=datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        why=why,
        public=held.public.head,
        private=held.private.head if held.private is not None else None,
        refs=held.refs,
        cards=held.cards_now(),
        exercise=digest_over(held.exercise),
        shown=digest_over(held.shown),
        pictures=held.pictures(),
        before=digest_of_seal(last) if last else "",
        redacts=redacts or (last.redacts if last else ""),
    )


def _covers_the_same(last: Seal, seal: Seal) -> bool:
    """Whether they differ in nothing but when and why they were made."""
    told = {"number": 0, "at_utc": "", "why": "finished", "before": ""}
    return replace(last, **told) == replace(seal, **told)


def _appended(file: IO[bytes], seal: Seal, folder: Path) -> Seal:
    file.seek(0, os.SEEK_END)
    file.write(checked(canonical(seal)) + b"\n")
    file.flush()
    os.fsync(file.fileno())
    sync_folder(folder)
    return seal


def _forced(path: Path) -> bool:
    """Have a journal on the disk, for a seal must not outlive what it names; whether somebody writes it now."""
    try:
        with path.open("rb") as file:
            os.fsync(file.fileno())
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise RecordError(f"cannot force {path} to the disk: {fault.strerror}", hint="check the disk") from fault


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """The file, for one process at a time; the lock ends with it."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "r+b") as file:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield file


def _mended(file: IO[bytes], name: str) -> bytes:
    """The whole lines; a last one that a crash cut short was told to nobody, and goes."""
    content = file.read()
    whole = acknowledged(content, name)
    if len(whole) < len(content):
        file.truncate(len(whole))
    return whole
