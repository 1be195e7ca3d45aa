"""Hidden checks of the module as a PyTorch citizen: state, copies, random numbers, devices, compiling, arguments."""

import copy

import torch
from log_domain import NAME, Case, answer, expect_result
from torch import Tensor

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    expect_tensor,
    levels,
)


@criterion("Framework practice")
def test_initialisation(candidate: Candidate) -> None:
    """Every exponent starts at p_init exactly, in the dtype asked for, for each number of channels."""
    for channels, p_init, dtype in ((1, 3.0, torch.float32), (7, 4.3719, torch.float64), (130, 0.6, torch.float32)):
        for learnable in (True, False):
            module = candidate.build(NAME, channels, p_init=p_init, learnable=learnable, dtype=dtype)
            what = f"p of {NAME}({channels}, p_init={p_init}, learnable={learnable}, dtype={dtype})"
            expect_exact(module.p, torch.full((channels,), p_init, dtype=dtype), what=what)
    plain = candidate.build(NAME, 2)
    expect_exact(plain.p, torch.full((2,), 3.0), what=f"p of {NAME}(2)")
    if "p" not in dict(plain.named_parameters()):
        raise AssertionError(f"p of {NAME}(2) is not a parameter; learnable is True by default.")


@criterion("Framework practice")
def test_fixed_exponents(candidate: Candidate) -> None:
    """With learnable=False p is a persistent buffer that needs no gradient; x still gets its own."""
    case = Case()
    module = case.build(candidate, learnable=False)
    if "p" not in dict(module.named_buffers()) or dict(module.named_parameters()):
        raise AssertionError("With learnable=False p is a buffer, and the layer has no parameter.")
    expect_state_keys(module, {"p": (3,)})
    if module.p.requires_grad:
        raise AssertionError("With learnable=False p still requires a gradient.")
    x = case.input(2, 6).requires_grad_()
    out = answer(module, x)
    if not out.requires_grad:
        raise AssertionError("With learnable=False no gradient reaches x.")
    expect_result(module, case, case.input(2, 6), what="Result of a layer with learnable=False and another p loaded")


@criterion("Framework practice")
def test_state_round_trip(candidate: Candidate) -> None:
    """State moves to another layer after calls of other lengths; a deep copy gives the same results, on its own."""
    case = Case()
    x, padding = case.input(2, 9), torch.rand(2, 9) < 0.3
    for learnable in (True, False):
        module = case.build(candidate, learnable=learnable)
        other = candidate.build(NAME, 3, p_init=7.0, learnable=learnable, dtype=torch.float64)
        with torch.no_grad():
            other(x)
            module(case.input(1, 30))
            expected = answer(module, x, padding)
            expect_state_keys(module, {"p": (3,)})
            other.load_state_dict(module.state_dict(), strict=True)
            expect_exact(answer(other, x, padding), expected, what="Result of a layer that loaded another's state")
        # With gradients, as in training: what a call leaves on the module, with its graph, could not be copied.
        module(x, padding)
        twin = copy.deepcopy(module)
        expect_exact(answer(twin, x, padding).detach(), expected, what="Result of a deep copy")
        with torch.no_grad():
            twin.p.fill_(1.0)
        what = "Result after the deep copy's p was changed"
        expect_exact(answer(module, x, padding).detach(), expected, what=what)


@criterion("Framework practice")
def test_conversion(candidate: Candidate) -> None:
    """After .to(torch.float64) the layer has float64 exponents and float64 accuracy."""
    case = Case(p=(2.5, 0.5, 8.0), eps=0.3)
    for learnable in (True, False):
        module = case.build(candidate, torch.float32, learnable=learnable).to(torch.float64)
        expect_dtype(module.p, torch.float64, what=f"p after .to(torch.float64), learnable={learnable}")
        expect_result(module, case, case.input(2, 6), what="Result of a layer moved to float64")


