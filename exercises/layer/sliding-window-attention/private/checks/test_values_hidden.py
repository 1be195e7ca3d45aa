"""Hidden checks of values: masks, lengths, repeated calls, content of padding, locality, samples, strides."""

import math

import torch
from dense_window import Setting, answer, expect_result, outcome
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_exact,
    expect_inputs_untouched,
    expect_tensor,
)

LARGEST = torch.finfo(torch.float64).max


@criterion("Correctness")
def test_masks(candidate: Candidate) -> None:
    """Any mask works: padding in front, in the middle, next to every window, and a sample of padding only."""
    for setting in (Setting(window=1), Setting(window=2, causal=True), Setting(8, 4, 3), Setting(window=0)):
        module = setting.build(candidate)
        padding = torch.rand(4, 11) < 0.4
        padding[0, :4] = True
        padding[1] = True
        padding[2, 1::2] = True
        padding[3] = False
        expect_result(module, setting, setting.input(4, 11), padding)
        # Rows of zeros are positions like any other: only the mask says what is padding.
        zeros = setting.input(2, 11).index_fill(1, torch.tensor([0, 4, 10]), 0.0)
        expect_result(module, setting, zeros)


@criterion("Correctness")
def test_lengths(candidate: Candidate) -> None:
    """Every length works: one position, shorter than the window, no multiple of anything, and very long."""
    cases = (
        (Setting(window=0), (1, 2, 9)),
        (Setting(window=1, causal=True), (1, 2, 3, 65)),
        (Setting(window=3), (1, 3, 4, 7, 8, 33, 130)),
        (Setting(window=16, causal=True), (5, 16, 17, 47)),
        (Setting(window=40), (3, 41, 90)),
    )
    for setting, lengths in cases:
        module = setting.build(candidate)
        for length in lengths:
            expect_result(module, setting, setting.input(1, length))
        expect_result(module, setting, setting.input(3, 1), torch.tensor([[True], [False], [True]]))
    expect_very_long(candidate, 2100 if candidate.level == "junior" else 4100)


@criterion("Correctness")
def test_repeated_calls(candidate: Candidate) -> None:
    """One module serves other lengths, other masks and other batch sizes, in any order."""
    setting = Setting(window=3)
    module = setting.build(candidate)
    calls = ((3, 2, 0.0), (2, 9, 0.0), (1, 30, 0.3), (2, 9, 0.5), (3, 4, 0.0), (2, 9, 0.0), (1, 30, 0.6))
    for batch, length, share in calls:
        padding = torch.rand(batch, length) < share if share else None
        expect_result(module, setting, setting.input(batch, length), padding)


@criterion("Correctness")
def test_padding_content(candidate: Candidate) -> None:
    """What padded positions hold, also inf and nan, changes neither results nor gradients; they get exactly zero."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x, upstream = setting.input(3, 9), setting.input(3, 9)
    padding = torch.zeros(3, 9, dtype=torch.bool)
    padding[0, 6:] = True
    padding[1, [0, 4]] = True
    padding[2] = True
    reference = outcome(module, x.masked_fill(padding.unsqueeze(-1), 0.0), padding, upstream)
    for name, value in reference.items():
        if not bool(torch.isfinite(value).all()):
            raise AssertionError(
                f"{name} is not finite even where padded positions hold zeros; a sample is all padding."
            )
    for content in (1e6, LARGEST, -LARGEST, math.inf, -math.inf, math.nan):
        found = outcome(module, x.masked_fill(padding.unsqueeze(-1), content), padding, upstream)
        for name, value in found.items():
            what = f"{name} when padded positions hold {content:g}"
            expect_close(value, reference[name], atol=1e-11, rtol=1e-9, what=what)
        blank = torch.zeros(int(padding.sum()), setting.embed_dim, dtype=torch.float64)
        expect_exact(found["Gradient of x"][padding], blank, what=f"Gradient of x where padding holds {content:g}")


@criterion("Correctness")
def test_locality(candidate: Candidate) -> None:
    """A result depends on exactly the positions that its window allows."""
    for setting in (Setting(window=3), Setting(window=4, causal=True)):
        module = setting.build(candidate)
        x = setting.input(1, 19).requires_grad_()
        out = answer(module, x)
        allowed = setting.allowed(19)
        for query in (0, 2, 9, 18):
            upstream = torch.zeros_like(out)
            upstream[0, query] = torch.rand(setting.embed_dim, dtype=out.dtype) + 0.5
            touched = (gradients_of_x(out, x, upstream)[0].abs() > 1e-12).any(-1)
            expect_positions(touched, allowed[query], f"Query {query} of 19 ({setting})")


@criterion("Correctness")
def test_samples_are_independent(candidate: Candidate) -> None:
    """A sample's result is the same alone, in another order, with more padding, and beside samples of any size."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x = setting.input(3, 8)
    together = answer(module, x).detach()
    for index in range(3):
        alone = module(x[index : index + 1])
        what = "One sample alone, compared with the same sample in a batch"
        expect_close(alone, together[index : index + 1], atol=1e-11, rtol=1e-9, what=what)
    padding = torch.arange(8) >= torch.tensor([8, 5, 2]).unsqueeze(1)
    masked = answer(module, x, padding).detach()
    for index in range(3):
        alone = answer(module, x[index : index + 1], padding[index : index + 1])
        what = "One sample alone, compared with the same sample beside others with other padding"
        expect_close(alone, masked[index : index + 1], atol=1e-11, rtol=1e-9, what=what)
    turned = answer(module, x.flip(0)).detach()
    expect_close(turned.flip(0), together, atol=1e-11, rtol=1e-9, what="The batch in another order")
    longer = torch.cat([x, setting.input(3, 25)], dim=1)
    padded = answer(module, longer, torch.arange(33).expand(3, 33) >= 8)
    what = "The samples with 25 padded positions behind them"
    expect_close(padded[:, :8], together, atol=1e-11, rtol=1e-9, what=what)
    beside = torch.cat([x[:1], 1e14 * x[1:]])
    what = "One sample beside very large ones"
    expect_close(answer(module, beside)[:1], together[:1], atol=1e-11, rtol=1e-9, what=what)


