"""The visible checks. Read them: each is a promise of the specification, made testable."""

from collections.abc import Iterator

import torch
from rms_formula import expect_form, expect_formula, formula, looking, require
from torch import Tensor
from torch.func import functional_call

from proctor.checks.author import (
    Candidate,
    Documentation,
    criterion,
    documentation,
    expect_close,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_shape,
    expect_state_keys,
    levels,
    needs,
)


@criterion("Correctness")
def test_shape_and_dtype(candidate: Candidate) -> None:
    """The result has the shape and dtype of x, for any number of leading dimensions."""
    for shape in ((2, 5), (3, 4, 5), (2, 3, 2, 5), (5,)):
        out = candidate.build("RMSNorm", 5)(torch.randn(shape))
        expect_shape(out, shape, what=f"Result for x of shape {shape}")
        expect_dtype(out, torch.float32, what="Result for a float32 x")
    out = candidate.build("RMSNorm", 5, dtype=torch.float64)(torch.randn(2, 5, dtype=torch.float64))
    expect_dtype(out, torch.float64, what="Result for a float64 x")


@criterion("Framework practice")
def test_state_dict(candidate: Candidate) -> None:
    """state_dict holds `weight`, shape (num_features,), all ones, and nothing else; it is a parameter."""
    module = candidate.build("RMSNorm", 6)
    with looking("A tensor gets there as an nn.Parameter that __init__ assigns to self."):
        expect_state_keys(module, {"weight": (6,)})
    expect_exact(module.weight, torch.ones(6), what="weight of a new module")
    if "weight" not in dict(module.named_parameters()):
        raise AssertionError("weight is in state_dict but is not a parameter, so no optimiser would train it.")


@criterion("Correctness")
def test_matches_the_formula(candidate: Candidate) -> None:
    """With the gain still at one, every vector is divided by its own root mean square."""
    module = candidate.build("RMSNorm", 5, dtype=torch.float64)
    for shape in ((5,), (4, 5), (2, 3, 5)):
        x = torch.randn(shape, dtype=torch.float64) + 1.5
        expect_formula(module(x.clone()), x, what=f"Result for x of shape {shape}")


@criterion("Correctness")
@needs("test_state_dict", "test_matches_the_formula")
def test_gain_scales_each_feature(candidate: Candidate) -> None:
    """Each feature is multiplied by its own entry of weight, after normalising."""
    module = candidate.build("RMSNorm", 4, dtype=torch.float64)
    gain = torch.tensor([1.0, 2.0, 0.5, -3.0], dtype=torch.float64)
    with torch.no_grad():
        module.weight.copy_(gain)
    x = torch.tensor([[1.0, 1.0, 7.0, 7.0], [2.0, -2.0, 2.0, -2.0]], dtype=torch.float64)
    expect_formula(module(x.clone()), x, gain, what="Result for weight = (1, 2, 0.5, -3)")


@criterion("Gradients and numerics")
def test_small_and_large_values(candidate: Candidate) -> None:
    """Small vectors feel eps inside the root, zeros give zeros, and values of 1e15 work in float32."""
    module = candidate.build("RMSNorm", 4, dtype=torch.float64)
    small = torch.tensor([1e-3, -1e-3, 1e-3, -1e-3], dtype=torch.float64)
    expect_formula(module(small.clone()), small, what="Result for x = (0.001, -0.001, 0.001, -0.001)")
    single = candidate.build("RMSNorm", 4)
    zeros = torch.zeros(2, 4, requires_grad=True)
    out = expect_form(single(zeros), zeros, what="Result for zeros")
    expect_exact(out, torch.zeros(2, 4), what="Result for a vector of zeros")
    if out.requires_grad:
        (gradient,) = torch.autograd.grad(out.sum(), zeros, allow_unused=True)
        if gradient is not None and not bool(torch.isfinite(gradient).all()):
            raise AssertionError("The gradient at a vector of zeros is not finite. Is eps inside the root?")
    large = torch.tensor([[1e15, -1e15, 1e15, 1e15]])
    expect_close(single(large), torch.sign(large), atol=1e-5, rtol=0, what="Result for values of 1e15 in size")


