"""Hidden checks of values: masks, lengths, padding, samples, order, invariants, calls."""

import math

import torch
from log_domain import Case, answer, expect_result, expect_same, gradients, outcome, owed, run

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_exact,
    expect_inputs_untouched,
    expect_mode_kept,
)

LARGEST = torch.finfo(torch.float64).max


@criterion("Correctness")
def test_masks(candidate: Candidate) -> None:
    """Any mask works: padding in front, in the middle, behind, everywhere but at one place, and none."""
    padding = torch.rand(6, 9) < 0.5
    padding[0, :4] = True
    padding[0, 4:] = False
    padding[1] = True
    padding[1, 3] = False
    padding[2, 1::2] = True
    padding[3] = False
    padding[4, -1] = False
    padding[5, 0] = False
    for case in (Case(), Case(p=(0.4, 5.0), eps=0.3), Case(p=(2.0,), eps=1.5)):
        module = case.build(candidate)
        expect_result(module, case, case.input(6, 9), padding)
        expect_result(module, case, case.input(2, 9), padding[[0, 2]])


@criterion("Correctness")
def test_lengths(candidate: Candidate) -> None:
    """Every length works, from a single position on, and every number of channels."""
    for case, lengths in (
        (Case(), (1, 2, 3, 17, 130, 1025)),
        (Case(p=(2.5,)), (1, 5, 4100)),
        (Case(p=(2.0,) * 40), (3,)),
    ):
        module = case.build(candidate)
        for length in lengths:
            x = case.input(2, length)
            x[1, 0, 0] = -0.5  # below eps, where there is only one position too
            expect_result(module, case, x)
            padding = torch.rand(2, length) < 0.3
            padding[:, 0] = False
            expect_result(module, case, case.input(2, length), padding)


@criterion("Correctness")
def test_empty_samples(candidate: Candidate) -> None:
    """A sample of padding only gives zeros and zero gradient, and leaves all other gradients as they are."""
    case = Case()
    module = case.build(candidate)
    x = case.input(4, 5)
    padding = torch.zeros(4, 5, dtype=torch.bool)
    padding[1] = True
    padding[3, 2:] = True
    found = outcome(module, case, x, padding)
    blank = torch.zeros(3, dtype=torch.float64)
    expect_exact(found["Result"][1], blank, what="Result of a sample that is all padding")
    zeros = torch.zeros(5, 3, dtype=torch.float64)
    expect_exact(found["Gradient of x"][1], zeros, what="Gradient of a sample that is all padding")
    expect_same(found, owed(case, x, padding), what="with one sample of padding only")
    short, hidden = case.input(3, 1), torch.tensor([[True], [False], [True]])
    found = outcome(module, case, short.masked_fill(hidden.unsqueeze(-1), math.nan), hidden)
    expect_same(found, owed(case, short, hidden), what="for T = 1, where two of three samples are padding")
    expect_exact(found["Result"][[0, 2]], torch.zeros(2, 3, dtype=torch.float64), what="Result of one padded position")
    for content in (0.0, math.inf, math.nan):
        nothing = torch.full((2, 5, 3), content, dtype=torch.float64)
        # Where nothing is pooled, who goes through samples one by one may well leave p out.
        leaves = {"x": nothing.requires_grad_(), "p": case.exponents()}
        out = run(module, leaves["p"], leaves["x"], torch.ones(2, 5, dtype=torch.bool))
        slopes = gradients(out, leaves, torch.ones_like(out), cut_off_is_zero=True)
        found = {"Result": out.detach(), **{f"Gradient of {name}": slope for name, slope in slopes.items()}}
        for name, value in found.items():
            what = f"{name} when every sample is padding that holds {content:g}"
            expect_exact(value, torch.zeros_like(value), what=what)


