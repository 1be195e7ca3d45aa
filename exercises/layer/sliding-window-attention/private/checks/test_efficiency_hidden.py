"""Hidden checks of memory and time. Sizes are those of the specification: B=1, E=64, H=4, W=16, float32, eval."""

import statistics
import time
from collections.abc import Callable

import torch
from dense_window import NAME, Setting, answer
from torch import Tensor
from torch.nn import functional

from proctor.checks.author import Candidate, MemoryFigures, Unsure, criterion, levels

SETTING = Setting(64, 4, 16)
KEPT_BYTES = 16 * 1024
GROWTH = 2.3
TIME_SHARE = 0.8
UNCLEAR = 0.05


@criterion("Efficient")
def test_nothing_is_kept(candidate: Candidate) -> None:
    """Once a result is dropped, at most 16 KiB of its call stay alive."""
    kept = figures(candidate, 512).retained_bytes
    if kept > KEPT_BYTES:
        raise AssertionError(f"{kept} bytes stay alive after the result of a call is gone; {KEPT_BYTES} may.")


@criterion("Efficient")
@levels("mid", "senior")
def test_memory_growth(candidate: Candidate) -> None:
    """Twice the length takes at most 2.3 times the memory: the peak, and the largest buffer."""
    short, long = figures(candidate, 768), figures(candidate, 1536)
    growths = {
        "the peak of live bytes": long.peak_bytes / max(1, short.peak_bytes),
        "the largest buffer": long.largest_bytes / max(1, short.largest_bytes),
    }
    for name, growth in growths.items():
        if growth > GROWTH:
            raise AssertionError(f"From T=768 to T=1536 {name} grows {growth:.2f} times; {GROWTH} times is the limit.")


@criterion("Efficient")
@levels("senior")
def test_largest_buffer(candidate: Candidate) -> None:
    """At T=1536 no single buffer exceeds 16 * (H*T*(2*W+1) + T*E) bytes."""
    length = 1536
    limit = 16 * (SETTING.heads * length * (2 * SETTING.window + 1) + length * SETTING.embed_dim)
    largest = figures(candidate, length).largest_bytes
    if largest > limit:
        raise AssertionError(f"At T={length} the largest buffer has {largest} bytes; the limit is {limit}.")


@criterion("Efficient")
@levels("mid", "senior")
def test_speed(candidate: Candidate) -> None:
    """At T=1024 the layer takes at most 0.8 of the time of a dense masked softmax."""
    module = SETTING.build(candidate, dtype=torch.float32).eval()
    state = {name: value.detach().clone() for name, value in module.state_dict().items()}
    inputs = [torch.randn(1, 1024, 64) for _ in range(8)]
    ratios = []
    with torch.no_grad():
        for x in inputs:
            own = seconds(lambda x=x: answer(module, x))
            ratios.append(own / seconds(lambda x=x: dense(state, x)))
    ratio = statistics.median(ratios[1:])
    if abs(ratio - TIME_SHARE) < UNCLEAR:
        raise Unsure(f"The layer took {ratio:.2f} of the dense time, too close to the limit of {TIME_SHARE} to decide.")
    if ratio > TIME_SHARE:
        raise AssertionError(f"The layer took {ratio:.2f} of the time of a dense softmax; {TIME_SHARE} is the limit.")


def figures(candidate: Candidate, length: int) -> MemoryFigures:
    """Live bytes of one call on a fresh layer."""
    x = torch.randn(1, length, SETTING.embed_dim)
    return candidate.probe_memory(NAME, SETTING.embed_dim, SETTING.heads, SETTING.window, inputs=(x,))


def dense(state: dict[str, Tensor], x: Tensor) -> Tensor:
    """The layer as a plain T x T masked softmax in the dtype of x."""
    query, key, value = (
        functional.linear(x, state[f"{name}.weight"], state[f"{name}.bias"]).unflatten(-1, (4, 16)).transpose(1, 2)
        for name in ("q_proj", "k_proj", "v_proj")
    )
    place = torch.arange(x.shape[1]) - torch.arange(x.shape[1]).unsqueeze(1)
    scores = query @ key.transpose(-1, -2) / 4 + state["rel_bias"][:, (place + 16).clamp(0, 32)]
    weights = scores.masked_fill(place.abs() > SETTING.window, float("-inf")).softmax(-1)
    mixed = (weights @ value).transpose(1, 2).flatten(2)
    return functional.linear(mixed, state["out_proj.weight"], state["out_proj.bias"])


def seconds(call: Callable[[], object]) -> float:
    """How long the call takes on the wall."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
