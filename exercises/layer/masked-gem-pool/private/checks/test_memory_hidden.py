"""Hidden checks of memory: the largest buffer and the peak of a call, and what stays alive after it."""

import torch
from log_domain import NAME

from proctor.checks.author import Candidate, criterion, levels

KEPT_BYTES = 16 * 1024
LARGEST = 1.1
PEAK = 6.5


@criterion("Efficiency")
def test_nothing_is_kept(candidate: Candidate) -> None:
    """Once the result of a training step is dropped, at most 16 KiB of the call stay alive."""
    # A mask of 20 kB: kept for later, it is more than any table.
    x, padding = torch.rand(200, 100, 4), torch.rand(200, 100) < 0.3
    figures = candidate.probe_memory(NAME, 4, inputs=(x, padding), grad=True)
    if figures.retained_bytes > KEPT_BYTES:
        kept = figures.retained_bytes
        raise AssertionError(f"{kept} bytes stay alive after the result of a call is gone; {KEPT_BYTES} may.")


@criterion("Efficiency")
@levels("mid", "senior")
def test_memory(candidate: Candidate) -> None:
    """Without gradients no buffer is larger than 1.1 times the input, and the peak is at most 6.5 times the input."""
    x, padding = torch.rand(4, 256, 64), torch.rand(4, 256) < 0.3
    size = x.numel() * x.element_size()
    for inputs, words in (((x,), "without a mask"), ((x, padding), "with a mask")):
        figures = candidate.probe_memory(NAME, 64, inputs=inputs)
        for name, found, factor in (
            ("The largest buffer", figures.largest_bytes, LARGEST),
            ("The peak of live bytes", figures.peak_bytes, PEAK),
        ):
            if found > factor * size:
                raise AssertionError(
                    f"{name} of a call {words} has {found / size:.2f} times the bytes of x, (4, 256, 64) in float32; "
                    f"{factor:g} times is the limit."
                )