@criterion("Correctness")
def test_padding_content(candidate: Candidate) -> None:
    """What padded positions hold, also inf and nan, changes neither results nor gradients; they get exactly zero."""
    case = Case(p=(3.0, 1.0, 0.6), eps=0.1)
    module = case.build(candidate)
    x = case.input(3, 7)
    padding = torch.zeros(3, 7, dtype=torch.bool)
    padding[0, 4:] = True
    padding[1, [0, 3]] = True
    padding[2, :-1] = True
    wanted = owed(case, x, padding)
    for content in (1e6, -1e6, LARGEST, -LARGEST, math.inf, -math.inf, math.nan):
        found = outcome(module, case, x.masked_fill(padding.unsqueeze(-1), content), padding)
        expect_same(found, wanted, what=f"when padded positions hold {content:g}")
        blank = torch.zeros(int(padding.sum()), 3, dtype=torch.float64)
        expect_exact(found["Gradient of x"][padding], blank, what=f"Gradient of x where padding holds {content:g}")


@criterion("Correctness")
def test_extra_padding(candidate: Candidate) -> None:
    """More padding, before or behind, changes nothing."""
    case = Case(p=(30.0, 1.0, 0.6), eps=0.2)
    module = case.build(candidate)
    x = case.input(2, 5)
    padding = torch.tensor([[False] * 5, [False, False, True, False, True]])
    wanted = answer(module, x, padding).detach()
    # Larger than anything in x, and smaller: the one shows in a maximum, the other in a sum of small powers.
    for content in (1e30, 0.0):
        more = torch.full((2, 6, 3), content, dtype=torch.float64)
        hidden = torch.ones(2, 6, dtype=torch.bool)
        behind = answer(module, torch.cat([x, more], 1), torch.cat([padding, hidden], 1))
        expect_close(behind, wanted, atol=0, rtol=1e-11, what=f"Result with six more padded positions of {content:g}")
        before = answer(module, torch.cat([more, x], 1), torch.cat([hidden, padding], 1))
        expect_close(before, wanted, atol=0, rtol=1e-11, what=f"Result behind six padded positions of {content:g}")
    expect_close(
        answer(module, x[:1]), wanted[:1], atol=0, rtol=1e-11, what="Result without a mask, compared with no padding"
    )


@criterion("Correctness")
def test_order_of_positions(candidate: Candidate) -> None:
    """The order of the positions does not matter, for the result and, moved along, for the gradient."""
    case = Case()
    module = case.build(candidate)
    x, padding = case.input(2, 9), torch.rand(2, 9) < 0.3
    padding[:, 4] = False
    order = torch.randperm(9)
    straight, turned = outcome(module, case, x, padding), outcome(module, case, x[:, order], padding[:, order])
    straight["Gradient of x"] = straight["Gradient of x"][:, order]
    expect_same(turned, straight, what="for the positions in another order")


@criterion("Correctness")
def test_samples_are_independent(candidate: Candidate) -> None:
    """A sample's result is the same alone, in another order, and beside samples of any size; so is a channel's."""
    case = Case(p=(30.0, 1.0, 0.6))
    module = case.build(candidate)
    x, padding = case.input(3, 6).abs() + 0.1, torch.rand(3, 6) < 0.3
    padding[:, 2] = False
    together = answer(module, x, padding).detach()
    for index in range(3):
        alone = answer(module, x[index : index + 1], padding[index : index + 1])
        what = "One sample alone, compared with the same sample in a batch"
        expect_close(alone, together[index : index + 1], atol=0, rtol=1e-11, what=what)
    turned = answer(module, x.flip(0), padding.flip(0)).detach()
    expect_close(turned.flip(0), together, atol=0, rtol=1e-11, what="The batch in another order")
    # 1e25 to the power 30 is far above float64: whoever scales by something that samples share loses the small one.
    beside = answer(module, torch.cat([x[:1], 1e25 * x[1:]]), padding).detach()
    expect_close(beside[:1], together[:1], atol=0, rtol=1e-9, what="One sample beside very large ones")
    stretched = answer(module, x * torch.tensor([1.0, 1e25, 1e25], dtype=torch.float64), padding).detach()
    expect_close(stretched[:, 0], together[:, 0], atol=0, rtol=1e-9, what="One channel beside very large ones")


