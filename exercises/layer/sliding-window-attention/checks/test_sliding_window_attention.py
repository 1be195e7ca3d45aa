"""The visible checks. Read them: each is a promise of the specification, made testable."""

import torch
from torch import Tensor, nn
from torch.func import functional_call
from window_formula import Rule, expect_form, expect_formula, projections, require

from proctor.checks.author import (
    Candidate,
    criterion,
    documentation,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_shape,
    expect_state_keys,
    needs,
)

NAME = "SlidingWindowAttention"


@criterion("Correctness")
def test_shape_and_dtype(candidate: Candidate) -> None:
    """The result has the shape and dtype of x, for every length from 1 on."""
    module = candidate.build(NAME, 8, 2, 3)
    for shape in ((2, 7, 8), (1, 3, 8), (2, 1, 8)):
        out = module(torch.randn(shape))
        expect_shape(out, shape, what=f"Result for x of shape {shape} and window 3")
        expect_dtype(out, torch.float32, what="Result for a float32 x")
    out = candidate.build(NAME, 8, 2, 3, dtype=torch.float64)(torch.randn(2, 7, 8, dtype=torch.float64))
    expect_dtype(out, torch.float64, what="Result for a float64 x and float64 parameters")


@criterion("Framework practice")
def test_state_dict(candidate: Candidate) -> None:
    """state_dict holds the nine entries of the specification, as parameters; rel_bias starts at zero."""
    module = candidate.build(NAME, 8, 2, 3)
    shapes = {"rel_bias": (2, 7), **projections(8)}
    expect_state_keys(module, shapes)
    expect_exact(module.rel_bias, torch.zeros(2, 7), what="rel_bias of a new module")
    untrained = shapes.keys() - dict(module.named_parameters()).keys()
    require(not untrained, f"Not a parameter, so no optimiser would train it: {', '.join(sorted(untrained))}.")


@criterion("Correctness")
def test_matches_the_formula(candidate: Candidate) -> None:
    """With rel_bias still zero, each query attends to the keys of its window, head by head."""
    for rule, length in ((Rule(8, 2, 2), 7), (Rule(6, 3, 1), 4), (Rule(4, 1, 5), 3)):
        module = candidate.build(NAME, rule.embed_dim, rule.heads, rule.window, dtype=torch.float64)
        x = torch.randn(2, length, rule.embed_dim, dtype=torch.float64) * 3
        expect_formula(module, x, rule)


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_relative_bias(candidate: Candidate) -> None:
    """rel_bias[h, j - i + window] is added to the score of query i and key j in head h."""
    rule = Rule(8, 2, 2)
    module = candidate.build(NAME, 8, 2, 2, dtype=torch.float64)
    randomise_bias(module)
    expect_formula(module, torch.randn(2, 7, 8, dtype=torch.float64), rule)
    expect_formula(module, torch.randn(1, 2, 8, dtype=torch.float64), rule)


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_causal(candidate: Candidate) -> None:
    """With causal=True a query uses itself and earlier keys only."""
    rule = Rule(8, 2, 2, causal=True)
    module = candidate.build(NAME, 8, 2, 2, causal=True, dtype=torch.float64)
    randomise_bias(module)
    expect_formula(module, torch.randn(2, 7, 8, dtype=torch.float64), rule)


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_padding_mask(candidate: Candidate) -> None:
    """Padded keys are never used (True = padding), and rows at padded positions are exactly 0."""
    module = candidate.build(NAME, 8, 2, 2, dtype=torch.float64)
    randomise_bias(module)
    x = torch.randn(2, 7, 8, dtype=torch.float64)
    padding = torch.tensor([[0, 0, 0, 0, 0, 1, 1], [0, 0, 1, 0, 0, 0, 0]], dtype=torch.bool)
    expect_formula(module, x, Rule(8, 2, 2), padding)


@criterion("Gradients and numerics")
@needs("test_state_dict", "test_matches_the_formula", "test_padding_mask")
def test_gradients(candidate: Candidate) -> None:
    """The gradients with respect to x and every parameter agree with finite differences, with padding."""
    module = candidate.build(NAME, 4, 2, 1, dtype=torch.float64)
    randomise_bias(module)
    names, parameters = zip(*module.named_parameters(), strict=True)
    for name, value in zip(names, parameters, strict=True):
        expect_dtype(value, torch.float64, what=f"{name} of a layer made with dtype=torch.float64")
    x = torch.randn(2, 5, 4, dtype=torch.float64)
    padding = torch.tensor([[0, 0, 0, 0, 1], [0, 1, 0, 0, 0]], dtype=torch.bool)
    leaves = tuple(item.detach().clone().requires_grad_() for item in (x, *parameters))

    def run(x: Tensor, *values: Tensor) -> Tensor:
        overridden = dict(zip(names, values, strict=True))
        return expect_form(functional_call(module, overridden, (x, padding)), x, what="Result")

    out = run(*leaves)
    require(out.requires_grad, "No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    gradients = torch.autograd.grad(out.square().sum(), leaves, allow_unused=True)
    for name, gradient in zip(("x", *names), gradients, strict=True):
        # A constant added to every key moves all scores of a query alike, so the softmax does not see it.
        if name != "k_proj.bias":
            require(gradient is not None and bool(gradient.any()), f"No gradient reaches {name}. Look for detach().")
    expect_gradcheck(run, leaves, what="Gradient for x (2, 5, 4) and all parameters", fast=True)


@criterion("Documentation")
def test_documentation(candidate: Candidate) -> None:
    """The class docstring explains arguments and shapes; forward is documented and annotated; extra_repr exists."""
    facts = documentation(candidate.source, NAME)
    length = len(facts.docstring)
    require(length >= 120, f"The docstring of {NAME} has {length} characters; at least 120 are asked for.")
    for word in ("embed_dim", "num_heads", "window", "causal", "dropout"):
        require(word in facts.docstring, f"The docstring of {NAME} does not mention {word}.")
    require("(B, T" in facts.docstring, f"The docstring of {NAME} does not give the shapes as (B, T, ...).")
    forward = facts.method("forward")
    require(bool(forward.docstring), "forward has no docstring: say in a line what comes in and what goes out.")
    require(not forward.unannotated, f"forward: no annotation on {', '.join(forward.unannotated)}.")
    require(bool(forward.returns), "forward: the result has no annotation (`-> Tensor`).")
    shown = candidate.build(NAME, 8, 2, 3).extra_repr()
    require(bool(shown.strip()), "extra_repr is missing or empty: say what print(module) should show of the arguments.")


def randomise_bias(module: nn.Module) -> None:
    """Give rel_bias values that differ, so that mixed-up places show."""
    with torch.no_grad():
        module.rel_bias.copy_(torch.randn(module.rel_bias.shape))
