"""Comparisons of measurements: repeated before anything is held against the work, and never a verdict out of noise."""

from collections.abc import Callable
from typing import Final

from proctor.checks.figures import PeakFigures, TimeFigures
from proctor.checks.outcome import Unsure

ROUNDS: Final = 3
_PEAK_ROUNDS: Final = 2
_PEAK_NOISE_BYTES: Final = 2 << 20
_PEAK_SEEN_BYTES: Final = 8 << 20
_PEAK_NOISE_SHARE: Final = 0.1


def expect_not_slower(measure: Callable[[], TimeFigures], *, factor: float, what: str) -> TimeFigures:
    """Fail if the work takes more than `factor` times the baseline's time in three measurements in a row.

    `measure` is called again for each of them: `lambda: candidate.measure_time(...)`.
    Raises: Unsure when the figures are too noisy or too close to `factor` to say.
    """
    slow_rounds = 0
    for _ in range(ROUNDS):
        figures = measure()
        if figures.high <= factor:
            return figures
        slow_rounds += figures.low > factor
        if not figures.can_repeat:
            break
    if slow_rounds == ROUNDS:
        raise AssertionError(
            f"{what}: takes {figures.ratio:.2f} times as long as the baseline ({figures.work_ms:.2f} ms and "
            f"{figures.baseline_ms:.2f} ms, {figures.carried_ms:.2f} ms of each for the transport), "
            f"but at most {factor:g} times is promised. Measured {ROUNDS} times with new inputs."
        )
    raise Unsure(
        f"{what}: {figures.ratio:.2f} times the baseline's time, between {figures.low:.2f} and {figures.high:.2f}, "
        f"is too close to the limit of {factor:g} or too noisy to decide; a person will look."
    )


def expect_no_more_memory(measure: Callable[[], PeakFigures], *, factor: float, what: str) -> PeakFigures:
    """Fail if the work's peak is above `factor` times the baseline's in two measurements in a row.

    `measure` is called again for the second: `lambda: candidate.measure_peak(...)`.
    Raises: Unsure when the baseline takes too little to be seen, the figures are too close to `factor` to say, or no
        time is left to look again.
    """
    for number in range(1, _PEAK_ROUNDS + 1):
        figures = measure()
        if figures.baseline_bytes < _PEAK_SEEN_BYTES:
            raise Unsure(
                f"{what}: the baseline takes {figures.baseline_bytes / 1e6:.1f} MB, too little to compare from "
                "outside; a person will look."
            )
        allowed_bytes = factor * figures.baseline_bytes
        if figures.work_bytes <= allowed_bytes:
            return figures
        if figures.work_bytes <= allowed_bytes * (1 + _PEAK_NOISE_SHARE) + _PEAK_NOISE_BYTES:
            raise Unsure(
                f"{what}: {figures.work_bytes / 1e6:.1f} MB is too close to the {allowed_bytes / 1e6:.1f} MB that "
                "are promised; a person will look."
            )
        if number < _PEAK_ROUNDS and not figures.can_repeat:
            raise Unsure(f"{what}: no time was left to measure its memory twice; a person will look.")
    raise AssertionError(
        f"{what}: takes {figures.work_bytes / 1e6:.1f} MB at its peak where the baseline takes "
        f"{figures.baseline_bytes / 1e6:.1f} MB, but at most {factor:g} times that is promised."
    )
