"""Hidden checks of the module as a PyTorch citizen: dropout, state, precision, devices, arguments."""

import copy
import math

import torch
from dense_window import NAME, PROJECTIONS, Setting, answer, expect_result, parameters_of, run
from torch import Tensor, nn

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    expect_tensor,
    levels,
)


@criterion("Framework practice")
def test_initialisation(candidate: Candidate) -> None:
    """The projections start as nn.Linear starts, and two layers differ: the constructor seeds nothing."""
    first, second = (Setting(16, 2, 3).build(candidate) for _ in range(2))
    bound = 1 / math.sqrt(16)
    for name in PROJECTIONS:
        weight = first.state_dict()[f"{name}.weight"]
        spread = weight.std().item()
        if weight.abs().max() > bound or abs(spread - bound / math.sqrt(3)) > 0.25 * bound:
            raise AssertionError(f"{name}.weight does not look like nn.Linear's default initialisation.")
        if torch.equal(weight, second.state_dict()[f"{name}.weight"]):
            raise AssertionError(f"{name}.weight is the same in two layers made one after the other.")


@criterion("Framework practice")
def test_state_round_trip(candidate: Candidate) -> None:
    """State moves to another layer after calls of other lengths; a deep copy gives the same results."""
    setting = Setting(window=3)
    module, other = setting.build(candidate), setting.build(candidate)
    x = setting.input(2, 9)
    with torch.no_grad():
        other(x)
        module(setting.input(1, 30))
        expect_state_keys(module, setting.entries())
        expected = answer(module, x).detach()
        other.load_state_dict(module.state_dict(), strict=True)
        expect_exact(other(x), expected, what="Result of a layer that loaded the state of another")
        expect_exact(copy.deepcopy(module)(x), expected, what="Result of a deep copy")


@criterion("Framework practice")
def test_dropout_acts_on_the_weights(candidate: Candidate) -> None:
    """In training, attention weights are dropped whole and the others scaled up by 1 / (1 - dropout)."""
    setting = Setting(8, 4, 0)
    module = setting.build(candidate, dropout=0.25).train()
    with torch.no_grad():
        for projection in (module.v_proj, module.out_proj):
            projection.weight.copy_(torch.eye(8))
            projection.bias.zero_()
    # With window 0 the only weight of a query is 1, so each head's features are either x / 0.75 or 0.
    x = torch.rand(1, 400, 8, dtype=torch.float64) + 0.5
    ratio = (answer(module, x).detach() / x).unflatten(-1, (4, 2))
    kept = ratio > 0.5
    if bool((kept[..., 0] != kept[..., 1]).any()):
        raise AssertionError("Single features are dropped; dropout acts on the softmax weights, one per head and key.")
    scaled = torch.where(kept, ratio, torch.full_like(ratio, 4 / 3))
    expect_close(scaled, torch.full_like(ratio, 4 / 3), atol=1e-9, rtol=0, what="Kept weights, which should be 4/3")
    expect_close(ratio[~kept], torch.zeros_like(ratio[~kept]), atol=1e-12, rtol=0, what="Dropped weights")
    share = 1 - kept.double().mean().item()
    # 1600 draws of probability 0.25: the standard error is 0.011, so the bound is nine of them.
    if abs(share - 0.25) > 0.1:
        raise AssertionError(f"dropout=0.25 dropped a share of {share:.3f} of the weights.")


@criterion("Framework practice")
def test_evaluation_is_deterministic(candidate: Candidate) -> None:
    """In evaluation dropout does nothing and no random number is drawn; dropout=0 is the same in training."""
    setting = Setting(window=2)
    module = setting.build(candidate, dropout=0.5).eval()
    expect_result(module, setting, setting.input(2, 9))
    expect_result(setting.build(candidate).train(), setting, setting.input(2, 9))
    x = setting.input(2, 9)
    before = torch.get_rng_state()
    module(x)
    if not torch.equal(before, torch.get_rng_state()):
        raise AssertionError("A call in evaluation mode draws random numbers or seeds the generator.")


@criterion("Correct backward")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """Gradients can be differentiated again, and are exact."""
    module = Setting(4, 2, 1).build(candidate)
    parameters = parameters_of(module)
    for name, value in parameters.items():
        expect_dtype(value, torch.float64, what=f"{name} of a layer made with dtype=torch.float64")
    x = torch.randn(1, 4, 4, dtype=torch.float64, requires_grad=True)
    padding = torch.tensor([[False, False, True, False]])

    def call(x: Tensor, *values: Tensor) -> Tensor:
        return run(module, dict(zip(parameters, values, strict=True)), x, padding)

    leaves = (x, *parameters.values())
    expect_gradcheck(call, leaves, what="Second derivative", second_order=True, fast=True)


