"""Hidden checks of values: all arguments, extra dimensions, what is ignored, order, strides, repeated calls."""

import math

import torch
from stable_loss import NAME, WEIGHT, Setting, answer, draw, expect_result, kept_weight, outcome, owed, pulled_back
from torch.nn import functional

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_exact,
    expect_inputs_untouched,
    expect_mode_kept,
    needs,
)

REDUCTIONS = ("none", "sum", "mean")


@criterion("Correctness")
def test_all_arguments(candidate: Candidate) -> None:
    """Every combination of gamma, smoothing, weights, ignored targets and reduction gives the formula's result."""
    for gamma, smoothing, weight in (
        (0.0, 0.1, None),
        (0.5, 0.0, WEIGHT),
        (1.0, 0.4, WEIGHT),
        (2.0, 0.0, None),
        (5.0, 0.9, WEIGHT),
    ):
        logits, target = draw((9, 5), ignored=0.3)
        for reduction in REDUCTIONS:
            expect_result(candidate, Setting(gamma, smoothing, weight, reduction), logits, target)
    logits, target = draw((9, 5), ignored=0.3)
    expected = Setting(2.0, 0.0, None, "mean").expected(logits, target)
    out = answer(candidate.build(NAME), logits, target)
    expect_close(out, expected, atol=1e-11, rtol=1e-9, what="Loss where no argument is given")


@criterion("Correctness")
@needs("test_all_arguments")
def test_extra_dimensions(candidate: Candidate) -> None:
    """Classes are the second dimension, however many follow, also where sizes are equal or one."""
    for shape in ((3, 5, 4), (2, 5, 3, 2), (5, 5, 5), (2, 5, 1, 3, 2), (1, 5, 7)):
        logits, target = draw(shape, ignored=0.2)
        for reduction in REDUCTIONS:
            expect_result(candidate, Setting(1.5, 0.2, WEIGHT, reduction), logits, target)


@criterion("Correctness")
@needs("test_all_arguments")
def test_any_ignore_index(candidate: Candidate) -> None:
    """ignore_index may be any number: a class, one beyond the classes, a negative one."""
    for index in (0, 4, 5, 255, -1):
        logits, target = draw((11, 5))
        target[::3] = index
        target[1] = 2
        for reduction in REDUCTIONS:
            expect_result(
                candidate, Setting(2.0, 0.2, WEIGHT, reduction, index), logits, target, note=f", ignore_index={index}"
            )


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_ignored_content(candidate: Candidate) -> None:
    """What the logits hold at ignored places, also inf and nan, changes nothing; those get exactly zero gradient."""
    logits, target = draw((3, 5, 4))
    hidden = torch.zeros(3, 4, dtype=torch.bool)
    hidden[0, 1:3], hidden[2] = True, True
    target = target.masked_fill(hidden, -100)
    places = hidden.unsqueeze(1).expand(3, 5, 4)
    mixed = torch.tensor([math.inf, -math.inf, math.nan, 0.0, 1e30], dtype=torch.float64).view(1, 5, 1)
    contents = {"1e30": 1e30, "inf": math.inf, "-inf": -math.inf, "nan": math.nan, "inf and nan": mixed}
    for gamma in (2.0, 0.5):
        for reduction in REDUCTIONS:
            module = Setting(gamma, 0.2, WEIGHT, reduction).build(candidate)
            value, gradient = outcome(module, logits, target, ones(reduction, target))
            for name, content in contents.items():
                filled = torch.where(places, torch.as_tensor(content, dtype=torch.float64), logits)
                found, slope = outcome(module, filled, target, ones(reduction, target))
                what = f"where ignored logits hold {name}, gamma={gamma:g}, {reduction!r}"
                expect_close(found, value, atol=1e-11, rtol=1e-9, what=f"Loss {what}")
                expect_exact(slope[places], torch.zeros_like(slope[places]), what=f"Gradient of ignored logits {what}")
                expect_close(slope, gradient, atol=1e-11, rtol=1e-9, what=f"Gradient {what}")


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_nothing_scored(candidate: Candidate) -> None:
    """If all targets are ignored, or there are none, the result is 0 and its gradient is exactly 0."""
    for shape in ((4, 5), (2, 5, 3), (0, 5)):
        logits, target = draw(shape)
        target.fill_(-100)
        for weight in (None, WEIGHT):
            for reduction in REDUCTIONS:
                module = Setting(2.0, 0.1, weight, reduction).build(candidate)
                value, gradient = outcome(module, logits, target, ones(reduction, target))
                what = f"where nothing is scored, logits {shape}, {reduction!r}"
                expected = ones(reduction, target) * 0
                expect_exact(value, expected, what=f"Loss {what}")
                expect_exact(gradient, torch.zeros_like(gradient), what=f"Gradient {what}")


