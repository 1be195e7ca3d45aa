"""Reading seals: each line whole and tied to the one before, and the one that a person holds found among them."""

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from proctor.errors import RecordError, UsageError
from proctor.record.lines import LineError, unchecked
from proctor.record.proof import CHANGED
from proctor.record.seal import SEALS_VERSION, Seal, canonical, digest_of_seal

_DIGITS_LEAST: Final = 16


def read_seals(path: Path, *, whole: bool = True) -> tuple[Seal, ...]:
    """The seals in the file at `path`, oldest first; none without the file. Raises: RecordError if it was changed.

    With `whole=False` a last line that a crash cut short is passed over, as the next seal will do.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise RecordError(f"cannot read {path}: {fault.strerror}", hint="check who may read it") from fault
    return seals_in(content if whole else acknowledged(content, path.name), path.name)


def acknowledged(content: bytes, name: str) -> bytes:
    """The whole lines of `content`; what a crash left of another one was told to nobody.

    Raises: RecordError if that last line is whole but for its end: then somebody was told of it.
    """
    lines = content[: content.rfind(b"\n") + 1]
    with suppress(LineError):
        unchecked(content[len(lines) : -1])
        raise RecordError(f"{name}: the end of its last line was changed", hint=CHANGED)
    return lines


def seals_in(content: bytes, name: str = "seals.jsonl") -> tuple[Seal, ...]:
    """The seals in `content`, each tied to the one before. Raises: RecordError naming the line."""
    seals: list[Seal] = []
    before = ""
    *lines, rest = content.split(b"\n")
    if rest:
        raise RecordError(f"{name}: its last line, number {len(lines) + 1}, is cut short", hint=CHANGED)
    for number, line in enumerate(lines, 1):
        seal = _seal(line, f"{name}: line {number}")
        if (seal.number, seal.before) != (number, before):
            raise RecordError(f"{name}: line {number} does not follow the seal before it", hint=CHANGED)
        before = digest_of_seal(seal)
        seals.append(seal)
    return tuple(seals)


def _seal(line: bytes, where: str) -> Seal:
    try:
        body = unchecked(line)
        seal = msgspec.json.decode(body, type=Seal)
    except (LineError, ValueError) as fault:
        raise RecordError(f"{where} is not sound", hint=CHANGED) from fault
    if seal.v != SEALS_VERSION:
        raise RecordError(f"{where} has format {seal.v}, and this proctor knows {SEALS_VERSION}", hint="update proctor")
    if canonical(seal) != body:
        raise RecordError(f"{where} is not as a seal is written", hint=CHANGED)
    return seal


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
