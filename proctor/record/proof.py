"""Holding what is there to its seals: every difference is refused, with the place where it is.

What was left out on purpose (an exported file without the private part) cannot be held to anything, and is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from proctor.errors import RecordError
from proctor.record.seal import Seal, digest_over
from proctor.record.substance import Journaled, Substance
from proctor.session.plain_text import shown_line

CHANGED: Final = "ask for the record again from where it was made; this one was changed or damaged"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an exported file does not hold; a session's folder lacks nothing."""

    private: bool = False
    exercise: bool = False
    pictures: bool = False

    def of(self, seal: Seal) -> tuple[str, ...]:
        """The parts that a seal covers, and that cannot be verified."""
        parts = {
            "the private journal": self.private and seal.private is not None,
            "the exercise": self.exercise and bool(seal.exercise),
            "the private part of the exercise": not self.exercise and self.private and seal.exercise != seal.shown,
            "score cards": self.private and bool(seal.cards),
            "the terminal's pictures": self.pictures and bool(seal.pictures.length),
        }
        return tuple(name for name, lacking in parts.items() if lacking)


WHOLE: Final = LeftOut()


@dataclass(frozen=True, slots=True)
class Proof:
    """The seals that everything agrees with, and what was not there to be verified."""

    seals: tuple[Seal, ...]
    left_out: tuple[str, ...] = field(default=())
    unsealed: int = 0
    """Lines of the shared journal behind the last seal."""

    @property
    def words(self) -> str:
        """What was verified, as a person reads it."""
        if not self.seals:
            return "no seal: the chain of the journal is whole, and nothing proves that it is the one that was written"
        count = len(self.seals)
        parts = [f"sealed, {count} seal{'s' if count > 1 else ''}, everything agrees"]
        if self.left_out:
            parts.append(f"not here and so not verified: {', '.join(self.left_out)}")
        if self.seals[-1].redacts:
            parts.append("redacted: made from another record, whose seal it names")
        if any(seal.why == "imported" for seal in self.seals):
            parts.append("imported: what the sender kept private, and the exercise, are as they came to be here")
        if self.unsealed:
            parts.append(f"{self.unsealed} later line{'s' if self.unsealed > 1 else ''} not sealed yet")
        return "; ".join(parts)


def sound(journal: Journaled, *, whole: bool = True) -> None:
    """Refuse a journal with a damaged line, or (`whole`) with one that was cut short. Raises: RecordError."""
    reading = journal.reading
    if reading.problem:
        raise RecordError(f"{journal.name} is damaged: {reading.problem}", hint=CHANGED)
    if whole and reading.torn_bytes:
        line = reading.mark.seq + 1
        raise RecordError(f"{journal.name} is damaged: line {line} is cut short", hint=CHANGED)


def proved(held: Substance, seals: Sequence[Seal], left_out: LeftOut = WHOLE) -> Proof:
    """Hold what is there to `seals`. Raises: RecordError naming the seal and the part that differs."""
    arrived = max((at for at, seal in enumerate(seals) if seal.why == "imported"), default=0)
    for at, seal in enumerate(seals):
        _journal(held.public, seal.public.seq, seal.public.line_hash, seal.number)
        if at < arrived:
            continue
        if not left_out.exercise:
            _exercise(held, seal, whole=not left_out.private)
        if not left_out.pictures:
            _pictures(held, seal)
        if not left_out.private:
            _private(held, seal)
    if seals:
        _refs(held, seals[-1])
    unsealed = held.public.reading.mark.seq - seals[-1].public.seq if seals else 0
    return Proof(tuple(seals), left_out.of(seals[-1]) if seals else (), unsealed)


def _journal(journal: Journaled, seq: int, line_hash: str, number: int) -> None:
    found = journal.hash_at(seq)
    if found is None:
        last = journal.reading.mark.seq
        raise RecordError(f"{journal.name} ends at line {last}, and seal {number} covers {seq} lines", hint=CHANGED)
    if found != line_hash:
        raise RecordError(f"{journal.name}: up to line {seq} it is not what seal {number} covers", hint=CHANGED)


def _exercise(held: Substance, seal: Seal, *, whole: bool) -> None:
    if digest_over(held.shown) != seal.shown or (whole and digest_over(held.exercise) != seal.exercise):
        raise RecordError(f"exercise/ is not the package that seal {seal.number} covers", hint=CHANGED)


def _pictures(held: Substance, seal: Seal) -> None:
    if held.pictures(seal.pictures.length) != seal.pictures:
        raise RecordError(
            f"screen/: its first {seal.pictures.length} files are not those that seal {seal.number} covers",
            hint=CHANGED,
        )


def _private(held: Substance, seal: Seal) -> None:
    if seal.private is not None:
        if held.private is None:
            raise RecordError(f"private.jsonl is gone, and seal {seal.number} covers it", hint=CHANGED)
        _journal(held.private, seal.private.seq, seal.private.line_hash, seal.number)
    for name, digest in seal.cards.items():
        if digest not in held.cards.get(name, ()):
            raise RecordError(f"cards/{shown_line(name)} is not what seal {seal.number} covers", hint=CHANGED)


def _refs(held: Substance, seal: Seal) -> None:
    for name in sorted(held.refs.keys() | seal.refs.keys()):
        found, sealed = held.refs.get(name), seal.refs.get(name)
        if found != sealed:
            raise RecordError(
                f"{shown_line(name)} is {_commit(found)}, and seal {seal.number} says {_commit(sealed)}", hint=CHANGED
            )


def _commit(name: str | None) -> str:
    return f"commit {shown_line(name[:12])}" if name else "nowhere"
