"""The visible checks. Read them: each is a promise of the specification, made testable."""

import torch
from focal_formula import NAME, Rule, expect_form, expect_formula, formula, require
from torch import Tensor
from torch.nn import functional

from proctor.checks.author import (
    Candidate,
    criterion,
    documentation,
    expect_close,
    expect_exact,
    expect_gradcheck,
    expect_state_keys,
    needs,
)

WEIGHT = (0.5, 2.0, 1.0, 3.0)


@criterion("Correctness")
def test_shape_and_dtype(candidate: Candidate) -> None:
    """The shape is the target's with "none" and empty otherwise; the dtype is that of the logits."""
    for shape in ((5, 4), (2, 4, 3), (2, 4, 3, 5)):
        logits, target = torch.randn(shape), torch.randint(4, (shape[0], *shape[2:]))
        for reduction, expected in (("none", target), ("sum", torch.zeros(())), ("mean", torch.zeros(()))):
            out = candidate.build(NAME, reduction=reduction)(logits, target)
            expect_form(out, expected, logits, what=f"Loss for logits {shape} and reduction={reduction!r}")
    double = torch.randn(5, 4, dtype=torch.float64)
    out = candidate.build(NAME)(double, torch.randint(4, (5,)))
    expect_form(out, torch.zeros(()), double, what="Loss for float64 logits")


@criterion("Framework practice")
def test_state_dict(candidate: Candidate) -> None:
    """The weight is a buffer under this name and keeps its values; without it state_dict is empty."""
    expect_state_keys(candidate.build(NAME), {})
    module = candidate.build(NAME, weight=torch.tensor(WEIGHT))
    expect_state_keys(module, {"weight": (4,)})
    trained = ", ".join(name for name, _ in module.named_parameters())
    require(not trained, f"An optimiser would train {trained}; the loss has no parameters, only a buffer.")
    expect_exact(module.state_dict()["weight"], torch.tensor(WEIGHT), what="weight of a new module")


@criterion("Correctness")
def test_matches_the_formula(candidate: Candidate) -> None:
    """Without smoothing and weights the loss is -(1 - p_t) ** gamma * lp[t], sample by sample."""
    logits, target = draw(6)
    for gamma in (2.0, 1.0, 0.5, 0.0, 3.5):
        rule = Rule(gamma)
        expect_formula(rule.build(candidate), logits, target, rule)


@criterion("Correctness")
@needs("test_matches_the_formula")
def test_smoothing_and_weight(candidate: Candidate) -> None:
    """Smoothing and class weights change ce as specified, and p_t not at all."""
    logits, target = draw(6)
    for rule in (Rule(smoothing=0.2), Rule(weight=WEIGHT), Rule(1.5, smoothing=0.3, weight=WEIGHT)):
        expect_formula(rule.build(candidate), logits, target, rule)


@criterion("Correctness")
@needs("test_matches_the_formula", "test_smoothing_and_weight")
def test_reductions(candidate: Candidate) -> None:
    """The result is the sum with "sum", and with "mean" the sum divided by the sum of w[t]."""
    logits, target = draw(6)
    for reduction in ("sum", "mean"):
        for rule in (Rule(reduction=reduction), Rule(smoothing=0.2, weight=WEIGHT, reduction=reduction)):
            expect_formula(rule.build(candidate), logits, target, rule)


@criterion("Correctness")
@needs("test_matches_the_formula", "test_smoothing_and_weight", "test_reductions")
def test_ignored_targets(candidate: Candidate) -> None:
    """Where the target is ignore_index the loss is exactly 0, and neither "sum" nor "mean" knows of it."""
    logits, target = draw(7)
    for ignored in (-100, 255, 2):
        hidden = target.masked_fill(torch.tensor([0, 1, 0, 0, 1, 0, 0], dtype=torch.bool), ignored)
        for reduction in ("none", "sum", "mean"):
            rule = Rule(2.0, 0.2, WEIGHT, ignored, reduction)
            expect_formula(rule.build(candidate), logits, hidden, rule)