@criterion("Robust")
@levels("mid", "senior")
def test_half_precision(candidate: Candidate) -> None:
    """Half precision is as accurate as its digits allow, and does not overflow before scaling."""
    setting = Setting(32, 2, 6)
    # Five times the largest error of the references over 30 seeds: rounding of the projections themselves.
    for dtype, tolerance in ((torch.float16, 2e-3), (torch.bfloat16, 1.5e-2)):
        module = setting.build(candidate, dtype=dtype)
        x = torch.randn(2, 40, 32).to(dtype)
        padding = torch.rand(2, 40) < 0.2
        what = f"Result in {str(dtype).removeprefix('torch.')}"
        expected = setting.expected(module.state_dict(), x, padding).detach().to(dtype)
        expect_close(module(x, padding), expected, atol=tolerance, rtol=tolerance, what=what)
    module = Setting(64, 1, 2).build(candidate, dtype=torch.float16)
    with torch.no_grad():
        module.rel_bias.zero_()
        for projection in (module.q_proj, module.k_proj, module.v_proj, module.out_proj):
            projection.weight.copy_(torch.eye(64))
            projection.bias.zero_()
    # 60 * 60 * 64 = 230400 does not fit float16; divided by sqrt(64) it is 28800, which does.
    x = torch.full((1, 6, 64), 60.0, dtype=torch.float16)
    expect_close(module(x), x, atol=0.1, rtol=0, what="Result for float16 queries and keys of 60s, 64 wide")


@criterion("Framework practice")
@levels("mid", "senior")
def test_device_and_dtype(candidate: Candidate) -> None:
    """The constructor honours device and dtype, and the module works on the meta device."""
    for name, parameter in candidate.build(NAME, 8, 2, 3, dtype=torch.bfloat16).named_parameters():
        expect_dtype(parameter, torch.bfloat16, what=f"{name} of a layer made with dtype=torch.bfloat16")
    built, moved = candidate.build(NAME, 8, 2, 3, device="meta"), candidate.build(NAME, 8, 2, 3).to("meta")
    x, padding = torch.empty(2, 9, 8, device="meta"), torch.empty(2, 9, dtype=torch.bool, device="meta")
    for origin, module in (("built on meta", built), ("moved to meta", moved)):
        for name, parameter in module.named_parameters():
            expect_on_meta(parameter, f"{name} of a layer {origin}")
        for arguments in ((x,), (x, padding)):
            out = expect_tensor(module(*arguments), what=f"Result of a layer {origin}")
            expect_shape(out, (2, 9, 8), what=f"Result of a layer {origin}")
            expect_on_meta(out, f"The result of a layer {origin}")


@criterion("Framework practice")
@levels("mid", "senior")
def test_compile(candidate: Candidate) -> None:
    """The layer is one graph for torch.compile, with and without a mask."""
    x, padding = torch.randn(2, 9, 8), torch.rand(2, 9) < 0.3
    for inputs in ((x,), (x, padding)):
        what = f"{NAME}(8, 2, 3) {'without a mask' if len(inputs) == 1 else 'with a mask'}"
        expect_compiles(candidate.probe_compile(NAME, 8, 2, 3, inputs=inputs), what=what)


@criterion("Robust")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """Wrong sizes, probabilities, inputs and masks raise ValueError with a message."""
    for arguments, dropout in (((10, 4, 2), 0.0), ((8, 2, -1), 0.0), ((8, 2, 2), 1.0), ((8, 2, 2), -0.1)):
        what = f"SlidingWindowAttention{arguments[:-1]}, window={arguments[-1]}, dropout={dropout}"
        expect_raises_value_error(
            lambda arguments=arguments, dropout=dropout: candidate.build(NAME, *arguments, dropout=dropout), what=what
        )
    module = candidate.build(NAME, 8, 2, 2)
    good = torch.zeros(2, 5, 8)
    for x in (torch.zeros(5, 8), torch.zeros(2, 5, 6), torch.zeros(1, 2, 5, 8)):
        expect_raises_value_error(lambda x=x: module(x), what=f"embed_dim 8 and x of shape {tuple(x.shape)}")
    masks = (torch.zeros(2, 5), torch.zeros(2, 4, dtype=torch.bool), torch.zeros(5, dtype=torch.bool))
    for mask in (*masks, torch.zeros(1, 5, dtype=torch.bool), torch.zeros(2, 5, 1, dtype=torch.bool)):
        what = f"x of shape (2, 5, 8) and a {mask.dtype} mask of shape {tuple(mask.shape)}"
        expect_raises_value_error(lambda mask=mask: module(good, mask), what=what)


def expect_on_meta(tensor: Tensor | nn.Parameter, what: str) -> None:
    """Fail unless the tensor is on the meta device."""
    if tensor.device.type != "meta":
        raise AssertionError(f"{what} is on {tensor.device}, not on meta.")
