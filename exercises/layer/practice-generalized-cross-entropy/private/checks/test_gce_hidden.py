"""The hidden checks: stated behaviour that the visible ones do not reach."""

import copy
import math

import torch
from gce_by_torch import DOUBLE, IGNORED, NAME, answer, expect_reduced, looking, pair
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_compiles,
    expect_exact,
    expect_gradcheck,
    expect_inputs_untouched,
    expect_raises_value_error,
    expect_state_keys,
    expect_tensor,
    levels,
)

REDUCTIONS = ("none", "sum", "mean")
SINGLE_BUFFER, ALIVE = 1.05, 5.0


@criterion("Correctness")
def test_ignored_content(candidate: Candidate) -> None:
    """Places that are not scored may hold inf and nan: they change nothing and get exactly zero gradient."""
    look = "Zero times nan is nan: put harmless logits there before the softmax, or leave the place out."
    for shape in ((5, 3), (2, 3, 4)):
        clean = torch.randn(shape, dtype=DOUBLE)
        target = torch.randint(3, shape[:1] + shape[2:])
        target[0] = IGNORED
        ignored = (target == IGNORED).unsqueeze(1)
        for reduction in REDUCTIONS:
            module = candidate.build(NAME, reduction=reduction)
            promised = tuple(target.shape) if reduction == "none" else ()
            value, gradient = pair(module, clean, target, promised, what="Result")
            for name, content in (("inf", math.inf), ("-inf", -math.inf), ("nan", math.nan), ("1e300", 1e300)):
                what = f'logits {shape} with {name} where nothing is scored, reduction="{reduction}"'
                now, slope = pair(module, torch.where(ignored, content, clean), target, promised, what=what)
                with looking(look):
                    expect_close(now, value, atol=1e-12, rtol=1e-9, what=f"Result for {what}")
                    expect_close(slope, gradient, atol=1e-12, rtol=1e-9, what=f"Gradient for {what}")
                    zeros = torch.zeros(shape, dtype=DOUBLE)
                    expect_exact(
                        torch.where(ignored, slope, zeros), zeros, what=f"Gradient of places not scored, {what}"
                    )


@criterion("Correctness")
def test_edge_sizes(candidate: Candidate) -> None:
    """One sample, one class and dimensions of length one are ordinary sizes, in every reduction."""
    look = "Does an operation of yours drop or broadcast a dimension of length one?"
    for shape in ((1, 3), (4, 1), (1, 3, 1), (3, 2, 1), (1, 4, 1, 5)):
        logits = torch.randn(shape, dtype=DOUBLE)
        target = torch.randint(shape[1], shape[:1] + shape[2:])
        for reduction in REDUCTIONS:
            what = f"logits {shape}"
            expect_reduced(candidate, logits, target, q=0.35, reduction=reduction, what=what, look=look)


@criterion("Correctness")
def test_nothing_scored(candidate: Candidate) -> None:
    """Without a scored place the sum and the mean are 0 with zero gradient, whatever logits hold; also for N = 0."""
    for shape in ((3, 4), (2, 4, 3), (0, 4)):
        target = torch.full(shape[:1] + shape[2:], IGNORED)
        for name, content in (("zeros", 0.0), ("nan", math.nan)):
            logits = torch.full(shape, content)
            for reduction in REDUCTIONS:
                what = f'Result for logits {shape} of {name}, nothing scored and reduction="{reduction}"'
                promised = tuple(target.shape) if reduction == "none" else ()
                value, gradient = pair(candidate.build(NAME, reduction=reduction), logits, target, promised, what=what)
                expect_exact(value, torch.zeros(promised), what=what)
                expect_exact(gradient, torch.zeros(shape), what=f"Gradient behind it ({what})")


