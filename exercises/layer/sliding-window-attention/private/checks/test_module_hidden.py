"""Hidden checks of the module as a PyTorch citizen: start values, state, dropout, devices, arguments."""

import copy
import math

import torch
from dense_window import NAME, PROJECTIONS, Setting, answer, expect_result, identity_projections
from torch import Tensor, nn

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_mode_kept,
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
        weight, bias = (first.state_dict()[f"{name}.{entry}"] for entry in ("weight", "bias"))
        spread = weight.std().item()
        # Uniform numbers spread by bound / sqrt(3); 256 of them miss that by 3 % or so.
        if weight.abs().max() > bound or abs(spread - bound / math.sqrt(3)) > 0.25 * bound:
            raise AssertionError(f"{name}.weight does not look like nn.Linear's default initialisation.")
        if bias.abs().max() > bound or not bool(bias.any()):
            raise AssertionError(f"{name}.bias does not look like nn.Linear's default initialisation.")
        if torch.equal(weight, second.state_dict()[f"{name}.weight"]):
            raise AssertionError(f"{name}.weight is the same in two layers made one after the other.")


@criterion("Framework practice")
def test_state_round_trip(candidate: Candidate) -> None:
    """State moves to another layer after calls of other lengths; a deep copy and a converted layer work as well."""
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
        single = setting.build(candidate, dtype=torch.float32)
        single(x.float())
        expect_result(single.to(torch.float64), setting, x)


@criterion("Framework practice")
def test_dropout_acts_on_the_weights(candidate: Candidate) -> None:
    """In training, attention weights are dropped one by one and the others scaled up by 1 / (1 - dropout)."""
    module = Setting(80, 2, 9).build(candidate, dropout=0.25)
    identity_projections(module, "v_proj", "out_proj")
    # Value j of a head is 1 at its features j and 20 + j, so the mixed values are the weights, each of them twice.
    x = torch.eye(20, dtype=torch.float64).repeat(1, 4).expand(2, 20, 80).contiguous()
    expect_mode_kept(module, x)
    weights = twice(answer(module.eval(), x))
    seen = weights[..., 0] > 1e-9
    kept = []
    module.train()  # once: no call switches the mode
    for _ in range(2):
        dropped = twice(answer(module, x))
        both = dropped > 0
        if bool((both[..., 0] != both[..., 1])[seen].any()):
            raise AssertionError("Single features are dropped; dropout acts on the softmax weights, key by key.")
        if bool(both[seen].all()):
            raise AssertionError("No weight at all is dropped in training with dropout=0.25.")
        ratio = dropped[..., 0][seen] / weights[..., 0][seen]
        expected = torch.where(both[..., 0][seen], 4 / 3, 0.0).double()
        what = "Weights in training over those in evaluation, dropout 0.25: 0 or 4/3"
        expect_close(ratio, expected, atol=1e-6, rtol=0, what=what)
        kept.append(both[..., 0])
    share = 1 - kept[0][seen].double().mean().item()
    # 1160 draws of probability 0.25: the standard error is 0.013, so the bound is seven of them.
    if abs(share - 0.25) > 0.1:
        raise AssertionError(f"dropout=0.25 dropped a share of {share:.3f} of the weights.")
    expect_independent(kept[0], kept[1], seen)


