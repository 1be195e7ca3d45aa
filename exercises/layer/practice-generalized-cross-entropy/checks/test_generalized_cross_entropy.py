"""The visible checks. Read them: each is a promise of the specification, made testable."""

from collections.abc import Iterator

import torch
from gce_formula import (
    IGNORED,
    NAME,
    Mistakes,
    expect_loss,
    expect_number,
    formula,
    looking,
    mistakes,
    require,
    slope,
    slope_mistakes,
)
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    Documentation,
    criterion,
    documentation,
    expect_close,
    expect_dtype,
    expect_gradcheck,
    expect_shape,
    expect_tensor,
    levels,
    needs,
)

DOUBLE = torch.float64
EXTREMES = (
    # q, logits, true class, what it shows, where to look
    (0.01, (0.0, 200.0), 0, "p_t rounds to 0 here but p_t^q does not. Get p_t^q from log(p_t), without forming p_t."),
    (1e-6, (0.0, 0.0), 0, "1 - p_t^q has hardly a digit left when p_t^q is next to 1. Look at torch.expm1."),
    (0.7, (1e4, -1e4), 1, "p_t is 0 here: the loss is 1/q, and the derivative of a power at 0 must not get in."),
    (1e-6, (1e4, -1e4), 1, "log(p_t) is -20000 here; keep the softmax in logarithms."),
    (0.7, (1e4, -1e4), 0, "p_t is 1 here: the loss is 0 and so is its gradient."),
    (1.0, (3.0, -3.0), 1, "q = 1 is an ordinary case: the loss is 1 - p_t."),
)


@criterion("Correctness")
def test_shape_and_dtype(candidate: Candidate) -> None:
    """The result has the shape of target for "none" and no dimensions otherwise, and the dtype of logits."""
    for shape in ((4, 3), (2, 3, 5), (2, 3, 2, 2)):
        logits, target = torch.randn(shape), torch.zeros(shape[:1] + shape[2:], dtype=torch.int64)
        for reduction, promised in (("none", tuple(target.shape)), ("sum", ()), ("mean", ())):
            what = f'Result for logits of shape {shape} and reduction="{reduction}"'
            out = candidate.build(NAME, reduction=reduction)(logits, target)
            expect_shape(out, promised, what=what)
            expect_dtype(out, torch.float32, what=f"{what}, in float32")
    out = candidate.build(NAME)(torch.randn(4, 3, dtype=DOUBLE), torch.zeros(4, dtype=torch.int64))
    expect_dtype(out, DOUBLE, what="Result for float64 logits")


@criterion("Correctness")
def test_matches_the_formula(candidate: Candidate) -> None:
    """For logits (N, K) every loss is (1 - p_t^q) / q, for any q."""
    for q in (0.5, 0.2, 1.0, 0.7):
        logits, target = 2 * torch.randn(4, 3, dtype=DOUBLE), torch.tensor([2, 0, 1, 2])
        out = candidate.build(NAME, q, reduction="none")(logits.clone(), target.clone())
        what = f'Losses for logits (4, 3), q = {q} and reduction="none"'
        look = "Work the example of the text by hand and print your p_t."
        expect_loss(out, formula(logits, target, q), DOUBLE, mistakes(logits, target, q), what=what, look=look)


@criterion("Correctness")
@needs("test_matches_the_formula")
def test_more_dimensions(candidate: Candidate) -> None:
    """For logits (N, K, d1, ...) the classes are dimension 1, and each place has its own loss."""
    for shape in ((2, 3, 4), (2, 3, 2, 3)):
        logits = 2 * torch.randn(shape, dtype=DOUBLE)
        target = torch.randint(3, shape[:1] + shape[2:])
        out = candidate.build(NAME, 0.5, reduction="none")(logits.clone(), target.clone())
        what = f'Losses for logits {shape}, q = 0.5 and reduction="none"'
        look = "Which dimension does your softmax run over, and which one do you pick the true class from?"
        expect_loss(out, formula(logits, target, 0.5), DOUBLE, mistakes(logits, target, 0.5), what=what, look=look)


