"""What a benchmark finds: samples of one quantity, their spread, and the target they are held against. Pure."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Statistic(StrEnum):
    """Which number of a series a target speaks of."""

    MEDIAN = "median"
    MEAN = "mean"
    P99 = "p99"


@dataclass(frozen=True)
class Target:
    """A bound on one statistic of a series, in the series' unit."""

    statistic: Statistic
    bound: float
    at_most: bool = True

    def met(self, value: float) -> bool:
        """Whether `value` keeps the bound."""
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True)
class Figure:
    """One quantity: its name, its unit, every sample in the order they were taken, and what is asked of it."""

    name: str
    unit: str
    samples: tuple[float, ...]
    target: Target | None = None

    def __post_init__(self) -> None:
        if not self.samples:
            raise ValueError(f"no samples of {self.name}")

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target."""
        return None if self.target is None else self.target.met(self.value(self.target.statistic))

    def value(self, statistic: Statistic) -> float:
        """The statistic of these samples."""
        if statistic is Statistic.MEDIAN:
            return statistics.median(self.samples)
        if statistic is Statistic.MEAN:
            return statistics.fmean(self.samples)
        return self.percentile(99)

    def percentile(self, percent: float) -> float:
        """The smallest sample that at least `percent` of the samples do not exceed (nearest rank)."""
        ranked = sorted(self.samples)
        return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def at_most(bound: float, statistic: Statistic = Statistic.MEDIAN) -> Target:
    """A bound from above."""
    return Target(statistic, bound)


def at_least(bound: float, statistic: Statistic = Statistic.MEDIAN) -> Target:
    """A bound from below."""
    return Target(statistic, bound, at_most=False)


def milliseconds(spans_ns: Iterable[int]) -> tuple[float, ...]:
    """Spans in nanoseconds as samples in milliseconds."""
    return tuple(span_ns / 1e6 for span_ns in spans_ns)
