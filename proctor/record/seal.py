"""A seal: what a finished session's record was at one moment, in one number that can be kept somewhere else.

It names the last lines of both journals, the commits, the exercise, the pictures and the score cards by their SHA-256,
and the seal before it. What is appended later does not break it; what is changed or taken away does.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec

from proctor.record.journal import Head

SEALS_VERSION: Final = 1
Why = Literal["finished", "scored", "exported", "redacted", "imported"]


class Row(NamedTuple):
    """Files in the order in which they came to be: how many, and one digest over their names and contents."""

    length: int
    digest: str


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `seals.jsonl`. `private` is None where there is no private journal."""

    v: int = SEALS_VERSION
    number: int
    at_utc: str
    why: Why
    public: Head
    private: Head | None
    refs: dict[str, str]
    """Full name in the repository to commit: the work, what was saved late, the tags."""
    cards: dict[str, str]
    """Score card's file name to SHA-256."""
    exercise: str
    """Over all files of the package as it was used; empty where the session has none."""
    shown: str
    """Over those of its files that a candidate may see."""
    pictures: Row
    """Of the terminal, as far as nobody writes them any more."""
    before: str = ""
    """The digest of the seal before this one."""
    redacts: str = ""
    """The digest of the last seal of the record that this one was made from."""


def digest_of_seal(seal: Seal) -> str:
    """SHA-256 over the seal as canonical JSON, in 64 hex digits."""
    return sha256(canonical(seal)).hexdigest()


def digest_over(digests: Mapping[str, str]) -> str:
    """One digest for files by name; empty for none."""
    return sha256(msgspec.json.encode(digests, order="sorted")).hexdigest() if digests else ""


def canonical(seal: Seal) -> bytes:
    """The seal as it is written and counted."""
    return msgspec.json.encode(seal, order="sorted")