@criterion("Correctness")
@needs("test_matches_the_formula")
def test_ignored_places(candidate: Candidate) -> None:
    """A place whose target is ignore_index has loss 0, whichever number that is."""
    for ignore_index in (IGNORED, 1, -1, 255):
        logits = torch.randn(5, 3, dtype=DOUBLE)
        target = torch.tensor([0, ignore_index, 2, ignore_index, 2])
        out = candidate.build(NAME, 0.5, ignore_index=ignore_index, reduction="none")(logits.clone(), target.clone())
        what = f'Losses for ignore_index={ignore_index}, target {target.tolist()} and reduction="none"'
        expected = formula(logits, target, 0.5, ignore_index)
        look = "Places 1 and 3 are not scored; the others keep their loss."
        expect_loss(out, expected, DOUBLE, kept(out, expected, target == ignore_index), what=what, look=look)


@criterion("Correctness")
@needs("test_matches_the_formula", "test_ignored_places")
def test_reductions(candidate: Candidate) -> None:
    """The sum adds the losses up, the mean divides it by the number of scored places; 0 if there are none."""
    for shape in ((5, 3), (2, 3, 4)):
        logits = torch.randn(shape, dtype=DOUBLE)
        target = torch.randint(3, shape[:1] + shape[2:])
        # Two places that do not count, and one that counts although its loss is 0.
        target.view(-1)[:2], target.view(-1)[-1] = IGNORED, 2
        logits.select(0, -1).view(3, -1)[2, -1] = 100.0
        scored = int((target != IGNORED).sum())
        losses = formula(logits, target, 0.5)
        for reduction, expected in (("sum", losses.sum()), ("mean", losses.sum() / scored)):
            out = candidate.build(NAME, 0.5, reduction=reduction)(logits.clone(), target.clone())
            what = f'reduction="{reduction}" for logits {shape} with {scored} of {target.numel()} places scored'
            look = "Start from the unreduced losses."
            expect_loss(out, expected, DOUBLE, reduced(losses, scored, 0.5), what=what, look=look)
    nothing = torch.full((2,), IGNORED)
    for reduction in ("sum", "mean"):
        out = candidate.build(NAME, reduction=reduction)(torch.randn(2, 3, dtype=DOUBLE), nothing)
        what = f'reduction="{reduction}" when no place is scored'
        expect_loss(
            out,
            torch.zeros((), dtype=DOUBLE),
            DOUBLE,
            what=what,
            look="It is 0 in the dtype of logits; what do you divide by then?",
        )


@criterion("Gradients and numerics")
@needs("test_matches_the_formula")
def test_extreme_values(candidate: Candidate) -> None:
    """Value and gradient are right in float32 where p_t is 0 or 1, where p_t^q is nearly 1, and for logits of 1e4."""
    for q, row, true, look in EXTREMES:
        logits, target = torch.tensor([row], requires_grad=True), torch.tensor([true])
        out = candidate.build(NAME, q, reduction="sum")(logits, target)
        where = f"for float32 logits ({row[0]:g}, {row[1]:g}), true class {true} and q = {q:g}"
        expect_number(out, formula(logits, target, q).sum(), what=f"Loss {where}", look=look)
        what = f"Gradient {where}"
        gradient = gradient_of(out, logits, what=what)
        with looking(look):
            expect_close(gradient, slope(logits, target, q).float(), atol=1e-6, rtol=1e-4, what=what)


@criterion("Gradients and numerics")
@needs("test_matches_the_formula")
def test_gradients(candidate: Candidate) -> None:
    """The gradient with respect to logits is exact: it agrees with a closed form and with finite differences."""
    target = torch.tensor([2, 0, 1])
    for q in (0.7, 0.2):
        module = candidate.build(NAME, q, reduction="none")
        logits = torch.randn(3, 4, dtype=DOUBLE, requires_grad=True)
        what = f"Gradient of the summed losses for logits (3, 4) and q = {q}"
        gradient = gradient_of(module(logits, target), logits, what=what)
        look = "Which lines of yours does autograd not see, or see twice?"
        expect_loss(gradient, slope(logits, target, q), DOUBLE, slope_mistakes(logits, target, q), what=what, look=look)
        expect_gradcheck(lambda logits, module=module: module(logits, target), (logits,), what=what, fast=True)


