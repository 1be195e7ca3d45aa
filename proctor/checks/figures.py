"""Figures of probes and of measurements.

Probes are evidence gathered beside the candidate's code, believed only with the right control figures. Measurements
are taken from outside, against a baseline that runs without any of the candidate's code.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from proctor.checks.outcome import Unsure
from proctor.checks.plain import plain_text

CONTROL_BYTES: Final = 4000
"""Size of the control module's input: 1000 values of float32."""
_MEMORY_CONTROL: Final = {
    "peak_bytes": 2 * CONTROL_BYTES,
    "largest_bytes": CONTROL_BYTES,
    "retained_bytes": CONTROL_BYTES,
}
_COMPILE_CONTROL: Final = {"straight": 1, "branching": 0}
_PROFILE_CONTROL: Final = {"multiplied": 1, "added": 1}
MOST_FIGURES: Final = 8
"""More than that of one check are not kept."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def kept(figures: Mapping[str, float]) -> dict[str, float]:
    """What a journal may keep of a check's figures: finite numbers with plain names that end in their unit, a few."""
    sound = {
        name: float(value) for name, value in figures.items() if _NAME.fullmatch(name) and math.isfinite(float(value))
    }
    return dict(list(sound.items())[:MOST_FIGURES])


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """Storages made during a call: bytes alive at the peak, of the largest one, and held after its result is gone."""

    peak_bytes: int
    largest_bytes: int
    retained_bytes: int

    @classmethod
    def checked(cls, figures: Mapping[str, int], control: Mapping[str, int]) -> Self:
        """The figures; `Unsure` when the control module's figures are not what it is known to use."""
        _believe(control, _MEMORY_CONTROL)
        return cls(*_picked(figures, "peak_bytes", "largest_bytes", "retained_bytes"))

    def named(self) -> dict[str, float]:
        """The figures as a journal keeps them."""
        return {
            "peak_bytes": self.peak_bytes,
            "largest_bytes": self.largest_bytes,
            "retained_bytes": self.retained_bytes,
        }


@dataclass(frozen=True, slots=True)
class CompileFigures:
    """Whether `torch.compile(fullgraph=True, backend="eager")` takes the module and gives the same values.

    `note` is the compiler's own first line when it does not.
    """

    compiled: bool
    same: bool
    note: str

    @classmethod
    def checked(cls, figures: Mapping[str, int], control: Mapping[str, int], note: str) -> Self:
        """The figures; `Unsure` when the compiler takes what it cannot take, or refuses what it can."""
        _believe(control, _COMPILE_CONTROL)
        compiled, same = _picked(figures, "compiled", "same")
        return cls(bool(compiled), bool(same), plain_text(note, 500))


@dataclass(frozen=True, slots=True)
class OperationFigures:
    """How often each operation is carried out, by the framework's own name for it: the work, whatever the machine.

    In PyTorch the operations below autograd, without their namespace and overload ("mul"), views among them.
    """

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @classmethod
    def checked(cls, figures: Mapping[str, int], control: Mapping[str, int]) -> Self:
        """The figures; `Unsure` when the control module is not one multiplication and one addition."""
        _believe(control, _PROFILE_CONTROL)
        _picked(figures, *figures)
        return cls({plain_text(name, 80): count for name, count in figures.items()})

    def named(self) -> dict[str, float]:
        """The figures as a journal keeps them."""
        return {"operations": self.total}


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """The work's time over the baseline's: median of the pairs' ratios, and the bounds of its 95 % interval.

    `low` is favourable to the work and `high` is not: `high` compares with the baseline's processor time, which
    nobody can stretch by keeping the machine busy. Times include the transport, `carried_ms`; the ratios do not.
    """

    ratio: float
    low: float
    high: float
    work_ms: float
    baseline_ms: float
    carried_ms: float
    pairs: int
    can_repeat: bool

    def named(self) -> dict[str, float]:
        """The figures as a journal keeps them."""
        return {
            "time_ratio": round(self.ratio, 4),
            "work_ms": round(self.work_ms, 4),
            "baseline_ms": round(self.baseline_ms, 4),
        }


@dataclass(frozen=True, slots=True)
class PeakFigures:
    """Most memory that a process held over what it started with, without what the transport took.

    Includes whatever the work set up before the call: what its file loads, what its construction keeps.
    """

    work_bytes: int
    baseline_bytes: int
    can_repeat: bool = True

    def named(self) -> dict[str, float]:
        """The figures as a journal keeps them."""
        return {"process_peak_bytes": self.work_bytes, "baseline_peak_bytes": self.baseline_bytes}


def _believe(control: Mapping[str, int], known: Mapping[str, int]) -> None:
    if dict(control) != dict(known):
        raise Unsure("The control measurement beside your code gave an impossible figure; a person will look.")


def _picked(figures: Mapping[str, int], *names: str) -> list[int]:
    values = [figures.get(name, -1) for name in names]
    if min(values, default=-1) < 0:
        raise Unsure("The measurement beside your code gave an impossible figure; a person will look.")
    return values