@criterion("Correctness")
def test_invariants(candidate: Candidate) -> None:
    """At p = 1 it is the mean; it grows with p, scales with x, keeps constants, and stays inside its bounds."""
    x = torch.rand(3, 40, 1, dtype=torch.float64) * 5 + 0.01
    # In the second sample one input stands far above its mean, whatever is drawn: that is where p decides.
    x[0], x[1, 0], x[1, 1:] = 2.75, 3 + 2 * torch.rand(1, dtype=torch.float64), 0.25
    at = {p: answer(Case(p=(p,)).build(candidate), x).detach() for p in (0.3, 1.0, 2.0, 7.0, 45.0)}
    expect_close(at[1.0], x.mean(1), atol=0, rtol=1e-9, what="Result for p = 1, which is the mean")
    for p, out in at.items():
        expect_close(out[:1], torch.full_like(out[:1], 2.75), atol=0, rtol=1e-9, what=f"Result of a constant, p = {p}")
        # The largest of 40 inputs alone gives its own size times 40 ** (-1 / p); the others can only add to that.
        low, high = torch.maximum(x.amin(1), x.amax(1) * 40 ** (-1 / p)), x.amax(1)
        if bool(((out < low * (1 - 1e-9)) | (out > high * (1 + 1e-9))).any()):
            raise AssertionError(f"For p = {p} a result lies outside the range that its own inputs allow.")
    for lower, higher in zip(at.values(), list(at.values())[1:], strict=False):
        if bool((higher < lower * (1 - 1e-12)).any()):
            raise AssertionError("A larger p gave a smaller result; a power mean never falls as p grows.")
    case = Case()
    module = case.build(candidate)
    x = torch.rand(2, 6, 3, dtype=torch.float64) + 0.5
    scaled = answer(module, 37.5 * x)
    expect_close(scaled, 37.5 * answer(module, x).detach(), atol=0, rtol=1e-9, what="Result for 37.5 times the input")


@criterion("Correctness")
def test_repeated_calls(candidate: Candidate) -> None:
    """One module serves other lengths, masks and batch sizes in any order, with whatever p is then."""
    case = Case()
    module = case.build(candidate)
    for batch, length, share in ((3, 2, 0.0), (2, 9, 0.3), (1, 30, 0.3), (2, 9, 0.6), (3, 4, 0.0), (2, 9, 0.0)):
        padding = torch.rand(batch, length) < share if share else None
        if padding is not None:
            padding[:, 0] = False
        expect_result(module, case, case.input(batch, length), padding)
    other = Case(p=(1.5, 4.0, 2.0))
    with torch.no_grad():
        module.p.copy_(other.exponents())
    what = "Result after p was changed, as an optimiser does"
    expect_result(module, other, other.input(2, 9), what=what)
    again = case.input(2, 9)
    first, second = answer(module.eval(), again).detach(), answer(module.train(), again).detach()
    expect_exact(second, first, what="Result of a call repeated, once in eval and once in training mode")
    expect_same(outcome(module.eval(), other, again), owed(other, again), what="in evaluation mode")
    expect_mode_kept(module, again)


@criterion("Correctness")
def test_strides(candidate: Candidate) -> None:
    """Inputs, masks and upstream gradients that are not contiguous work."""
    case = Case()
    module = case.build(candidate)
    padding = (torch.rand(9, 2) < 0.3).t()
    padding[:, 4] = False
    views = {
        "time and batch swapped": torch.randn(9, 2, 3, dtype=torch.float64).transpose(0, 1),
        "channels first in memory": torch.randn(2, 3, 9, dtype=torch.float64).transpose(1, 2),
        "every other channel": torch.randn(2, 9, 6, dtype=torch.float64)[..., ::2],
        "one sample expanded": torch.randn(1, 9, 3, dtype=torch.float64).expand(2, 9, 3),
    }
    upstream = torch.randn(3, 1, dtype=torch.float64).expand(3, 2).t()
    for name, view in views.items():
        for mask in (None, padding):
            found = outcome(module, case, view, mask, upstream)
            expect_same(found, owed(case, view, mask, upstream), what=f"for an input with {name}")


@criterion("Correctness")
def test_inputs_are_untouched(candidate: Candidate) -> None:
    """Neither x nor the mask is changed by a call, with and without gradients."""
    case = Case(eps=0.5)
    module = case.build(candidate)
    x, padding = case.input(2, 9), torch.rand(2, 9) < 0.4
    padding[1] = True
    for arguments in ((x,), (x, padding)):
        with torch.no_grad():
            expect_inputs_untouched(candidate, module, *arguments)
        expect_inputs_untouched(candidate, module, *arguments)