@criterion("Gradients and numerics")
@levels("mid", "senior")
@needs("test_matches_the_formula")
def test_half_precision(candidate: Candidate) -> None:
    """float16 and bfloat16 logits are worked on in float32, sums and means too; their own dtype comes back."""
    for dtype in (torch.float16, torch.bfloat16):
        name = str(dtype).removeprefix("torch.")
        logits, target = (3 * torch.randn(64, 5)).to(dtype), torch.randint(5, (64,))
        out = candidate.build(NAME, 0.3, reduction="none")(logits, target)
        # One rounding of the result is half of eps; a second one, of something on the way, may already be too much.
        eps = torch.finfo(dtype).eps
        with looking("Widen logits before the softmax, and go back to their dtype once, at the very end."):
            expected = formula(logits, target, 0.3).to(dtype)
            expect_close(out, expected, atol=1e-4, rtol=eps, what=f"Losses for random {name} logits")
        # 4096 losses of 20 sum up to 81920; the largest float16 number is 65504.
        many = torch.tensor([[0.0, 1e4]], dtype=dtype).repeat(4096, 1)
        out = candidate.build(NAME, 0.05)(many, torch.zeros(4096, dtype=torch.int64))
        with looking("Their sum does not fit float16: take the mean before you go back to the dtype of logits."):
            expect_close(
                out, torch.tensor(20.0, dtype=dtype), atol=0.1, rtol=0, what=f"Mean of 4096 {name} losses of 20"
            )


@criterion("Documentation")
def test_documentation(candidate: Candidate) -> None:
    """The class docstring explains arguments and shapes; forward is documented and annotated; extra_repr exists."""
    missing = list(undocumented(documentation(candidate.source, NAME)))
    require(not missing, " ".join(missing))


def undocumented(facts: Documentation) -> Iterator[str]:
    """What is missing, all at once, so that one more run shows it green."""
    length = len(facts.docstring)
    if length < 120:
        yield f"The docstring of {NAME} has {length} characters; at least 120 are asked for."
    unnamed = [word for word in ("q", "ignore_index", "reduction") if not names(facts.docstring, word)]
    if unnamed:
        yield f"The docstring of {NAME} does not mention {', '.join(unnamed)}."
    if "(N, K" not in facts.docstring:
        yield f"The docstring of {NAME} does not give the shape as (N, K, ...)."
    forward = facts.method("forward")
    if not forward.docstring:
        yield "forward has no docstring: say in a line what comes in and what goes out."
    if forward.unannotated:
        yield f"forward: no annotation on {', '.join(forward.unannotated)} (such as `: Tensor`)."
    if not forward.returns:
        yield "forward: the result has no annotation (`-> Tensor`)."
    if "extra_repr" not in facts.methods:
        yield f"{NAME} defines no extra_repr, which shows the three arguments when the loss is printed."


def kept(out: Tensor, expected: Tensor, ignored: Tensor) -> Mistakes:
    """The way to get nothing but ignored places wrong."""
    if out.shape == expected.shape:
        yield "places whose target is ignore_index keep a loss; it is 0 there.", torch.where(ignored, out, expected)


def reduced(losses: Tensor, scored: int, q: float) -> Mistakes:
    """Ways to get a reduction wrong."""
    surprise = -torch.log1p(-q * losses).sum() / q
    for name, summed in (("sum", surprise), ("mean", surprise / scored)):
        sentence = f"this is the formula for the {name} of -log(p_t); take the loss of each place, then the {name}."
        yield sentence, -torch.expm1(-q * summed) / q
    yield "this is the mean over all places; only scored ones count.", losses.mean()
    sentence = "the sum is divided by the number of losses that are not 0; a scored place counts whatever its loss."
    yield sentence, losses.sum() / losses.count_nonzero()
    yield "this is the sum; the mean divides it by the number of scored places.", losses.sum()
    yield "this is the mean; the sum is not divided by anything.", losses.sum() / scored
    yield "the sum is divided by N; divide it by the number of scored places.", losses.sum() / len(losses)


def gradient_of(out: object, logits: Tensor, *, what: str) -> Tensor:
    """The gradient that reaches logits; the usual way of losing it has its own words."""
    result = expect_tensor(out, what=what)
    require(result.requires_grad, f"{what}: none flows. Look for detach(), .data, .item() or torch.no_grad().")
    (gradient,) = torch.autograd.grad(result, logits, torch.ones_like(result), allow_unused=True)
    return expect_tensor(gradient, what=what)


def names(text: str, word: str) -> bool:
    """Whether the text holds the word by itself: `q` in "quick" does not count."""
    letters = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text)
    return word in letters.split()
