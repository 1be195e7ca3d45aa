"""Who rated: a name is a label, and two spellings of one name are one person."""

import re
import unicodedata
from hashlib import sha256
from typing import Final

_LONGEST: Final = 32
_DIGITS: Final = 6


def rater_key(who: str) -> str:
    """What makes a name the same: letters as they look, whatever their case, and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", who).casefold().split())


def same_rater(one: str, other: str) -> bool:
    """Whether two names mean one person."""
    return rater_key(one) == rater_key(other)


def slug_of(who: str) -> str:
    """A file name for a name: readable, and different for different people by the digits at its end."""
    key = rater_key(who)
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "rater"
    return f"{readable}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"
