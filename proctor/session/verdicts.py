"""What a check can say, and what each word means to a person.

`FAULT` is ours and never held against the candidate; `STALE` and `RUN` are display states, not verdicts.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """The outcome of one check on one snapshot."""

    PASS = "PASS"  # noqa: S105 a verdict, no password
    FAIL = "FAIL"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"
    GONE = "GONE"
    SKIP = "SKIP"
    UNSURE = "UNSURE"
    DEFERRED = "DEFERRED"
    FAULT = "FAULT"


EXPLANATIONS: Final[dict[Verdict, str]] = {
    Verdict.PASS: "The promise held.",
    Verdict.FAIL: "The promise did not hold; the message says where.",
    Verdict.ERROR: "Your code raised an exception that the check did not expect.",
    Verdict.TIMEOUT: "Your code did not answer within the check's time limit.",
    Verdict.GONE: "Your code ended its process, or answered something that is not an answer.",
    Verdict.SKIP: "Not run: another check that it builds on does not hold yet.",
    Verdict.UNSURE: "The measurement was not clear enough to decide; a person will look.",
    Verdict.DEFERRED: "Will be run later, from the record.",
    Verdict.FAULT: "The check itself broke. This is ours and does not count against you.",
}

AGAINST: Final = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT, Verdict.GONE})
"""Verdicts that count against the work when the check is required."""

UNDECIDED: Final = frozenset({Verdict.FAULT, Verdict.DEFERRED})
"""Verdicts that leave the question open when the check is required."""


def all_hold(parts: Iterable[bool | None]) -> bool | None:
    """Whether a whole passes whose parts do, do not, or are open."""
    found = set(parts)
    return False if False in found else None if None in found else True


def passes(required: Iterable[Verdict | None]) -> bool | None:
    """Whether work passes whose required checks said this; None while one of them is open (no verdict stands as None).

    UNSURE and SKIP fail nobody: a person looks at the one, and what the other builds on speaks for itself.
    """
    verdicts = set(required)
    if verdicts & AGAINST:
        return False
    return None if None in verdicts or verdicts & UNDECIDED else True
