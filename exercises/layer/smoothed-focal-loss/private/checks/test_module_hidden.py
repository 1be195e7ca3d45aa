"""Hidden checks of the module as a PyTorch citizen: state, copies, dtypes, devices, compiling, arguments."""

import copy

import torch
from stable_loss import NAME, WEIGHT, Setting, answer, draw, kept_weight
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    levels,
    needs,
)

SETTING = Setting(1.5, 0.2, WEIGHT, "mean")


@criterion("Framework practice")
def test_state_round_trip(candidate: Candidate) -> None:
    """State moves to another loss, a deep copy gives the same results, and calls leave state_dict as it was."""
    logits, target = draw((4, 5))
    module, other = SETTING.build(candidate), Setting(1.5, 0.2, (1.0, 1.0, 1.0, 1.0, 1.0), "mean").build(candidate)
    with torch.no_grad():
        other(logits, target)
        expected = answer(module, logits, target)
        expect_state_keys(module, {"weight": (5,)})
        other.load_state_dict(module.state_dict(), strict=True)
        expect_exact(answer(other, logits, target), expected, what="Result of a loss that loaded another's state")
        expect_exact(answer(copy.deepcopy(module), logits, target), expected, what="Result of a deep copy")
        plain = Setting(1.5).build(candidate)
        plain(logits, target)
        expect_state_keys(plain, {})


@criterion("Framework practice")
@needs("test_all_arguments")
def test_conversion(candidate: Candidate) -> None:
    """The weight follows .to(dtype), and the result is computed with the values that it then has."""
    logits, target = draw((4, 5))
    module = SETTING.build(candidate, torch.float32).to(torch.float64)
    expect_dtype(kept_weight(module), torch.float64, what="weight after .to(torch.float64)")
    what = "Loss after .to(torch.float64)"
    expect_close(
        answer(module, logits, target, what=what), SETTING.expected(logits, target), atol=1e-11, rtol=1e-9, what=what
    )


@criterion("Framework practice")
def test_no_random_numbers(candidate: Candidate) -> None:
    """Neither the constructor nor a call seeds the generator or draws from it; train and eval give the same."""
    before = torch.get_rng_state()
    module = SETTING.build(candidate)
    logits, target = torch.zeros(2, 5, dtype=torch.float64), torch.tensor([1, 3])
    trained, evaluated = answer(module.train(), logits, target), answer(module.eval(), logits, target)
    if not torch.equal(before, torch.get_rng_state()):
        raise AssertionError("Building the loss or calling it changed the state of torch's random number generator.")
    expect_exact(trained, evaluated, what="Loss in training mode, compared with evaluation mode")


@criterion("Framework practice")
@levels("mid", "senior")
def test_dtype_of_the_weight(candidate: Candidate) -> None:
    """The dtype of the result is that of the logits, whatever that of the weight, which keeps its own."""
    drawn, target = draw((4, 5))
    for logits_dtype, weight_dtype in (
        (torch.float32, torch.float64),
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
    ):
        logits = drawn.to(logits_dtype)
        for reduction in ("none", "mean"):
            what = f"Loss for {logits_dtype} logits and a {weight_dtype} weight, {reduction!r}"
            module = SETTING.reduced(reduction).build(candidate, weight_dtype)
            expect_dtype(module(logits, target), logits_dtype, what=what)
            kept = torch.tensor(WEIGHT, dtype=weight_dtype)
            expect_exact(kept_weight(module), kept, what=f"weight after a call with {logits_dtype} logits")


@criterion("Framework practice")
@levels("mid", "senior")
def test_meta(candidate: Candidate) -> None:
    """A loss whose weight is on meta, or was moved there, works on meta."""
    weight = torch.ones(5, device="meta")
    built = candidate.build(NAME, 1.5, label_smoothing=0.2, weight=weight)
    moved = SETTING.build(candidate, torch.float32).to("meta")
    plain = Setting(0.5, 0.0, None, "none").build(candidate)
    for shape in ((4, 5), (2, 5, 3)):
        logits = torch.empty(shape, device="meta")
        target = torch.empty((shape[0], *shape[2:]), dtype=torch.int64, device="meta")
        cases = (("a weight on meta", built, ()), ("a weight moved to meta", moved, ()))
        for origin, module, expected in (*cases, ("no weight", plain, tuple(target.shape))):
            out = answer(module, logits, target, what=f"Loss on meta with {origin}")
            expect_shape(out, expected, what=f"Loss on meta with {origin}")


@criterion("Framework practice")
@levels("mid", "senior")
def test_compile(candidate: Candidate) -> None:
    """The loss is one graph for torch.compile."""
    logits, target = draw((4, 5, 3), ignored=0.3)
    for setting in (SETTING, Setting(0.5)):
        words = setting.words(torch.float32)
        figures = candidate.probe_compile(NAME, setting.gamma, inputs=(logits.float(), target), **words)
        expect_compiles(figures, what=f"{NAME} with {setting}")


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """Wrong gamma, smoothing and reduction raise ValueError with a message."""
    for words in (
        {"gamma": -0.5},
        {"label_smoothing": -0.1},
        {"label_smoothing": 1.0},
        {"label_smoothing": 1.5},
        {"reduction": "average"},
        {"reduction": "Mean"},
    ):
        expect_raises_value_error(lambda words=words: candidate.build(NAME, **words), what=f"{NAME}(**{words})")


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_inputs(candidate: Candidate) -> None:
    """Targets, shapes and weights that do not fit raise ValueError with a message, at the call."""
    module = Setting(1.5).build(candidate)
    good = torch.zeros(3, 5)
    for dtype in (torch.int32, torch.float32, torch.bool):
        refuse(module, good, torch.ones(3, dtype=dtype), f"a target of {dtype}")
    for shape, other in (
        ((3, 5), (4,)),
        ((3, 5), (3, 1)),
        ((3, 5), (1,)),
        ((3, 5), ()),
        ((3, 5), (3, 5)),
        ((3, 5, 2), (3,)),
        ((3, 5, 2), (3, 1)),
        ((3, 5, 2), (2, 3)),
        ((3, 5, 2, 4), (3, 8)),
        ((5,), ()),
        ((5,), (1,)),
    ):
        target = torch.zeros(other, dtype=torch.int64)
        refuse(module, torch.zeros(shape), target, f"logits of shape {shape} and a target of shape {other}")
    for length in (1, 4, 6):
        weighted = candidate.build(NAME, weight=torch.ones(length))
        refuse(weighted, good, torch.zeros(3, dtype=torch.int64), f"logits of shape (3, 5) and a weight of {length}")


def refuse(module: torch.nn.Module, logits: Tensor, target: Tensor, what: str) -> None:
    """Fail unless the call raises ValueError with a message."""
    expect_raises_value_error(lambda: module(logits, target), what=f"A call with {what}")