@criterion("Correctness")
def test_strided_input(candidate: Candidate) -> None:
    """Inputs that are not contiguous give what their contiguous copies give, forward and backward."""
    module = candidate.build(NAME, 0.5, reduction="none")
    target = torch.randint(3, (4, 5))
    views = {
        "classes stored last": (torch.randn(4, 5, 3, dtype=DOUBLE).transpose(1, 2), target),
        "every other class": (torch.randn(4, 6, 5, dtype=DOUBLE)[:, ::2], target),
        "an expanded sample": (torch.randn(1, 3, 5, dtype=DOUBLE).expand(4, 3, 5), target),
        "a transposed target": (torch.randn(5, 3, 4, dtype=DOUBLE), target.t()),
        "an expanded target": (torch.randn(4, 3, 5, dtype=DOUBLE), target[:1].expand(4, 5)),
    }
    for name, (logits, classes) in views.items():
        shape = tuple(classes.shape)
        packed = answer(module, logits.contiguous(), classes.contiguous(), shape, what="Result for a contiguous copy")
        out = answer(module, logits, classes, shape, what=f"Result for {name}")
        expect_close(out.detach(), packed.detach(), atol=1e-12, rtol=1e-9, what=f"Result for {name}, and for a copy")
    leaf = torch.randn(4, 3, 5, dtype=DOUBLE, requires_grad=True)
    upstream = torch.randn(5, 4, dtype=DOUBLE).t()
    out = answer(module, leaf, target, (4, 5), what="Result")
    if out.requires_grad:
        packed, strided = (
            torch.autograd.grad(out, leaf, one, retain_graph=True, allow_unused=True)[0]
            for one in (upstream.contiguous(), upstream)
        )
        packed = expect_tensor(packed, what="Gradient of logits")
        expect_close(strided, packed, atol=1e-12, rtol=1e-9, what="Gradient for an upstream gradient with strides")


@criterion("Correctness")
def test_inputs_are_untouched(candidate: Candidate) -> None:
    """The call leaves logits and target as they were, also when no gradient is asked for."""
    logits, target = torch.randn(4, 3, 2), torch.randint(3, (4, 2))
    target[0] = IGNORED
    for reduction in REDUCTIONS:
        module = candidate.build(NAME, reduction=reduction)
        with torch.no_grad():
            expect_inputs_untouched(candidate, module, logits, target)
        expect_inputs_untouched(candidate, module, logits, target)


@criterion("Correctness")
def test_changing_shapes(candidate: Candidate) -> None:
    """One module serves changing shapes, numbers of classes and targets, and remembers nothing of a call."""
    module = candidate.build(NAME, 0.4)
    for turn, shape in enumerate(((4, 3), (4, 3), (2, 7), (3, 2, 4), (1, 3), (2, 3, 2, 2), (4, 3))):
        logits = torch.randn(shape, dtype=DOUBLE)
        target = torch.randint(shape[1], shape[:1] + shape[2:])
        if target.numel() > 1:
            target.view(-1)[turn % target.numel()] = IGNORED
        what = f"Result for logits {shape} after calls with others, compared with that of a new module"
        fresh = answer(candidate.build(NAME, 0.4), logits, target, (), what=what).detach()
        with looking("Does anything stay behind from the call before?"):
            expect_close(answer(module, logits, target, (), what=what), fresh, atol=1e-12, rtol=1e-9, what=what)


@criterion("Framework practice")
def test_state(candidate: Candidate) -> None:
    """state_dict is empty, before and after a call; a deep copy and evaluation mode give the same loss."""
    module = candidate.build(NAME, 0.3)
    logits, target = torch.randn(6, 3, dtype=DOUBLE), torch.tensor([0, 1, 2, IGNORED, 0, 1])
    expect_state_keys(module, ())
    expected = answer(module, logits, target, (), what="Result").detach()
    expect_state_keys(module, ())
    expect_exact(copy.deepcopy(module)(logits, target).detach(), expected, what="Result of a deep copy")
    expect_exact(module.eval()(logits, target).detach(), expected, what="Result in evaluation mode")


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """The gradient can be differentiated again, and is exact, also with places that are not scored."""
    logits = torch.randn(3, 3, dtype=DOUBLE, requires_grad=True)
    target = torch.tensor([2, IGNORED, 0])
    module = candidate.build(NAME, 0.6, reduction="sum")

    def run(logits: Tensor) -> Tensor:
        return answer(module, logits, target, (), what="Result")

    expect_gradcheck(run, (logits,), what="Second derivative", second_order=True)


