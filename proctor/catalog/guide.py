"""The feedback a package gives by itself in practice: one strength, one improvement, chosen by what the checks showed.

The first entry whose conditions hold is taken, so authors order them from the most to the least particular.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError
from proctor.session.verdicts import AGAINST, Verdict


class Entry(Strict, frozen=True, kw_only=True):
    """A piece of feedback: it fits when all of `when_pass` passed and at least one of `when_fail` did not hold."""

    text: str
    when_pass: tuple[str, ...] = ()
    when_fail: tuple[str, ...] = ()

    def fits(self, verdicts: Mapping[str, Verdict]) -> bool:
        """Whether this entry speaks about work with these verdicts."""
        passed = all(verdicts.get(check) is Verdict.PASS for check in self.when_pass)
        failed = not self.when_fail or any(verdicts.get(check) in AGAINST for check in self.when_fail)
        return passed and failed


class Samples(NamedTuple):
    """How feedback may sound: every text once, in the author's order."""

    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()


class Guide(Strict, frozen=True, kw_only=True):
    """All entries of `private/feedback.toml`; the last of each list has no conditions."""

    strength: tuple[Entry, ...]
    improvement: tuple[Entry, ...]

    def choose(self, verdicts: Mapping[str, Verdict]) -> tuple[str, str]:
        """The strength and the improvement for work with these verdicts."""
        return _first(self.strength, verdicts), _first(self.improvement, verdicts)

    def samples(self) -> Samples:
        """All its texts, for a person who looks for words."""
        return Samples(tuple(entry.text for entry in self.strength), tuple(entry.text for entry in self.improvement))


def read_guide(path: Path, checks: set[str]) -> Guide:
    """The guide in `path`; raises PackageError if it is missing, malformed or names a check that does not exist."""
    guide = read_strict(path, Guide, why="this exercise has no feedback of its own")
    for key, entries in (("strength", guide.strength), ("improvement", guide.improvement)):
        _sound(path, key, entries, checks)
    return guide


def _first(entries: tuple[Entry, ...], verdicts: Mapping[str, Verdict]) -> str:
    return next(entry.text for entry in entries if entry.fits(verdicts))


def _sound(path: Path, key: str, entries: tuple[Entry, ...], checks: set[str]) -> None:
    for number, entry in enumerate(entries, 1):
        place = f"{path}: {key} #{number}"
        if not entry.text.strip():
            raise PackageError(f"{place}.text: expected a text", hint="say it as you would in person")
        for check in (*entry.when_pass, *entry.when_fail):
            if check not in checks:
                raise PackageError(
                    f"{place}: no check is called {check!r}", hint=f"one of: {', '.join(sorted(checks))}"
                )
    if [bool(entry.when_pass or entry.when_fail) for entry in entries] != [True] * (len(entries) - 1) + [False]:
        raise PackageError(
            f"{path}: {key}: expected a last entry, and no other, without conditions",
            hint="the last one is what is said when nothing else fits",
        )