@criterion("Correctness")
@needs("test_all_arguments")
def test_scaled_weights(candidate: Candidate) -> None:
    """Multiplying all weights by one number leaves the mean as it is; a weight may be 0."""
    logits, target = draw((6, 5), ignored=0.3)
    for scale in (1e-3, 1.0, 1e3):
        weight = tuple(scale * value for value in WEIGHT)
        expect_result(candidate, Setting(2.0, 0.1, weight, "mean"), logits, target, note=f" scaled by {scale:g}")
    target[:5] = torch.arange(5)
    for reduction in REDUCTIONS:
        expect_result(candidate, Setting(2.0, 0.1, (0.5, 0.0, 1.0, 3.0, 0.0), reduction), logits, target)


@criterion("Correctness")
@needs("test_all_arguments")
def test_certain_samples_count(candidate: Candidate) -> None:
    """A scored sample whose loss is 0, since its prediction is certain, still counts in the mean."""
    logits, target = draw((5, 5))
    logits[2] = torch.where(torch.arange(5) == target[2], 9e3, 0.0)
    target[4] = -100
    for weight in (None, WEIGHT):
        expect_result(candidate, Setting(2.0, 0.0, weight, "mean"), logits, target, note=", one prediction certain")


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_equals_cross_entropy(candidate: Candidate) -> None:
    """With gamma=0, value and gradient equal cross_entropy's for all arguments and shapes."""
    weight = torch.tensor(WEIGHT, dtype=torch.float64)
    for shape in ((7, 5), (2, 5, 3, 2)):
        for smoothing, given, reduction in ((0.0, None, "mean"), (0.2, weight, "mean"), (0.7, weight, "none")):
            logits, target = draw(shape, scale=5.0, ignored=0.3)
            words = {"label_smoothing": smoothing, "weight": given, "reduction": reduction}
            leaf = logits.clone().requires_grad_()
            expected = functional.cross_entropy(leaf, target, **words)
            upstream = torch.randn_like(expected)
            (slope,) = torch.autograd.grad(expected, leaf, upstream)
            value, gradient = outcome(candidate.build(NAME, 0.0, **words), logits, target, upstream)
            what = f"for gamma=0, logits {shape}, smoothing={smoothing}, {reduction!r}, against cross_entropy"
            expect_close(value, expected.detach(), atol=1e-11, rtol=1e-9, what=f"Loss {what}")
            expect_close(gradient, slope, atol=1e-11, rtol=1e-9, what=f"Gradient {what}")


