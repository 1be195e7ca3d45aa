"""The visible checks. Read them: each is a promise of the specification, made testable."""

import re

import torch
from gem_formula import NAME, Rule, build, expect_form, expect_formula, formula, require
from torch import Tensor
from torch.func import functional_call

from proctor.checks.author import (
    Candidate,
    criterion,
    documentation,
    expect_close,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_shape,
    expect_state_keys,
    needs,
)


@criterion("Correctness")
def test_shape_and_dtype(candidate: Candidate) -> None:
    """The result is (B, C) in the dtype of x, for every length from 1 on."""
    module = candidate.build(NAME, 5)
    for batch, length in ((2, 7), (1, 3), (3, 1)):
        out = module(torch.rand(batch, length, 5))
        expect_shape(out, (batch, 5), what=f"Result for x of shape ({batch}, {length}, 5)")
        expect_dtype(out, torch.float32, what="Result for a float32 x")
    out = candidate.build(NAME, 5, dtype=torch.float64)(torch.rand(2, 4, 5, dtype=torch.float64))
    expect_dtype(out, torch.float64, what="Result for a float64 x and float64 exponents")


@criterion("Framework practice")
def test_state_dict(candidate: Candidate) -> None:
    """state_dict holds `p`, shape (num_channels,), filled with p_init; a buffer if not learnable, else a parameter."""
    for learnable in (True, False):
        module = candidate.build(NAME, 4, p_init=2.5, learnable=learnable)
        expect_state_keys(module, {"p": (4,)})
        what = f"p of a new layer with p_init=2.5, learnable={learnable}"
        expect_exact(module.p, torch.full((4,), 2.5), what=what)
        trained = "p" in dict(module.named_parameters())
        require(trained or not learnable, "p is not a parameter, so no optimiser would train it.")
        require(not trained or learnable, "With learnable=False p is still a parameter; make it a persistent buffer.")
        asks = "With learnable=False p still asks for a gradient; register a plain tensor as the buffer."
        require(learnable or not module.p.requires_grad, asks)