@criterion("Correctness")
@needs("test_matches_the_formula", "test_smoothing_and_weight", "test_reductions", "test_ignored_targets")
def test_gamma_zero_is_cross_entropy(candidate: Candidate) -> None:
    """With gamma=0 the loss equals torch.nn.functional.cross_entropy with the same arguments."""
    logits, target = draw(7)
    target[2] = -100
    for smoothing, weight in ((0.0, None), (0.3, torch.tensor(WEIGHT, dtype=torch.float64))):
        for reduction in ("none", "sum", "mean"):
            words = {"label_smoothing": smoothing, "weight": weight, "reduction": reduction}
            expected = functional.cross_entropy(logits, target, **words)
            what = f"Loss for gamma=0, label_smoothing={smoothing}, {'no ' * (weight is None)}weight, {reduction!r}"
            out = candidate.build(NAME, 0.0, **words)(logits, target)
            expect_close(out, expected, atol=1e-11, rtol=1e-9, what=f"{what}, against cross_entropy")


@criterion("Gradients and numerics")
@needs("test_matches_the_formula", "test_ignored_targets")
def test_gradients(candidate: Candidate) -> None:
    """Gradients agree with finite differences, also through the factor; ignored samples get exactly zero."""
    logits, target = draw(5)
    target[3] = -100
    logits.requires_grad_()
    module = Rule(1.5, 0.2, WEIGHT, reduction="sum").build(candidate)
    out = expect_form(module(logits, target), torch.zeros(()), logits, what="Loss")
    require(out.requires_grad, "No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    (gradient,) = torch.autograd.grad(out, logits, allow_unused=True)
    require(gradient is not None, "No gradient reaches the logits. Look for detach().")
    stuck = factor_as_constant(logits.detach(), target)
    message = "The factor is treated as a constant; the gradient flows through (1 - p_t) ** gamma too."
    require(not torch.allclose(gradient, stuck, rtol=1e-6, atol=1e-9), message)
    expect_exact(gradient[3], torch.zeros(4, dtype=torch.float64), what="Gradient of an ignored sample's logits")

    def run(logits: Tensor) -> Tensor:
        return expect_form(module(logits, target), torch.zeros(()), logits, what="Loss")

    expect_gradcheck(run, (logits,), what="Gradient for logits (5, 4), gamma=1.5, label_smoothing=0.2 and weights")


@criterion("Documentation")
def test_documentation(candidate: Candidate) -> None:
    """The class docstring explains arguments and shapes; forward is documented and annotated; extra_repr exists."""
    facts = documentation(candidate.source, NAME)
    length = len(facts.docstring)
    require(length >= 120, f"The docstring of {NAME} has {length} characters; at least 120 are asked for.")
    for word in ("gamma", "label_smoothing", "weight", "ignore_index", "reduction"):
        require(word in facts.docstring, f"The docstring of {NAME} does not mention {word}.")
    require("(N, K" in facts.docstring, f"The docstring of {NAME} does not give the shapes as (N, K, ...).")
    forward = facts.method("forward")
    require(bool(forward.docstring), "forward has no docstring: say in a line what comes in and what goes out.")
    require(not forward.unannotated, f"forward: no annotation on {', '.join(forward.unannotated)}.")
    require(bool(forward.returns), "forward: the result has no annotation (`-> Tensor`).")
    shown = candidate.build(NAME).extra_repr()
    require(bool(shown.strip()), "print(module) shows no arguments: write extra_repr, which returns them as a text.")


def draw(count: int) -> tuple[Tensor, Tensor]:
    """float64 logits for four classes, and a target in which each of them occurs."""
    return torch.randn(count, 4, dtype=torch.float64) * 2, torch.arange(count) % 4


def factor_as_constant(logits: Tensor, target: Tensor) -> Tensor:
    """The gradient that comes out when the factor of test_gradients takes no part in it."""
    whole, plain = (formula(logits, target, Rule(gamma, 0.2, WEIGHT)) for gamma in (1.5, 0.0))
    factor = whole / plain.where(plain != 0, torch.ones_like(plain))
    leaf = logits.clone().requires_grad_()
    weight = torch.tensor(WEIGHT, dtype=torch.float64)
    ce = functional.cross_entropy(leaf, target, weight, label_smoothing=0.2, reduction="none")
    return torch.autograd.grad((factor * ce).sum(), leaf)[0]
