"""Hidden checks of values: masks, lengths, repeated calls, content of padding, locality, strides, large scores."""

import math

import torch
from dense_window import Setting, answer, expect_result, gradients, parameters_of, run
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_exact,
    expect_inputs_untouched,
    expect_tensor,
)


@criterion("Correct forward")
def test_masks(candidate: Candidate) -> None:
    """Any mask works: padding in front, in the middle, next to every window, and a sample of padding only."""
    for setting in (Setting(window=1), Setting(window=2, causal=True), Setting(8, 4, 3)):
        module = setting.build(candidate)
        padding = torch.rand(4, 11) < 0.4
        padding[0, :4] = True
        padding[1] = True
        padding[2, 1::2] = True
        padding[3] = False
        expect_result(module, setting, setting.input(4, 11), padding)


@criterion("Correct forward")
def test_lengths(candidate: Candidate) -> None:
    """Every length works: one position, shorter than the window, and no multiple of anything."""
    cases = (
        (Setting(window=0), (1, 2, 9)),
        (Setting(window=1, causal=True), (1, 2, 3, 65)),
        (Setting(window=3), (1, 3, 4, 7, 8, 31, 33, 64, 130)),
        (Setting(window=16, causal=True), (5, 16, 17, 47, 100)),
        (Setting(window=40), (3, 39, 41, 90)),
    )
    for setting, lengths in cases:
        module = setting.build(candidate)
        for length in lengths:
            expect_result(module, setting, setting.input(1, length))


@criterion("Robust")
def test_repeated_calls(candidate: Candidate) -> None:
    """One module serves other lengths, other masks and other batch sizes, in any order."""
    setting = Setting(window=3)
    module = setting.build(candidate)
    for batch, length, share in (
        (3, 2, 0.0),
        (2, 9, 0.0),
        (1, 30, 0.3),
        (2, 9, 0.5),
        (3, 4, 0.0),
        (2, 9, 0.0),
        (1, 30, 0.6),
    ):
        padding = torch.rand(batch, length) < share if share else None
        expect_result(module, setting, setting.input(batch, length), padding)


@criterion("Robust")
def test_padding_content(candidate: Candidate) -> None:
    """What padded positions hold, also inf and nan, changes neither results nor gradients; they get exactly zero."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x = setting.input(2, 9)
    padding = torch.zeros(2, 9, dtype=torch.bool)
    padding[0, 6:] = True
    padding[1, [0, 4]] = True
    upstream = setting.input(2, 9)
    reference = outcome(module, x.masked_fill(padding.unsqueeze(-1), 0.0), padding, upstream)
    for content in (1e6, math.inf, math.nan):
        found = outcome(module, x.masked_fill(padding.unsqueeze(-1), content), padding, upstream)
        for name, value in found.items():
            what = f"{name} when padded positions hold {content:g}"
            expect_close(value, reference[name], atol=1e-11, rtol=1e-9, what=what)
        blank = torch.zeros(int(padding.sum()), setting.embed_dim, dtype=torch.float64)
        expect_exact(found["Gradient of x"][padding], blank, what=f"Gradient of x where padding holds {content:g}")


@criterion("Correct backward")
def test_gradients_of_everything(candidate: Candidate) -> None:
    """Gradients of x and of every parameter are the formula's, for a longer input with padding."""
    for setting in (Setting(8, 2, 3), Setting(8, 4, 2, causal=True)):
        module = setting.build(candidate)
        padding = torch.rand(2, 23) < 0.3
        # Longer than any window here, so that the padded queries in the middle have no key at all.
        padding[0, 4:13] = True
        x, upstream = setting.input(2, 23), setting.input(2, 23)
        leaves = {"x": x.requires_grad_(), **parameters_of(module)}
        rest = {name: leaf for name, leaf in leaves.items() if name != "x"}
        found = gradients(run(module, rest, x, padding), leaves, upstream)
        wanted = gradients(setting.expected({**module.state_dict(), **rest}, x, padding), leaves, upstream)
        for name, gradient in found.items():
            expect_close(gradient, wanted[name], atol=1e-10, rtol=1e-8, what=f"Gradient of {name}")