@criterion("Correctness")
@needs("test_all_arguments")
def test_order_and_company(candidate: Candidate) -> None:
    """Samples do not influence each other; renaming classes or changing the order of samples changes nothing."""
    logits, target = draw((6, 5), ignored=0.2)
    each = Setting(1.5, 0.2, WEIGHT)
    module = each.build(candidate)
    alone = torch.cat([answer(module, logits[i : i + 1], target[i : i + 1], shape=(1,)) for i in range(6)])
    together = answer(module, logits, target, shape=(6,))
    expect_close(together, alone, atol=1e-11, rtol=1e-9, what="A batch, compared with its samples one by one")
    order = torch.randperm(6)
    turned = answer(module, logits[order], target[order], shape=(6,))
    expect_close(turned, together[order], atol=1e-11, rtol=1e-9, what="The batch in another order")
    far = answer(module, torch.cat([logits[:1], 1e6 * logits[1:]]), target, shape=(6,))
    expect_close(far[:1], together[:1], atol=1e-11, rtol=1e-9, what="A sample beside very large ones")
    names = torch.randperm(5)
    renamed = Setting(1.5, 0.2, tuple(WEIGHT[k] for k in names.tolist()))
    places = names.argsort()[target.clamp_min(0)].masked_fill(target < 0, -100)
    other = answer(renamed.build(candidate), logits[:, names], places)
    expect_close(other, together, atol=1e-11, rtol=1e-9, what="The same batch with classes renamed")


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_strides(candidate: Candidate) -> None:
    """Logits, targets and upstream gradients that are not contiguous work."""
    setting = Setting(1.5, 0.2, WEIGHT)
    module = setting.build(candidate)
    views = {
        "classes last in memory": torch.randn(3, 4, 5, dtype=torch.float64).transpose(1, 2),
        "every other class": torch.randn(3, 10, 4, dtype=torch.float64)[:, ::2],
        "one sample expanded": torch.randn(1, 5, 4, dtype=torch.float64).expand(3, 5, 4),
        "two dimensions swapped": torch.randn(3, 5, 2, 4, dtype=torch.float64).transpose(2, 3),
    }
    targets = {3: torch.randint(5, (4, 3)).t(), 4: torch.randint(5, (2, 4, 3)).permute(2, 1, 0)}
    for name, view in views.items():
        target = targets[view.dim()]
        upstream = torch.randn(1, *target.shape[1:], dtype=torch.float64).expand(target.shape)
        expected, slope = owed(setting, view, target, upstream)
        leaf = view.detach().requires_grad_()
        out = answer(module, leaf, target, shape=tuple(target.shape))
        expect_close(out, expected, atol=1e-11, rtol=1e-9, what=f"Loss for logits with {name}")
        gradient = pulled_back(out, leaf, upstream, what=f"Gradient for logits with {name}")
        expect_close(gradient, slope, atol=1e-11, rtol=1e-9, what=f"Gradient for logits with {name}")


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_inputs_are_untouched(candidate: Candidate) -> None:
    """Neither the logits nor the target nor the weight is changed by a call."""
    logits, target = draw((4, 5, 3), ignored=0.4)
    for dtype in (torch.float64, torch.float32):
        module = Setting(1.5, 0.2, WEIGHT, "mean").build(candidate, dtype)
        with torch.no_grad():
            expect_inputs_untouched(candidate, module, logits.to(dtype), target)
        expected = torch.tensor(WEIGHT, dtype=dtype)
        expect_exact(kept_weight(module), expected, what="weight after a call")


@criterion("Correctness")
@needs("test_all_arguments", "test_extra_dimensions")
def test_repeated_calls(candidate: Candidate) -> None:
    """One module serves other sizes, other targets and other class counts, in any order."""
    weighted, plain = Setting(1.5, 0.2, WEIGHT, "mean"), Setting(0.5, 0.2, None, "none")
    modules = {setting: setting.build(candidate) for setting in (weighted, plain)}
    for setting, shape, first_ignored in (
        (weighted, (3, 5), 0),
        (plain, (3, 5), 0),
        (weighted, (3, 5), 1),
        (plain, (2, 7), 0),
        (weighted, (2, 5, 4), 0),
        (plain, (2, 3, 4), 0),
        (weighted, (9, 5), 0),
        (plain, (3, 5), 1),
        (weighted, (2, 5, 4), 1),
    ):
        logits, target = draw(shape)
        target.view(-1)[first_ignored::3] = -100
        out = answer(modules[setting], logits, target)
        what = f"Loss for logits {shape} after calls with other sizes and targets"
        expect_close(out, setting.expected(logits, target), atol=1e-11, rtol=1e-9, what=what)
    expect_mode_kept(modules[weighted], *draw((3, 5)))


def ones(reduction: str, target: torch.Tensor) -> torch.Tensor:
    """The upstream gradient of a sum."""
    return torch.ones(target.shape if reduction == "none" else (), dtype=torch.float64)
