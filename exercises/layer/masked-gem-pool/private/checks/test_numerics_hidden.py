"""Hidden checks of derivatives and of numbers: gradients, the floor, extreme exponents, dtypes, half precision."""

import torch
from log_domain import NAME, Case, answer, expect_same, gradients, outcome, owed, run
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    levels,
)


@criterion("Gradients and numerics")
def test_gradients_of_everything(candidate: Candidate) -> None:
    """Gradients of x and p are the formula's: with a mask, with entries below eps, where entries are equal."""
    for case in (Case(p=(3.0, 1.0, 0.6), eps=0.2), Case(p=(12.0, 1.7))):
        module = case.build(candidate)
        padding = torch.rand(3, 11) < 0.3
        padding[:, 5] = False
        padding[2, :5] = True
        padding[2, 6:] = True
        x = case.input(3, 11)
        # Equal entries: where the largest one is not unique, and where the gradient of p is exactly zero.
        x[0] = 1.25
        x[1, :, 0] = x[1, :, 0].clamp_max(1.5)
        # And two that are nearly so: both have a share in the gradient, however large p is.
        x[1, 5:7, 0], padding[1, 5:7] = torch.tensor([1.5, 1.4], dtype=torch.float64), False
        upstream = torch.randn(3, len(case.p), dtype=torch.float64)
        found = outcome(module, case, x, padding, upstream)
        expect_same(found, owed(case, x, padding, upstream), what=f"for p = {case.p}, a mask and equal entries")


@criterion("Gradients and numerics")
def test_floor(candidate: Candidate) -> None:
    """Inputs below eps count as eps and get exactly zero gradient, however far below they are."""
    case = Case(p=(3.0, 1.0, 0.5), eps=0.75)
    module = case.build(candidate)
    x = torch.rand(2, 8, 3, dtype=torch.float64) * 3 + 0.8
    below = torch.tensor([0.74, 0.1, 1e-8, 0.0, -0.3, -50.0, -1e30], dtype=torch.float64)
    x[0, :7] = below.unsqueeze(1)
    found = outcome(module, case, x)
    expect_same(found, owed(case, x), what="for inputs below eps = 0.75")
    blank = torch.zeros(7, 3, dtype=torch.float64)
    expect_exact(found["Gradient of x"][0, :7], blank, what="Gradient of inputs below eps")
    tiny = Case(p=(5.0, 1.0, 0.5))
    nothing = torch.zeros(1, 4, 3, dtype=torch.float64)
    nothing[0, 1] = -3.0
    what = "for inputs of 0 and -3 only, all below eps = 1e-6"
    expect_same(outcome(tiny.build(candidate), tiny, nothing), owed(tiny, nothing), what=what)
    plain = candidate.build(NAME, 2, dtype=torch.float64)
    floor = torch.full((1, 2), 1e-6, dtype=torch.float64)
    expect_close(answer(plain, nothing[..., :2]), floor, atol=0, rtol=1e-9, what="Result of zeros with eps by default")


@criterion("Gradients and numerics")
def test_extreme_values(candidate: Candidate) -> None:
    """In float32, exponents up to 60 and inputs from far below eps to 3000 give the right result and gradient."""
    case = Case(p=(60.0, 60.0, 60.0, 0.25, 17.0))
    module = case.build(candidate, torch.float32)
    x = torch.rand(4, 12, 5, dtype=torch.float64).float()
    x[0] = 2000 + 1000 * x[0]
    x[1] = 1e-3 * x[1]
    x[2] = 0.0
    x[3, :, 0] *= 3000
    x[3, :, 1] *= 1e-5
    x[3, 0, 2] = 3000.0
    padding = torch.zeros(4, 12, dtype=torch.bool)
    padding[:2, 9:] = True
    leaf, p = x.clone().requires_grad_(), case.exponents().detach().float().requires_grad_()
    out = run(module, p, leaf, padding)
    wanted = owed(case, x, padding)
    what = "for p up to 60 and inputs between 0 and 3000 in float32"
    expect_close(out, wanted["Result"].float(), atol=0, rtol=1e-4, what=f"Result {what}")
    found = gradients(out, {"x": leaf, "p": p}, torch.ones_like(out))
    # The logarithm of 3000 ** 60 is 480, where float32 steps by 3e-5; so much a position's share may be off. It was
    # 6e-5 at most for the references over 200 seeds. Tiny entries may vanish.
    along_x = wanted["Gradient of x"].float()
    expect_close(found["x"], along_x, atol=1e-6, rtol=5e-3, what=f"Gradient of x {what}")
    # In the gradient of p two terms of the size y * log(y) / p nearly cancel. By logsumexp 1.5e-5 of that size was left
    # at most, by weights that are made from differences of logarithms 1.1e-4; a term that is missing leaves all of it.
    size = terms_of_p(case, wanted["Result"]).float()
    along_p = wanted["Gradient of p"].float() / size
    expect_close(found["p"] / size, along_p, atol=1e-3, rtol=0, what=f"Gradient of p {what}, in parts of its terms")