@criterion("Correctness")
def test_strides(candidate: Candidate) -> None:
    """Inputs, masks and upstream gradients that are not contiguous work."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    padding = (torch.rand(9, 2) < 0.3).t()
    views = {
        "time and batch swapped": torch.randn(9, 2, 8, dtype=torch.float64).transpose(0, 1),
        "features before time": torch.randn(2, 8, 9, dtype=torch.float64).transpose(1, 2),
        "every other feature": torch.randn(2, 9, 16, dtype=torch.float64)[..., ::2],
        "one sample expanded": torch.randn(1, 9, 8, dtype=torch.float64).expand(2, 9, 8),
        "one position expanded": torch.randn(2, 1, 8, dtype=torch.float64).expand(2, 9, 8),
    }
    for name, view in views.items():
        for mask in (None, padding):
            expect_close(
                module(view) if mask is None else module(view, mask),
                setting.expected(module.state_dict(), view, mask).detach(),
                atol=1e-11,
                rtol=1e-9,
                what=f"Result for an input that is not contiguous ({name})",
            )
    expanded = torch.randn(8, 1, 1, dtype=torch.float64).expand(8, 9, 2).permute(2, 1, 0)
    strided = torch.randn(9, 8, 2, dtype=torch.float64).permute(2, 0, 1)
    for x, upstream in ((setting.input(2, 9), expanded), (views["time and batch swapped"], strided)):
        found = outcome(module, x, padding, upstream)
        wanted = outcome(module, x.contiguous(), padding, upstream.contiguous())
        for name, value in found.items():
            what = f"{name} for an upstream gradient that is not contiguous"
            expect_close(value, wanted[name], atol=1e-11, rtol=1e-9, what=what)


@criterion("Correctness")
def test_inputs_are_untouched(candidate: Candidate) -> None:
    """Neither x nor the mask is changed by a call, with or without gradients."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x, padding = setting.input(3, 9), torch.rand(3, 9) < 0.4
    padding[1] = True
    for grad in (False, True):
        with torch.set_grad_enabled(grad):
            expect_inputs_untouched(candidate, module, x, padding)
            expect_inputs_untouched(candidate, module, x)


def expect_very_long(candidate: Candidate, length: int) -> None:
    """Compare places of a very long sequence with the formula for what lies around them: nothing else matters there."""
    setting = Setting(2, 1, 3)
    module = setting.build(candidate)
    length += int(torch.randint(60, ()))
    x = setting.input(1, length)
    out = answer(module, x).detach()
    for start in (0, length // 2, length - 40):
        first, last = max(0, start - 3), min(length, start + 40 + 3)
        around = setting.expected(module.state_dict(), x[:, first:last]).detach()
        wanted = around[:, start - first : start - first + 40]
        what = f"Positions {start} to {start + 39} of {length}, window=3"
        expect_close(out[:, start : start + 40], wanted, atol=1e-11, rtol=1e-9, what=what)


def gradients_of_x(out: Tensor, x: Tensor, upstream: Tensor) -> Tensor:
    """The gradient of x alone; the graph stays."""
    if not out.requires_grad:
        raise AssertionError("The result does not require a gradient although x does.")
    (gradient,) = torch.autograd.grad(out, x, upstream, retain_graph=True, allow_unused=True)
    return expect_tensor(gradient, what="Gradient of x")


def expect_positions(touched: Tensor, allowed: Tensor, what: str) -> None:
    """Fail if the positions differ; says which are too many and which are missing."""
    extra = (touched & ~allowed).nonzero().flatten().tolist()
    missing = (allowed & ~touched).nonzero().flatten().tolist()
    if extra or missing:
        raise AssertionError(f"{what}: positions used but not allowed {extra}, allowed but not used {missing}.")
