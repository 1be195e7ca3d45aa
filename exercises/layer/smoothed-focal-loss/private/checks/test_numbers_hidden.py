"""Hidden checks of gradients and numbers: derivatives, certain predictions, extreme logits, half precision."""

from itertools import product

import torch
from stable_loss import WEIGHT, Setting, answer, draw, one_minus_p, outcome, owed
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_dtype,
    expect_gradcheck,
    expect_shape,
    levels,
    needs,
)

GAMMAS = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)
DIGITS = {torch.float16: 11, torch.bfloat16: 8}
SINGLE = torch.finfo(torch.float32).eps


@criterion("Gradients and numerics")
@needs("test_all_arguments", "test_extra_dimensions")
def test_gradients_of_every_setting(candidate: Candidate) -> None:
    """Gradients are the formula's for every gamma, reduction, weight and extra dimension, with ignored targets."""
    for gamma in (*GAMMAS, 1.5):
        for reduction, weight in (("none", WEIGHT), ("mean", WEIGHT), ("mean", None), ("sum", None)):
            setting = Setting(gamma, 0.2, weight, reduction)
            logits, target = draw((4, 5, 2), ignored=0.25)
            upstream = torch.randn_like(setting.expected(logits, target))
            _, slope = owed(setting, logits, target, upstream)
            for training, mode in ((True, "training"), (False, "evaluation")):
                module = setting.build(candidate).train(training)
                _, gradient = outcome(module, logits, target, upstream)
                what = f"Gradient in {mode} mode for {setting}"
                expect_close(gradient, slope, atol=1e-10, rtol=1e-8, what=what)


@criterion("Gradients and numerics")
@needs("test_gradients_of_every_setting")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """Gradients can be differentiated again, and are exact."""
    for setting in (Setting(1.5, 0.2, WEIGHT, "mean"), Setting(2.0, 0.0, None, "none")):
        module = setting.build(candidate)
        logits, target = draw((3, 5))
        target[1] = -100

        def run(logits: Tensor, module: torch.nn.Module = module, target: Tensor = target) -> Tensor:
            return answer(module, logits, target)

        what = f"Second derivative for {setting}"
        expect_gradcheck(run, (logits.requires_grad_(),), what=what, second_order=True)


@criterion("Gradients and numerics")
@needs("test_gradients_of_every_setting")
def test_shifted_logits(candidate: Candidate) -> None:
    """Adding one number to all logits of a sample changes neither its loss nor its gradient."""
    setting = Setting(1.5, 0.2, WEIGHT, "none")
    module = setting.build(candidate)
    logits, target = draw((4, 5))
    upstream = torch.ones(4, dtype=torch.float64)
    value, gradient = owed(setting, logits, target, upstream)
    for shift in (900.0, -900.0):
        found, slope = outcome(module, logits + shift, target, upstream)
        # A shift of 900 leaves the logits 13 digits.
        expect_close(found, value, atol=1e-10, rtol=1e-9, what=f"Loss for logits shifted by {shift:g}")
        expect_close(slope, gradient, atol=1e-10, rtol=1e-9, what=f"Gradient for logits shifted by {shift:g}")


@criterion("Gradients and numerics")
@needs("test_gradients_of_every_setting")
def test_certain_predictions(candidate: Candidate) -> None:
    """Near p_t = 1, float64 follows the formula: nothing is clamped or added to keep 1 - p_t away from 0."""
    for gamma, smoothing in ((0.5, 0.1), (1.0, 0.0), (2.0, 0.1)):
        setting = Setting(gamma, smoothing)
        logits, target = gapped([4.0, 10.0, 16.0, 22.0], torch.float64)
        upstream = torch.ones(4, dtype=torch.float64)
        value, slope = owed(setting, logits, target, upstream)
        found, gradient = outcome(setting.build(candidate), logits, target, upstream)
        # At a gap of 22, 1 - p_t is 3e-10 or more, and a rounded lp[t] leaves it six digits.
        what = f"for gaps 4 to 22, gamma={gamma:g} and smoothing={smoothing:g}"
        expect_close(found, value, atol=0, rtol=1e-5, what=f"Loss {what}")
        expect_close(gradient, slope, atol=1e-9 * value.max().item(), rtol=1e-4, what=f"Gradient {what}")


@criterion("Gradients and numerics")
@needs("test_gradients_of_every_setting")
def test_extreme_logits(candidate: Candidate) -> None:
    """For logits up to 1e4 and p_t rounding to 0 or 1, float32 gives finite values and gradients for every gamma."""
    gaps = [-1e4, -100.0, -30.0, 14.0, 16.5, 18.0, 25.0, 60.0, 88.0, 95.0, 101.0, 103.0, 110.0, 1e4]
    for gamma in GAMMAS:
        for smoothing in (0.0, 0.1):
            setting = Setting(gamma, smoothing)
            for logits, target in (gapped(gaps, torch.float32), far_apart()):
                expect_within_rounding(candidate, setting, logits, target)


