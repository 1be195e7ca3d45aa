"""How lengths of time are written, everywhere."""

import math
import re
from typing import Final

from proctor.errors import UsageError

_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,9})?)\s*"
_LENGTH: Final = re.compile(rf"(?:{_NUMBER}h)?\s*(?:{_NUMBER}(?:min|m|$))?\s*(?:{_NUMBER}s)?", re.ASCII)


def clock_text(seconds: float) -> str:
    """`72:05` or `0:42`: minutes and seconds of a countdown, rounded up so that 0:00 means over."""
    whole = max(0, math.ceil(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def length_text(seconds: float) -> str:
    """`15 min`, `1 min 30 s`, `40 s`: a length of time for a sentence."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def parse_duration_s(text: str) -> float:
    """Seconds of `10` (minutes), `10m`, `90s`, `1h30m`, largest unit first; raises UsageError for anything else."""
    found = _LENGTH.fullmatch(text.strip().lower())
    if found is None or not any(found.groups()):
        raise UsageError(f"{text!r} is not a length of time", hint="write it like 10 (minutes), 90s, 10m or 1h30m")
    hours, minutes, seconds = (float(number or 0) for number in found.groups())
    return hours * 3600.0 + minutes * 60.0 + seconds