@criterion("Framework practice")
@levels("mid", "senior")
def test_meta_device(candidate: Candidate) -> None:
    """The module works on the meta device, also after .to("meta"), in every reduction."""
    for shape in ((4, 3), (2, 3, 5)):
        logits = torch.empty(shape, device="meta")
        target = torch.empty(shape[:1] + shape[2:], dtype=torch.int64, device="meta")
        for reduction in REDUCTIONS:
            module = candidate.build(NAME, reduction=reduction).to("meta")
            promised = tuple(target.shape) if reduction == "none" else ()
            answer(module, logits, target, promised, what=f'Result on meta, reduction="{reduction}"')


@criterion("Framework practice")
@levels("mid", "senior")
def test_compile(candidate: Candidate) -> None:
    """The loss is one graph for torch.compile: no Python branch or shape depends on the numbers."""
    target = torch.randint(3, (4, 5))
    target[0] = IGNORED
    figures = candidate.probe_compile(NAME, inputs=(torch.randn(4, 3, 5), target))
    expect_compiles(figures, what=f"{NAME}() for logits (4, 3, 5) with places that are not scored")


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """A q outside (0, 1], an unknown reduction, and targets of a wrong dtype or shape raise ValueError."""
    for q in (0.0, -0.5, 1.1, math.nan):
        expect_raises_value_error(lambda q=q: candidate.build(NAME, q), what=f"{NAME}({q})")
    for reduction in ("average", ""):
        what = f'{NAME}(reduction="{reduction}")'
        expect_raises_value_error(lambda reduction=reduction: candidate.build(NAME, reduction=reduction), what=what)
    module = candidate.build(NAME)
    wrong = {
        "logits (3,) and target ()": (torch.zeros(3), torch.tensor(0)),
        "logits (4, 3) and a float target": (torch.zeros(4, 3), torch.zeros(4)),
        "logits (4, 3) and an int32 target": (torch.zeros(4, 3), torch.zeros(4, dtype=torch.int32)),
        "logits (4, 3) and target (3,)": (torch.zeros(4, 3), torch.zeros(3, dtype=torch.int64)),
        "logits (4, 3) and target (1,)": (torch.zeros(4, 3), torch.zeros(1, dtype=torch.int64)),
        "logits (4, 3) and target (4, 1)": (torch.zeros(4, 3), torch.zeros(4, 1, dtype=torch.int64)),
        "logits (2, 3, 4) and target (2,)": (torch.zeros(2, 3, 4), torch.zeros(2, dtype=torch.int64)),
        "logits (2, 3, 4) and target (4, 2)": (torch.zeros(2, 3, 4), torch.zeros(4, 2, dtype=torch.int64)),
    }
    for what, arguments in wrong.items():
        expect_raises_value_error(lambda arguments=arguments: module(*arguments), what=what)


@criterion("Efficiency")
@levels("mid", "senior")
def test_memory(candidate: Candidate) -> None:
    """For float32 logits (256, 1000): no buffer above 1.05 times logits, never 5 times logits alive at once."""
    logits, target = torch.randn(256, 1000), torch.randint(1000, (256,))
    target[:16] = IGNORED
    figures = candidate.probe_memory(NAME, inputs=(logits, target))
    size = logits.numel() * logits.element_size()
    for name, used, limit in (
        ("the largest buffer", figures.largest_bytes, SINGLE_BUFFER),
        ("what is alive at once", figures.peak_bytes, ALIVE),
    ):
        if used > limit * size:
            raise AssertionError(f"For logits (256, 1000) {name} is {used / size:.2f} times logits; {limit} may be.")
