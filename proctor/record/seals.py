"""The seals of a session: reading them, and making the next one. Nothing is ever changed in what was sealed before."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError, UsageError
from proctor.record.disk import sync_folder
from proctor.record.lines import LineError, checked, unchecked
from proctor.record.proof import proved, sound
from proctor.record.seal import SEALS_VERSION, Seal, Why, canonical, digest_of_seal, digest_over
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

_DIGITS_LEAST: Final = 16
_HINT: Final = "ask for the record again from where it was made; this one was changed or damaged"


def read_seals(path: Path) -> tuple[Seal, ...]:
    """The seals in the file at `path`, oldest first; none without the file. Raises: RecordError if it was changed."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise RecordError(f"cannot read {path}: {fault.strerror}", hint="check who may read it") from fault
    return seals_in(content, path.name)


def seals_in(content: bytes, name: str = "seals.jsonl") -> tuple[Seal, ...]:
    """The seals in `content`, each tied to the one before. Raises: RecordError naming the line."""
    seals: list[Seal] = []
    before = ""
    *lines, rest = content.split(b"\n")
    if rest:
        raise RecordError(f"{name}: its last line, number {len(lines) + 1}, is cut short", hint=_HINT)
    for number, line in enumerate(lines, 1):
        seal = _seal(line, f"{name}: line {number}")
        if (seal.number, seal.before) != (number, before):
            raise RecordError(f"{name}: line {number} does not follow the seal before it", hint=_HINT)
        before = digest_of_seal(seal)
        seals.append(seal)
    return tuple(seals)


def _seal(line: bytes, where: str) -> Seal:
    try:
        body = unchecked(line)
        seal = msgspec.json.decode(body, type=Seal)
    except (LineError, ValueError) as fault:
        raise RecordError(f"{where} is not sound", hint=_HINT) from fault
    if seal.v != SEALS_VERSION:
        raise RecordError(f"{where} has format {seal.v}, and this proctor knows {SEALS_VERSION}", hint="update proctor")
    if canonical(seal) != body:
        raise RecordError(f"{where} is not as a seal is written", hint=_HINT)
    return seal


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
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with suppress(LineError):
            unchecked(content[len(whole) : -1])
            raise RecordError(f"{name}: the end of its last line was changed", hint=_HINT)
        file.truncate(len(whole))
    return whole


def sealed_as(words: str, seals: Iterable[Seal]) -> Seal:
    """The one of `seals` that a person means by (the beginning of) its digest. Raises: UsageError, RecordError."""
    digits = "".join(char for char in words.lower() if char not in " -:\t\n")
    if not _DIGITS_LEAST <= len(digits) <= 2 * sha256().digest_size or set(digits) - set("0123456789abcdef"):
        raise UsageError(
            f"{words!r} is no seal", hint=f"give all its 64 hex digits, or the first {_DIGITS_LEAST} or more"
        )
    for seal in seals:
        if digest_of_seal(seal).startswith(digits):
            return seal
    raise RecordError(
        "it does not have the seal that you hold: it is another record, or it was changed and sealed again",
        hint="ask for the record that was sealed with it",
    )