@criterion("Framework practice")
def test_random_numbers(candidate: Candidate) -> None:
    """Neither the constructor nor a call draws random numbers or seeds the generator."""
    before = torch.get_rng_state()
    module = candidate.build(NAME, 3)
    if not torch.equal(before, torch.get_rng_state()):
        raise AssertionError("The constructor draws random numbers or seeds the generator.")
    x, padding = torch.rand(2, 5, 3), torch.rand(2, 5) < 0.3
    for training in (True, False):
        before = torch.get_rng_state()
        module.train(training)(x, padding)
        if not torch.equal(before, torch.get_rng_state()):
            raise AssertionError("A call draws random numbers or seeds the generator.")


@criterion("Framework practice")
@levels("mid", "senior")
def test_device_and_dtype(candidate: Candidate) -> None:
    """The constructor honours device and dtype, and the module works on the meta device."""
    for learnable in (True, False):
        half = candidate.build(NAME, 4, learnable=learnable, dtype=torch.bfloat16)
        expect_dtype(half.p, torch.bfloat16, what="p of a layer made with dtype=torch.bfloat16")
        built = candidate.build(NAME, 4, learnable=learnable, device="meta")
        moved = candidate.build(NAME, 4, learnable=learnable).to("meta")
        x, padding = torch.empty(2, 9, 4, device="meta"), torch.empty(2, 9, dtype=torch.bool, device="meta")
        for origin, module in (("built on meta", built), ("moved to meta", moved)):
            expect_on_meta(module.p, f"p of a layer {origin}, learnable={learnable},")
            for arguments in ((x,), (x, padding)) if learnable else ((x, padding),):
                out = expect_tensor(module(*arguments), what=f"Result of a layer {origin}")
                expect_shape(out, (2, 4), what=f"Result of a layer {origin}")
                expect_on_meta(out, f"The result of a layer {origin}")


@criterion("Framework practice")
@levels("mid", "senior")
def test_compile(candidate: Candidate) -> None:
    """The layer is one graph for torch.compile, with a mask that leaves one sample without valid positions."""
    x, padding = torch.randn(2, 9, 4) * 2, torch.rand(2, 9) < 0.3
    padding[1] = True
    figures = candidate.probe_compile(NAME, 4, inputs=(x, padding))
    expect_compiles(figures, what=f"{NAME}(4) with a mask")


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """Wrong sizes, exponents, floors, inputs and masks raise ValueError with a message."""
    for channels, words in ((0, {}), (-2, {}), (4, {"p_init": 0.0}), (4, {"p_init": -1.0})):
        expect_refused(candidate, channels, words)
    for eps in (0.0, -1e-6):
        expect_refused(candidate, 4, {"eps": eps})
    module = candidate.build(NAME, 4)
    for shape in ((5, 4), (2, 5, 3), (2, 5, 1), (2, 4, 5), (1, 2, 5, 4), (4,)):
        x = torch.ones(shape)
        expect_raises_value_error(lambda x=x: module(x), what=f"num_channels 4 and x of shape {shape}")
    good = torch.ones(2, 5, 4)
    masks = [torch.zeros(2, 5), torch.zeros(2, 5, dtype=torch.int64), torch.zeros(2, 5, dtype=torch.uint8)]
    masks += [torch.zeros(shape, dtype=torch.bool) for shape in ((2, 4), (5,), (1, 5), (2, 1), (2, 5, 1), (2, 5, 4))]
    for mask in masks:
        what = f"x of shape (2, 5, 4) and a {str(mask.dtype)[6:]} mask of shape {tuple(mask.shape)}"
        expect_raises_value_error(lambda mask=mask: module(good, mask), what=what)


def expect_refused(candidate: Candidate, channels: int, words: dict[str, float]) -> None:
    """Fail unless the constructor raises ValueError for these arguments."""
    said = "".join(f", {name}={value}" for name, value in words.items())
    expect_raises_value_error(lambda: candidate.build(NAME, channels, **words), what=f"{NAME}({channels}{said})")


def expect_on_meta(tensor: Tensor, what: str) -> None:
    """Fail unless the tensor is on the meta device."""
    if tensor.device.type != "meta":
        raise AssertionError(f"{what} is on {tensor.device}, not on meta.")