@criterion("Gradients and numerics")
@needs("test_gradients_of_every_setting")
@levels("mid", "senior")
def test_half_precision(candidate: Candidate) -> None:
    """Half precision is as accurate as its digits: softmax and sums in float32, the result rounded once."""
    for dtype, weight_dtype in product(DIGITS, (None, torch.float32)):
        logits, target = gapped([0.5, 1.0, 2.0, 3.0, 4.0, 5.0] * 4, dtype)
        target[3::5] = -100
        # One rounding of a float32 result is half a unit in the last place; the bound is a whole one.
        tolerance = 2.0 ** (1 - DIGITS[dtype])
        for reduction in ("none", "mean", "sum"):
            setting = Setting(2.0, 0.1, WEIGHT, reduction)
            upstream = torch.ones(target.shape if reduction == "none" else (), dtype=dtype)
            value, slope = owed(setting, logits, target, upstream.double())
            what = f"for {short(dtype)} logits and {short(weight_dtype or dtype)} weights, {setting}"
            found, gradient = outcome(setting.build(candidate, weight_dtype or dtype), logits, target, upstream)
            expect_close(found.double(), value, atol=1e-6, rtol=tolerance, what=f"Loss {what}")
            expect_dtype(gradient, dtype, what=f"Gradient {what}")
            # A gradient is a difference of terms of the size of the weights, taken in float32.
            expect_close(gradient.double(), slope, atol=1e-5, rtol=tolerance, what=f"Gradient {what}")
    many, targets = torch.zeros(70_000, 4, dtype=torch.float16), torch.arange(70_000) % 4
    # Their sum leaves float16, and so does their number; a running sum in bfloat16 would stop at 256.
    for dtype in (torch.float16, torch.bfloat16):
        out = answer(Setting(0.0, reduction="mean").build(candidate), many.to(dtype), targets)
        what = f"Mean over 70000 equal samples in {short(dtype)}"
        expect_close(out.double(), torch.tensor(1.386294361, dtype=torch.float64), atol=0, rtol=0.01, what=what)


@criterion("Gradients and numerics")
@needs("test_extreme_logits")
@levels("senior")
def test_relative_accuracy(candidate: Candidate) -> None:
    """In float32 the relative error stays below 1e-3 for gaps up to 25: 1 - p_t keeps its digits."""
    gaps = [0.5, 3.0, 7.0, 10.0, 13.0, 15.0, 16.5, 18.0, 20.0, 22.5, 25.0]
    for gamma in (0.5, 1.0, 2.0):
        for classes, weight in ((5, None), (2, None), (5, WEIGHT)):
            setting = Setting(gamma, 0.1, weight)
            logits, target = gapped(gaps, torch.float32, classes)
            out = answer(setting.build(candidate, torch.float32), logits, target)
            expected = setting.expected(logits, target).float()
            what = f"Loss for float32 logits with gaps from {gaps[0]} to {gaps[-1]}, K={classes}, {setting}"
            expect_close(out, expected, atol=0, rtol=1e-3, what=what)


def gapped(gaps: list[float], dtype: torch.dtype, classes: int = 5) -> tuple[Tensor, Tensor]:
    """One sample for each gap: the true class has the logit 0, the best of the others is that much below it."""
    others = -torch.rand(len(gaps), classes, dtype=torch.float64)
    others[:, -1] = 0
    others = others[:, torch.randperm(classes)] if classes > 2 else others
    target = torch.randint(classes, (len(gaps),))
    best = others.argmax(1)
    target = torch.where(target == best, (target + 1) % classes, target)
    logits = others - torch.tensor(gaps, dtype=torch.float64).unsqueeze(1)
    return logits.scatter(1, target.unsqueeze(1), 0.0).to(dtype), target


def far_apart() -> tuple[Tensor, Tensor]:
    """Logits between -1e4 and 1e4: the true class the highest, the lowest, and one of several equal ones."""
    logits = torch.tensor([[1e4, -1e4, 0, 5], [1e4, -1e4, 0, 5], [-1e4, -1e4, 9, -1e4], [1e4, 1e4, 1e4, 1e4]])
    return logits, torch.tensor([0, 1, 2, 3])


def expect_within_rounding(candidate: Candidate, setting: Setting, logits: Tensor, target: Tensor) -> None:
    """Finite values and gradients, as close to the formula as 1 - p_t formed from a float32 lp[t] allows."""
    upstream = torch.ones(target.shape, dtype=torch.float32)
    value, slope = owed(setting, logits, target, upstream.double())
    plain, _ = owed(Setting(0.0, setting.smoothing), logits, target, upstream.double())
    found, gradient = outcome(setting.build(candidate, torch.float32), logits, target, upstream)
    expect_shape(found, tuple(target.shape), what=f"Loss for {setting}")
    for name, tensor in (("Loss", found), ("Gradient", gradient)):
        bad = (~torch.isfinite(tensor)).nonzero()
        if len(bad):
            row = logits[int(bad[0, 0])].tolist()
            raise AssertionError(
                f"{name} for {setting} is not finite for logits {row}, true class {target[bad[0, 0]]}."
            )
    # A logsumexp is rounded like a number of its own size, all lp[k] with it, and 1 - p_t by as much; the factor passes
    # that on.
    unit = 8 * SINGLE * logits.double().logsumexp(1).abs().clamp_min(1.0)
    rest = one_minus_p(logits, target)
    spread = (rest + unit) ** setting.gamma - (rest - unit).clamp_min(0) ** setting.gamma
    slack = spread * plain + 1e-4 * plain + unit
    excess = ((found.double() - value).abs() - slack).clamp_min(0)
    what = f"Error of the loss for {setting}, beyond what rounding explains"
    expect_close(excess, torch.zeros_like(excess), atol=0, rtol=0, what=what)
    loose = (20 * slack).unsqueeze(1) + 1e-3 * slope.abs()
    over = ((gradient.double() - slope).abs() - loose).clamp_min(0)
    what = f"Error of the gradient for {setting}, beyond what rounding explains"
    expect_close(over, torch.zeros_like(over), atol=0, rtol=0, what=what)


def short(dtype: torch.dtype) -> str:
    """The name of a dtype without torch."""
    return str(dtype).removeprefix("torch.")
