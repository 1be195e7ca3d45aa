"""A content under a passphrase: scrypt makes the key, ChaCha20-Poly1305 encrypts, and the label is authenticated too.

A sealed file is one line that says what it is, one line of JSON (the label), the encrypted content, and a SHA-256 of
all before it. The checksum is no secret's business: it lets a damaged download be told from a wrong passphrase.
"""

import hashlib
import secrets
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from proctor.catalog.part import EXERCISE_NAME
from proctor.errors import EnvironmentFault, PackageError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

COST_LOG2: Final = 17
"""scrypt's N as a power of two: 128 MiB and about half a second for every guess."""
PASSPHRASE_LETTERS_MIN: Final = 12
_COSTS_TAKEN: Final = range(10, 21)
_BLOCK_SIZE: Final = 8
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_SUM_BYTES: Final = 32
_MAGIC: Final = b"proctor sealed part 1\n"
_DAMAGED: Final = "get the file again from whoever made it"


class Label(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be read without the passphrase: which exercise, and which candidate part it belongs to."""

    exercise: str
    package_digest: str
    candidate_digest: str
    cost_log2: int = COST_LOG2
    salt: str = ""
    nonce: str = ""
    cipher: Literal["scrypt, chacha20-poly1305"] = "scrypt, chacha20-poly1305"


class Sealed(msgspec.Struct, frozen=True):
    """A sealed file that is whole: its label, and what the passphrase opens."""

    label: Label
    head: bytes
    body: bytes


def seal(content: bytes, label: Label, passphrase: str) -> bytes:
    """A sealed file of `content`. UsageError if the passphrase is too short to keep guessers out."""
    if len(passphrase) < PASSPHRASE_LETTERS_MIN:
        raise UsageError(
            f"the passphrase has fewer than {PASSPHRASE_LETTERS_MIN} letters",
            hint="take several words, since whoever has the file can try passphrases without end",
        )
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    label = msgspec.structs.replace(label, salt=salt.hex(), nonce=nonce.hex())
    head = _MAGIC + msgspec.json.encode(label, order="sorted") + b"\n"
    whole = head + _cipher(_key(passphrase, label)).encrypt(nonce, content, head)
    return whole + hashlib.sha256(whole).digest()


def read_sealed(file: bytes, name: str) -> Sealed:
    """The parts of a sealed file; PackageError, naming it `name`, if it is none or was damaged."""
    if not file.startswith(_MAGIC):
        raise PackageError(f"{name} is no sealed company part", hint="give the file that ends in -company.sealed")
    whole, checksum = file[:-_SUM_BYTES], file[-_SUM_BYTES:]
    end = whole.find(b"\n", len(_MAGIC)) + 1
    if hashlib.sha256(whole).digest() != checksum or not end:
        raise PackageError(f"{name} was damaged on its way", hint=_DAMAGED)
    try:
        label = msgspec.json.decode(whole[len(_MAGIC) : end], type=Label)
        sizes = len(bytes.fromhex(label.salt)), len(bytes.fromhex(label.nonce))
    except (msgspec.DecodeError, ValueError) as error:
        raise PackageError(f"{name}: its label cannot be read: {error}", hint=_DAMAGED) from error
    if label.cost_log2 not in _COSTS_TAKEN or sizes != (_SALT_BYTES, _NONCE_BYTES):
        raise PackageError(f"{name}: its label names an encryption that is not taken", hint=_DAMAGED)
    if not EXERCISE_NAME.fullmatch(label.exercise):
        raise PackageError(f"{name}: its label names no exercise", hint=_DAMAGED)
    return Sealed(label, whole[:end], whole[end:])


def opened(sealed: Sealed, passphrase: str) -> bytes:
    """The content of a sealed file. UsageError if the passphrase does not fit, which a forged file looks like too."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 only sealing and opening need it

    try:
        key = _key(passphrase, sealed.label)
        return _cipher(key).decrypt(bytes.fromhex(sealed.label.nonce), sealed.body, sealed.head)
    except InvalidTag:
        raise UsageError(
            "the passphrase does not open this file",
            hint="check the spelling; if it is right, the file was changed on purpose: ask whoever made it",
        ) from None


def _key(passphrase: str, label: Label) -> bytes:
    cost = 1 << label.cost_log2
    try:
        return hashlib.scrypt(
            unicodedata.normalize("NFC", passphrase).encode(),
            salt=bytes.fromhex(label.salt),
            n=cost,
            r=_BLOCK_SIZE,
            p=1,
            maxmem=256 * _BLOCK_SIZE * cost,
            dklen=_KEY_BYTES,
        )
    except (MemoryError, ValueError) as error:
        needed_mib = 128 * _BLOCK_SIZE * cost >> 20
        raise EnvironmentFault(
            f"making the key takes {needed_mib} MiB of memory, and it could not be had", hint="close other programs"
        ) from error


def _cipher(key: bytes) -> "ChaCha20Poly1305":
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 as above

    return ChaCha20Poly1305(key)
