"""How a seal is shown: a number that a person can write down, compare, and give back."""

from typing import Final

from proctor.session.plain_text import shown_line

_SHORT: Final = 16
_GROUP: Final = 4
_LONG_GROUP: Final = 8
_DIGITS: Final = frozenset("0123456789abcdef")


def short_seal(digest: str) -> str:
    """`1a2b-3c4d-5e6f-7a8b`: enough to tell two records apart, and short enough to read aloud."""
    return _grouped(digest[:_SHORT], _GROUP, "-")


def long_seal(digest: str) -> str:
    """All of it, in groups of eight."""
    return _grouped(digest, _LONG_GROUP, " ")


def seal_line(digest: str) -> str:
    """What a person keeps so that nobody can change the record unnoticed; empty where nothing is sealed."""
    return f"Seal: {short_seal(digest)} (write it down: it tells this record from a changed one)" if digest else ""


def _grouped(digest: str, length: int, between: str) -> str:
    if not _DIGITS.issuperset(digest):
        return shown_line(digest)
    return between.join(digest[at : at + length] for at in range(0, len(digest), length))