@criterion("Gradients and numerics")
def test_mixed_dtypes(candidate: Candidate) -> None:
    """The result has the dtype of x, whatever the dtype of p; float64 inputs keep float64 accuracy."""
    case = Case(p=(2.5, 0.5, 20.0), eps=0.3)
    x = case.input(2, 6)
    narrow, wide = case.build(candidate, torch.float32), case.build(candidate, torch.float64)
    expect_close(answer(narrow, x), case.expected(x), atol=0, rtol=1e-9, what="Result for a float64 x and a float32 p")
    single = x.float()
    out = answer(wide, single)
    expect_dtype(out, torch.float32, what="Result for a float32 x and a float64 p")
    expect_close(out, case.expected(single).float(), atol=0, rtol=1e-4, what="Result for a float32 x and a float64 p")


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """Gradients can be differentiated again, and are exact, with a mask and a sample of padding only."""
    case = Case(p=(3.0, 0.7))
    module = case.build(candidate)
    x = (torch.rand(3, 4, 2, dtype=torch.float64) * 2 + 0.2).requires_grad_()
    padding = torch.tensor([[False] * 4, [False, True, True, False], [True] * 4])

    def call(x: Tensor, p: Tensor) -> Tensor:
        return run(module, p, x, padding)

    expect_gradcheck(call, (x, case.exponents()), what="Second derivative", second_order=True)


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_half_precision(candidate: Candidate) -> None:
    """Half precision is as accurate as promised, for usual and for extreme values, and so are its gradients."""
    usual, extreme = Case(p=(3.0, 1.0, 0.5), eps=1e-3), Case(p=(60.0, 60.0, 3.0))
    spread = torch.linspace(1.0, 3000.0, 40, dtype=torch.float64).reshape(1, 40, 1).expand(2, 40, 3)
    for dtype, tolerance in ((torch.float16, 4e-3), (torch.bfloat16, 2e-2)):
        padding = torch.rand(2, 40) < 0.3
        padding[:, -1] = False
        # Zeros, as every ReLU gives them, above a floor that float16 cannot hold.
        low = (Case(usual.p, eps=1e-8), usual.input(2, 40).relu())
        for case, values in ((usual, usual.input(2, 40)), low, (extreme, spread), (extreme, 2900 + spread / 30)):
            x = values.to(dtype)
            what = f"a {str(dtype)[6:]} x up to {x.max().item():g}, p = {case.p}"
            wanted = owed(case, x, padding)
            # A step of float16 below 6e-5 is 6e-8: nothing smaller can be told apart there.
            expected = wanted["Result"].to(dtype)
            out = answer(case.build(candidate, dtype), x, padding)
            expect_close(out, expected, atol=1e-7, rtol=tolerance, what=f"Result for {what}")
            found = outcome(case.build(candidate, torch.float32), case, x, padding)
            what = f"{what} in float32"
            expect_close(found["Result"], expected, atol=1e-7, rtol=tolerance, what=f"Result for {what}")
            # With float32 inside, the gradient of x is narrowed once and that of p not at all; the references stay
            # below 1e-3 and 2e-5 of the sizes used here.
            along_x = wanted["Gradient of x"].to(dtype)
            room = tolerance * along_x.abs().max().item()
            expect_close(found["Gradient of x"], along_x, atol=room, rtol=0, what=f"Gradient of {what}")
            size = terms_of_p(case, wanted["Result"])
            along_p = wanted["Gradient of p"] / size
            expect_close(found["Gradient of p"] / size, along_p, atol=1e-3, rtol=0, what=f"Gradient of p for {what}")


def terms_of_p(case: Case, result: Tensor) -> Tensor:
    """Size of the two terms whose difference is the gradient of p: y * log(y) / p, summed over the samples."""
    return (result * result.log().abs()).sum(0) / case.exponents().detach()