@criterion("Correctness")
def test_matches_the_formula(candidate: Candidate) -> None:
    """Without a mask: floor at eps, power p, mean over the positions, p-th root."""
    for p in (1.0, 2.0, 3.0, 0.5):
        module = candidate.build(NAME, 3, p_init=p, dtype=torch.float64)
        x = torch.rand(2, 5, 3, dtype=torch.float64) * 4 + 0.1
        expect_formula(module, x, Rule((p,) * 3))


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_each_channel_has_its_own_exponent(candidate: Candidate) -> None:
    """The present value of p counts, channel by channel, as a parameter and as a buffer."""
    rule = Rule((2.0, 4.0, 0.7, 1.0))
    for learnable in (True, False):
        module = build(candidate, rule, learnable=learnable)
        expect_formula(module, torch.rand(2, 6, 4, dtype=torch.float64) * 3 + 0.1, rule)


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_small_and_negative_inputs(candidate: Candidate) -> None:
    """Inputs below eps count as eps and get no gradient."""
    rule = Rule((1.0, 3.0, 0.5), eps=0.5)
    module = build(candidate, rule)
    x = torch.tensor([[1.0, 2.0, 3.0], [2.0, 0.1, 0.3], [-4.0, -3.0, 0.7], [0.2, 5.0, 0.0]], dtype=torch.float64)
    x = x.unsqueeze(0)
    expect_formula(module, x, rule, what="Result for eps = 0.5 and inputs from -4 to 5")
    leaf = x.clone().requires_grad_()
    out = expect_form(module(leaf), leaf, what="Result")
    require(out.requires_grad, "No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    (gradient,) = torch.autograd.grad(out.sum(), leaf, allow_unused=True)
    require(gradient is not None, "No gradient reaches x. Look for detach() or .data.")
    reached = bool(gradient[x < 0.5].any())
    require(not reached, "Inputs below eps = 0.5 get a gradient; moving them a little changes nothing, so it is 0.")
    require(bool(gradient[x > 0.5].all()), "Some inputs above eps = 0.5 get no gradient, but each of them counts.")


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_padding_mask(candidate: Candidate) -> None:
    """Padded positions (True) do not count: not in the sum, and not in the number it is divided by."""
    rule = Rule((1.0, 3.0, 0.5), eps=0.25)
    module = build(candidate, rule)
    padding = torch.tensor([[0, 0, 0, 1, 1], [0, 1, 0, 0, 1], [0, 0, 0, 0, 0]], dtype=torch.bool)
    x = torch.rand(3, 5, 3, dtype=torch.float64) * 3 + 0.1
    expect_formula(module, x, rule, padding, what="Result for T = 5 with 2, 2 and 0 padded positions")


@criterion("Gradients and numerics")
@needs("test_state_dict", "test_matches_the_formula")
def test_large_inputs(candidate: Candidate) -> None:
    """In float32 an exponent of 60 and inputs in the hundreds and thousands neither overflow nor lose accuracy."""
    rule = Rule((60.0, 20.0))
    module = build(candidate, rule, dtype=torch.float32)
    x = torch.tensor([[[3000.0, 900.0], [2990.0, 100.0], [10.0, 850.0]]])
    what = "Result for x up to 3000 and p = (60, 20)"
    out = expect_form(module(x), x, what=what)
    hint = "3000 ** 60 is about 1e208 and float32 ends at 3e38. Divide first, or take logarithms."
    require(bool(torch.isfinite(out).all()), f"{what}: {out.tolist()} is not finite. {hint}")
    require(not bool((out == 0).any()), f"{what}: a result is 0: a power or its reciprocal left the range of float32.")
    expect_close(out, formula(x, rule).float(), atol=0, rtol=1e-4, what=what)


@criterion("Gradients and numerics")
@needs("test_state_dict", "test_matches_the_formula")
def test_gradients(candidate: Candidate) -> None:
    """The gradients with respect to x and p agree with finite differences, with a mask."""
    module = build(candidate, Rule((3.0, 1.5, 0.8)))
    p = torch.tensor([3.0, 1.5, 0.8], dtype=torch.float64, requires_grad=True)
    x = (torch.rand(2, 4, 3, dtype=torch.float64) * 2 + 0.2).requires_grad_()
    padding = torch.tensor([[0, 0, 0, 1], [0, 1, 0, 0]], dtype=torch.bool)

    def run(x: Tensor, p: Tensor) -> Tensor:
        return expect_form(functional_call(module, {"p": p}, (x, padding)), x, what="Result")

    out = run(x, p)
    require(out.requires_grad, "No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    for name, gradient in zip(("x", "p"), torch.autograd.grad(out.sum(), (x, p), allow_unused=True), strict=True):
        reached = gradient is not None and bool(gradient.any())
        require(reached, f"No gradient reaches {name}. Look for detach(), .data, .item() or a fresh copy of it.")
        require(bool(torch.isfinite(gradient).all()), f"The gradient of {name} is not finite. Which step divides by 0?")
    expect_gradcheck(run, (x, p), what="Gradient for x (2, 4, 3) and p (3,)", fast=True)


@criterion("Documentation")
def test_documentation(candidate: Candidate) -> None:
    """The class docstring explains arguments and shapes; forward is documented and annotated; extra_repr exists."""
    facts = documentation(candidate.source, NAME)
    length = len(facts.docstring)
    require(length >= 120, f"The docstring of {NAME} has {length} characters; at least 120 are asked for.")
    for word in ("num_channels", "p_init", "eps", "learnable"):
        require(bool(re.search(rf"\b{word}\b", facts.docstring)), f"The docstring of {NAME} does not mention {word}.")
    shaped = re.search(r"\(\s*B\s*,\s*T\b", facts.docstring)
    require(bool(shaped), f"The docstring of {NAME} does not give the shapes as (B, T, ...).")
    call = candidate.framework.call
    forward = facts.method(call)
    require(bool(forward.docstring), f"{call} has no docstring: say in a line what comes in and what goes out.")
    require(not forward.unannotated, f"{call}: no annotation on {', '.join(forward.unannotated)}.")
    require(bool(forward.returns), f"{call}: the result has no annotation, such as `-> Tensor`.")
    name, shown = candidate.framework.shown, candidate.build(NAME, 3).extra_repr()
    require(bool(shown.strip()), f"{name} shows nothing: print a layer, and say what its user wants to see there.")