@criterion("Gradients and numerics")
@needs("test_state_dict", "test_matches_the_formula")
def test_gradients(candidate: Candidate) -> None:
    """The gradients with respect to x and weight agree with finite differences."""
    module = candidate.build("RMSNorm", 4, dtype=torch.float64)
    x = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    weight = (torch.rand(4, dtype=torch.float64) + 0.5).requires_grad_()

    def run(x: Tensor, weight: Tensor) -> Tensor:
        return expect_form(functional_call(module, {"weight": weight}, (x,)), x, what="Result")

    expect_flow(run(x, weight), x, weight)
    expect_gradcheck(run, (x, weight), what="Gradient for x (2, 4) and weight (4,)")


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_half_precision(candidate: Candidate) -> None:
    """float16 and bfloat16 inputs are averaged in float32: no overflow, and their own dtype comes back."""
    for dtype in (torch.float16, torch.bfloat16):
        with looking("Widen x before you square it, and go back to its dtype once, at the very end."):
            expect_half(candidate, dtype)


def expect_half(candidate: Candidate, dtype: torch.dtype) -> None:
    """Large, tiny and ordinary values of a half dtype; a rounding or two of the result is at most 0.01 of it."""
    name = str(dtype).removeprefix("torch.")
    module = candidate.build("RMSNorm", 8, dtype=dtype)
    thousands = torch.full((2, 8), 1000.0, dtype=dtype)
    what = f"Result for a {name} vector of 1000s (1000 squared does not fit float16)"
    expect_close(module(thousands), torch.ones_like(thousands), atol=0.01, rtol=0, what=what)
    tiny = torch.full((2, 8), 2e-3, dtype=dtype)
    what = f"Result for a {name} vector of 0.002s (squares this small lose their digits in float16)"
    expect_close(module(tiny), formula(tiny).to(dtype), atol=0.01, rtol=0, what=what)
    x = torch.randn(3, 8, dtype=dtype)
    expect_close(module(x), formula(x).to(dtype), atol=0.01, rtol=0.02, what=f"Result for random {name} values")


@criterion("Documentation")
def test_documentation(candidate: Candidate) -> None:
    """The class docstring explains arguments and shapes; forward is documented and annotated; extra_repr exists."""
    missing = list(undocumented(documentation(candidate.source, "RMSNorm")))
    require(not missing, " ".join(missing))


def undocumented(facts: Documentation) -> Iterator[str]:
    """What is missing, all at once, so that one more run shows it green."""
    length = len(facts.docstring)
    if length < 120:
        yield f"The docstring of RMSNorm has {length} characters; at least 120 are asked for."
    unnamed = [word for word in ("num_features", "eps", "(..., num_features)") if word not in facts.docstring]
    if unnamed:
        yield f"The docstring of RMSNorm does not mention {', '.join(unnamed)}."
    forward = facts.method("forward")
    if not forward.docstring:
        yield "forward has no docstring: say in a line what comes in and what goes out."
    if forward.unannotated:
        yield f"forward: no annotation on {', '.join(forward.unannotated)} (such as `: Tensor`)."
    if not forward.returns:
        yield "forward: the result has no annotation (`-> Tensor`)."
    if "extra_repr" not in facts.methods:
        yield "RMSNorm defines no extra_repr, which shows num_features and eps when the layer is printed."


def expect_flow(out: Tensor, x: Tensor, weight: Tensor) -> None:
    """Name the usual ways of losing a gradient, before the exact comparison."""
    if not out.requires_grad:
        raise AssertionError("No gradient flows at all. Look for detach(), .data, .item() or torch.no_grad().")
    upstream = torch.linspace(0.5, 2.0, out.numel(), dtype=out.dtype).reshape(out.shape)
    along_x, along_weight = torch.autograd.grad(out, (x, weight), upstream, allow_unused=True)
    for name, gradient in (("x", along_x), ("weight", along_weight)):
        if gradient is None or not bool(gradient.any()):
            raise AssertionError(f"No gradient reaches {name}. Look for detach(), .data or a fresh copy of it.")
    assert along_x is not None
    slope = (along_x * x).sum(-1).abs().max().item()
    if slope > 1e-3:
        raise AssertionError(
            "The gradient of x treats the root mean square as a constant. Stretching a vector hardly changes its "
            f"normalised value, so the slope along x itself should be about 0; here it is {slope:.3f}."
        )