@criterion("Correct backward")
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


@criterion("Correct forward")
def test_samples_are_independent(candidate: Candidate) -> None:
    """A sample's result is the same alone, in another order, and beside samples of any size."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x = setting.input(3, 8)
    together = answer(module, x).detach()
    for index in range(3):
        alone = module(x[index : index + 1])
        what = "One sample alone, compared with the same sample in a batch"
        expect_close(alone, together[index : index + 1], atol=1e-11, rtol=1e-9, what=what)
    turned = answer(module, x.flip(0)).detach()
    expect_close(turned.flip(0), together, atol=1e-11, rtol=1e-9, what="The batch in another order")
    beside = torch.cat([x[:1], 1e14 * x[1:]])
    what = "One sample beside very large ones"
    expect_close(answer(module, beside)[:1], together[:1], atol=1e-11, rtol=1e-9, what=what)


@criterion("Robust")
def test_strides(candidate: Candidate) -> None:
    """Inputs, masks and upstream gradients that are not contiguous work."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    padding = (torch.rand(9, 2) < 0.3).t()
    views = {
        "time and batch swapped": torch.randn(9, 2, 8, dtype=torch.float64).transpose(0, 1),
        "every other feature": torch.randn(2, 9, 16, dtype=torch.float64)[..., ::2],
        "one sample expanded": torch.randn(1, 9, 8, dtype=torch.float64).expand(2, 9, 8),
    }
    for view in views.values():
        for mask in (None, padding):
            expect_close(
                module(view) if mask is None else module(view, mask),
                setting.expected(module.state_dict(), view, mask).detach(),
                atol=1e-11,
                rtol=1e-9,
                what="Result for an input that is not contiguous",
            )
    x = setting.input(2, 9)
    upstream = torch.randn(8, 1, 1, dtype=torch.float64).expand(8, 9, 2).permute(2, 1, 0)
    found = outcome(module, x, padding, upstream)
    wanted = outcome(module, x, padding, upstream.contiguous())
    for name, value in found.items():
        expect_close(value, wanted[name], atol=1e-11, rtol=1e-9, what=f"{name} for an expanded upstream gradient")


@criterion("Robust")
def test_inputs_are_untouched(candidate: Candidate) -> None:
    """Neither x nor the mask is changed by a call."""
    setting = Setting(window=2)
    module = setting.build(candidate)
    x, padding = setting.input(2, 9), torch.rand(2, 9) < 0.4
    with torch.no_grad():
        expect_inputs_untouched(candidate, module, x, padding)
        expect_inputs_untouched(candidate, module, x)


@criterion("Robust")
def test_large_scores(candidate: Candidate) -> None:
    """Scores of several hundred give a finite and right softmax in float32."""
    setting = Setting(4, 1, 2)
    module = setting.build(candidate, dtype=torch.float32)
    with torch.no_grad():
        for projection in (module.k_proj, module.v_proj, module.out_proj):
            projection.weight.copy_(torch.eye(4))
            projection.bias.zero_()
        module.q_proj.weight.zero_()
        module.q_proj.bias.copy_(torch.tensor([200.0, 0.0, 0.0, 0.0]))
        module.rel_bias.zero_()
    # Query times key is 200 times the first feature, halved by sqrt(d) = 2: whole numbers that float32 holds exactly.
    x = torch.randn(1, 12, 4)
    x[0, :, 0] = torch.tensor([0, 3, 9, -7, 9, 1, 1, -9, -9, -8, 5, 5])
    expected = setting.expected(module.state_dict(), x).detach().float()
    expect_close(module(x), expected, atol=1e-5, rtol=1e-5, what="Result for scores between -900 and 900")


def outcome(module: torch.nn.Module, x: Tensor, padding: Tensor, upstream: Tensor) -> dict[str, Tensor]:
    """The result and the gradients of one call."""
    x = x.detach().clone().requires_grad_()
    parameters = parameters_of(module)
    out = run(module, parameters, x, padding)
    found = gradients(out, {"x": x, **parameters}, upstream)
    return {"Result": out.detach(), **{f"Gradient of {name}": gradient for name, gradient in found.items()}}


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
