"""Hidden checks of memory. Sizes are those of the specification: N=256, K=1000, float32, no gradients."""

import torch
from stable_loss import NAME

from proctor.checks.author import Candidate, MemoryFigures, criterion, levels

SAMPLES, CLASSES = 256, 1000
LOGITS_BYTES = 4 * SAMPLES * CLASSES
KEPT_BYTES = 16 * 1024
BUFFER, PEAK = 1.05, 3.3


@criterion("Efficiency")
def test_nothing_is_kept(candidate: Candidate) -> None:
    """Once the result of a training step is dropped, at most 16 KiB of it stay alive."""
    # Few classes: a solution may go through them one by one, which is slow with gradients and allowed.
    kept = figures(candidate, 512, 50, grad=True).retained_bytes
    if kept > KEPT_BYTES:
        raise AssertionError(f"{kept} bytes stay alive after the result of a call is gone; {KEPT_BYTES} may.")


@criterion("Efficiency")
@levels("mid", "senior")
def test_largest_buffer(candidate: Candidate) -> None:
    """No single buffer is above 1.05 times the logits."""
    largest = figures(candidate).largest_bytes
    if largest > BUFFER * LOGITS_BYTES:
        raise AssertionError(
            f"The largest buffer has {largest} bytes, {largest / LOGITS_BYTES:.2f} times the logits; "
            f"{BUFFER} times is the limit."
        )


@criterion("Efficiency")
@levels("mid", "senior")
def test_peak_memory(candidate: Candidate) -> None:
    """What a call allocates is at its peak at most 3.3 times the logits."""
    peak = figures(candidate).peak_bytes
    if peak > PEAK * LOGITS_BYTES:
        raise AssertionError(
            f"The peak is {peak} bytes, {peak / LOGITS_BYTES:.2f} times the logits; {PEAK} times is the limit."
        )


def figures(
    candidate: Candidate, samples: int = SAMPLES, classes: int = CLASSES, *, grad: bool = False
) -> MemoryFigures:
    """Live bytes of one call on a fresh loss, with weights, smoothing and ignored targets."""
    logits = torch.randn(samples, classes, requires_grad=grad)
    target = torch.randint(classes, (samples,))
    target[::7] = -100
    return candidate.probe_memory(
        NAME, 2.0, label_smoothing=0.1, weight=torch.ones(classes), inputs=(logits, target), grad=grad
    )