@criterion("Framework practice")
def test_evaluation_is_deterministic(candidate: Candidate) -> None:
    """In evaluation dropout does nothing and no random number is drawn; dropout=0 is the same in training."""
    setting = Setting(window=2)
    module = setting.build(candidate, dropout=0.5).eval()
    x = setting.input(2, 9)
    if not torch.equal(answer(module, x), answer(module, x)):
        raise AssertionError("Two calls with the same x differ in evaluation mode; nothing is dropped there.")
    expect_result(module, setting, setting.input(2, 9))
    expect_result(setting.build(candidate).train(), setting, setting.input(2, 9))
    before = torch.get_rng_state()
    module(x)
    if not torch.equal(before, torch.get_rng_state()):
        raise AssertionError("A call in evaluation mode draws random numbers or seeds the generator.")


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
    for inputs, causal in (((x,), True), ((x, padding), False)):
        what = f"{NAME}(8, 2, 3, causal={causal}) {'without a mask' if len(inputs) == 1 else 'with a mask'}"
        expect_compiles(candidate.probe_compile(NAME, 8, 2, 3, inputs=inputs, causal=causal), what=what)


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """Wrong sizes, probabilities, inputs and masks raise ValueError with a message."""
    cases = (((10, 4, 2), 0.0), ((8, 3, 2), 0.0), ((8, 2, -1), 0.0), ((8, 2, 2), 1.0), ((8, 2, 2), -0.1))
    for arguments, dropout in (*cases, ((8, 2, 2), 1.5)):
        what = f"SlidingWindowAttention{arguments[:-1]}, window={arguments[-1]}, dropout={dropout}"
        expect_raises_value_error(
            lambda arguments=arguments, dropout=dropout: candidate.build(NAME, *arguments, dropout=dropout), what=what
        )
    module = candidate.build(NAME, 8, 2, 2)
    good = torch.zeros(2, 5, 8)
    for x in (torch.zeros(5, 8), torch.zeros(2, 5, 6), torch.zeros(1, 2, 5, 8)):
        expect_raises_value_error(lambda x=x: module(x), what=f"embed_dim 8 and x of shape {tuple(x.shape)}")
    masks = [torch.zeros(2, 5, dtype=dtype) for dtype in (torch.float32, torch.int64, torch.uint8)]
    masks += [torch.zeros(shape, dtype=torch.bool) for shape in ((2, 4), (2, 6), (5,), (1, 5), (5, 2), (2, 5, 1))]
    for mask in masks:
        what = f"x of shape (2, 5, 8) and a {mask.dtype} mask of shape {tuple(mask.shape)}"
        expect_raises_value_error(lambda mask=mask: module(good, mask), what=what)
    single = torch.zeros(1, 1, 8)
    for mask in (torch.zeros(1, 2, dtype=torch.bool), torch.zeros(1, dtype=torch.bool), torch.zeros(1, 1)):
        what = f"x of shape (1, 1, 8) and a {mask.dtype} mask of shape {tuple(mask.shape)}"
        expect_raises_value_error(lambda mask=mask: module(single, mask), what=what)


def expect_on_meta(tensor: Tensor | nn.Parameter, what: str) -> None:
    """Fail unless the tensor is on the meta device."""
    if tensor.device.type != "meta":
        raise AssertionError(f"{what} is on {tensor.device}, not on meta.")


def twice(out: Tensor) -> Tensor:
    """The weights that a result of the dropout check shows, each of them twice: (B, H, query, key, 2)."""
    return out.detach().unflatten(-1, (2, 2, 20)).permute(0, 2, 1, 4, 3)


def expect_independent(kept: Tensor, again: Tensor, seen: Tensor) -> None:
    """Fail where weights are dropped in groups: two that have nothing to do with each other agree in 5 of 8 cases."""
    neighbours = {
        "in two calls": (kept, again, seen),
        "in both heads": (kept[:, 0], kept[:, 1], seen[:, 0]),
        "in both samples": (kept[0], kept[1], seen[0]),
        "for all queries of a key": (kept[..., 1:, :], kept[..., :-1, :], seen[..., 1:, :] & seen[..., :-1, :]),
        "for all keys of a query": (kept[..., 1:], kept[..., :-1], seen[..., 1:] & seen[..., :-1]),
        "for all queries at a distance": (
            kept[..., 1:, 1:],
            kept[..., :-1, :-1],
            seen[..., 1:, 1:] & seen[..., :-1, :-1],
        ),
    }
    for where, (one, other, both) in neighbours.items():
        # 500 pairs or more: the standard error is 0.022, so the bound is twelve of them.
        if (one == other)[both].double().mean().item() > 0.9:
            raise AssertionError(f"Weights are dropped alike {where}; each is dropped on its own.")
