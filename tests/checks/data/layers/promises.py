"""Checks whose names say how they must end, with either backend: test_pass_, test_fail_, test_error_ or test_skip_."""

import copy
from pathlib import Path

import plain_mixing
import pytest
import torch
from torch.func import functional_call

from proctor.checks.author import (
    Candidate,
    documentation,
    expect_close,
    expect_compiles,
    expect_exact,
    expect_gradcheck,
    expect_inputs_untouched,
    expect_mode_kept,
    expect_no_more_memory,
    expect_not_slower,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    levels,
    needs,
)


def rms(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weight


def test_pass_forward(candidate: Candidate) -> None:
    x = torch.randn(2, 3, 8)
    module = candidate.build("RMSNorm", 8)
    expect_close(module(x), rms(x, module.weight), atol=1e-6, rtol=1e-5, what="Output")


def test_pass_gradients_arrive(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    x = torch.randn(3, 4, requires_grad=True)
    module(x).square().sum().backward()
    own_x, own_w = x.detach().clone().requires_grad_(), torch.ones(4, requires_grad=True)
    rms(own_x, own_w).square().sum().backward()
    expect_close(x.grad, own_x.grad, atol=1e-5, rtol=1e-4, what="Gradient of x")
    expect_close(module.weight.grad, own_w.grad, atol=1e-5, rtol=1e-4, what="Gradient of weight")


def test_pass_gradcheck_of_inputs_and_parameters(candidate: Candidate) -> None:
    module = candidate.build("Block", 3).double()
    names = [name for name, _ in module.named_parameters()]
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    values = [torch.randn_like(value, requires_grad=True) for value in module.parameters()]

    def run(x: torch.Tensor, *parameters: torch.Tensor) -> torch.Tensor:
        return functional_call(module, dict(zip(names, parameters, strict=True)), (x,))

    expect_gradcheck(run, (x, *values))
    expect_gradcheck(run, (x, *values), fast=True)


def test_pass_gradgradcheck(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 3).double()
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    expect_gradcheck(module, (x,), second_order=True)
    linear = candidate.build("Block", 2).double().inner
    expect_gradcheck(linear, (torch.randn(2, 2, dtype=torch.float64, requires_grad=True),), second_order=True)


def test_pass_gradcheck_with_dropout(candidate: Candidate) -> None:
    module = candidate.build("Block", 4, dropout=0.5).double()
    x = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)

    def run(x: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(11)
        return module(x)

    expect_gradcheck(run, (x,))
    expect_gradcheck(run, (x,), second_order=True)


def test_pass_gradient_penalty(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    x = torch.randn(2, 4, requires_grad=True)
    (slope,) = torch.autograd.grad(module(x).sum(), x, create_graph=True)
    slope.square().sum().backward()
    own = x.detach().clone().requires_grad_()
    weight = torch.ones(4, requires_grad=True)
    (own_slope,) = torch.autograd.grad(rms(own, weight).sum(), own, create_graph=True)
    own_slope.square().sum().backward()
    expect_close(x.grad, own.grad, atol=1e-4, rtol=1e-3, what="Second derivative")
    expect_close(module.weight.grad, weight.grad, atol=1e-4, rtol=1e-3, what="Mixed derivative")


def test_pass_training_steps(candidate: Candidate) -> None:
    module = candidate.build("Block", 4)
    optimizer = torch.optim.AdamW(module.parameters(), lr=0.05)
    x, goal = torch.randn(16, 4), torch.randn(16, 4)
    losses = []
    for _ in range(15):
        optimizer.zero_grad()
        loss = (module(x) - goal).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]


def test_pass_functional_call_overrides(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    x, weight = torch.randn(2, 4), torch.randn(4)
    expect_close(functional_call(module, {"weight": weight}, (x,)), rms(x, weight), atol=1e-6, rtol=1e-5, what="With")
    expect_close(module(x), rms(x, torch.ones(4)), atol=1e-6, rtol=1e-5, what="Without")


def test_pass_deepcopy_is_independent(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    with torch.no_grad():
        module.weight.fill_(3.0)
    twin = copy.deepcopy(module)
    with torch.no_grad():
        module.weight.fill_(5.0)
    x = torch.randn(2, 4)
    expect_close(twin(x), rms(x, torch.full((4,), 3.0)), atol=1e-6, rtol=1e-5, what="Copy")
    expect_close(module(x), rms(x, torch.full((4,), 5.0)), atol=1e-5, rtol=1e-5, what="Original")


def test_pass_deepcopy_of_a_submodule(candidate: Candidate) -> None:
    module = candidate.build("Block", 4)
    twin = copy.deepcopy(module.inner)
    x = torch.randn(2, 4)
    expect_close(twin(x), module.inner(x), atol=0, rtol=0, what="Copy of a part")


def test_pass_conversion(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4).to(torch.float64)
    assert module.weight.dtype == torch.float64
    x = torch.randn(2, 4, dtype=torch.float64)
    expect_close(module(x), rms(x, module.weight), atol=1e-12, rtol=1e-12, what="Output in float64")
    assert candidate.build("RMSNorm", 4).bfloat16().weight.dtype == torch.bfloat16


def test_pass_state_round_trip(candidate: Candidate) -> None:
    first, second = candidate.build("Block", 4), candidate.build("Block", 4)
    expect_state_keys(first, {"inner.weight": (4, 4), "inner.bias": (4,), "norm.weight": (4,)})
    second.load_state_dict(first.state_dict())
    x = torch.randn(3, 4)
    expect_exact(second(x), first(x), what="After loading")


def test_pass_buffers_come_back(candidate: Candidate) -> None:
    module = candidate.build("Running", 2)
    expect_state_keys(module, ["total", "count"])
    x = torch.ones(3, 2)
    module(x)
    expect_exact(module.total, torch.full((2,), 3.0), what="Changed in place")
    expect_exact(module.count, torch.tensor(3), what="Assigned anew")
    module.eval()
    module(x)
    expect_exact(module.count, torch.tensor(3), what="In evaluation mode")
    assert "hidden" in dict(module.named_buffers())


def test_pass_a_buffer_that_is_cast_comes_back_so(candidate: Candidate) -> None:
    module = candidate.build("Casting")
    module(torch.ones(2, dtype=torch.float64))
    assert module.scale.dtype == torch.float64
    assert module.state_dict()["scale"].dtype == torch.float64


def test_pass_buffers_made_during_a_call(candidate: Candidate) -> None:
    module = candidate.build("Remembering")
    expect_state_keys(module, [])
    x = torch.ones(2)
    expect_exact(module(x), x, what="First call")
    expect_exact(module(x), 2 * x, what="Second call")
    expect_state_keys(module, {"seen": (2,), "inner.calls": ()})
    expect_exact(module.inner.calls, torch.tensor(2), what="Calls")
    assert "scratch" in dict(module.named_buffers())
    module.seen.fill_(5.0)
    expect_exact(module(x), 6 * x, what="With a buffer of the check")


def test_pass_modes_that_a_call_switches_are_seen(candidate: Candidate) -> None:
    module = candidate.build("Switching")
    assert module.training
    module(torch.ones(2))
    assert (module.training, module.inner.training, module.other.training) == (False, False, True)
    module.train()
    assert module.training
    assert module.inner.training


def test_fail_a_mode_that_a_call_switches(candidate: Candidate) -> None:
    expect_mode_kept(candidate.build("Switching"), torch.ones(2))


def test_pass_a_mode_that_stays(candidate: Candidate) -> None:
    expect_mode_kept(candidate.build("Growing"), torch.ones(2))


def test_fail_gradient_of_whole_numbers(candidate: Candidate) -> None:
    expect_gradcheck(candidate.build("Whole"), (torch.randn(2, dtype=torch.float64, requires_grad=True),))


def test_fail_second_gradient_of_whole_numbers(candidate: Candidate) -> None:
    x = torch.randn(2, dtype=torch.float64, requires_grad=True)
    expect_gradcheck(candidate.build("Whole"), (x,), second_order=True)


def test_pass_meta_compares_by_form(candidate: Candidate) -> None:
    x = torch.empty(3, 8, device="meta")
    result = candidate.build("RMSNorm", 8, device="meta")(x)
    expect_close(result, x, atol=0, rtol=0, what="On meta")
    expect_exact(result, x, what="On meta")


def test_fail_form_on_meta(candidate: Candidate) -> None:
    x = torch.empty(3, 8, device="meta")
    expect_close(candidate.build("RMSNorm", 8, device="meta")(x), x[:2], atol=0, rtol=0, what="On meta")


def test_pass_parametrized_and_batch_normalised_layers(candidate: Candidate) -> None:
    module = candidate.build("Normed", 3)
    own = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 3))
    norm = torch.nn.BatchNorm1d(3)
    state = module.state_dict()
    own.load_state_dict({key[7:]: value for key, value in state.items() if key.startswith("linear.")})
    x = torch.randn(8, 3)
    for _ in range(2):
        expect_close(module(x), norm(own(x)), atol=1e-5, rtol=1e-5, what="In training mode")
    expect_exact(module.norm.num_batches_tracked, torch.tensor(2), what="Batches seen")
    expect_close(module.norm.running_mean, norm.running_mean, atol=1e-6, rtol=1e-5, what="Running mean")
    module.eval()
    expect_close(module(x), norm.eval()(own(x)), atol=1e-5, rtol=1e-5, what="In evaluation mode")
    module(x).sum().backward()
    assert all(parameter.grad is not None for parameter in module.parameters())


def test_pass_temporary_files(candidate: Candidate, tmp_path: Path) -> None:
    print("this goes nowhere but to pytest's own capture")  # noqa: T201 - to see that it does no harm
    (tmp_path / "notes.txt").write_text("kept for the check")
    assert (tmp_path / "notes.txt").exists()


def test_pass_meta(candidate: Candidate) -> None:
    for module in (candidate.build("RMSNorm", 8, device="meta"), candidate.build("RMSNorm", 8).to("meta")):
        assert module.weight.is_meta
        result = module(torch.empty(3, 8, device="meta"))
        assert result.is_meta
        expect_shape(result, (3, 8), what="On meta")


def test_pass_half_precision(candidate: Candidate) -> None:
    for dtype in (torch.float16, torch.bfloat16):
        x = torch.randn(2, 8, dtype=dtype)
        assert candidate.build("RMSNorm", 8, dtype=dtype)(x).dtype == dtype


def test_pass_non_contiguous(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    base = torch.randn(4, 6, 2)
    for x in (
        base.permute(2, 1, 0),
        base[:, ::2].transpose(0, 2),
        base[1:, 1:].transpose(0, 1)[..., :1].expand(5, 3, 4),
    ):
        expect_close(module(x), rms(x, module.weight), atol=1e-6, rtol=1e-5, what=f"Strides {x.stride()}")


def test_pass_strides_of_results(candidate: Candidate) -> None:
    x = torch.randn(3, 4).t()
    assert candidate.call("double", x).stride() == (x * 2).stride()


def test_pass_no_grad(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    x = torch.randn(2, 4, requires_grad=True)
    with torch.no_grad():
        assert not module(x).requires_grad
    assert module(x).requires_grad
    module.weight.requires_grad_(requires_grad=False)
    assert not module(x.detach()).requires_grad


def test_pass_shared_parameters(candidate: Candidate) -> None:
    module = candidate.build("Tied", 3)
    assert module.first.weight is module.second.weight
    assert len(list(module.parameters())) == 1
    expect_state_keys(module, ["first.weight", "second.weight"])
    x = torch.randn(2, 3)
    module(x).sum().backward()
    weight = module.first.weight.detach().clone().requires_grad_()
    (x @ weight.T @ weight.T).sum().backward()
    expect_close(module.first.weight.grad, weight.grad, atol=1e-6, rtol=1e-5, what="Gradient")


def test_pass_nested_arguments_and_results(candidate: Candidate) -> None:
    module = candidate.build_as(tuple, "Pair")
    a, b = torch.randn(3, requires_grad=True), torch.randn(3)
    product, more = module({"pair": [a, b]})
    expect_close(product, a * b, atol=0, rtol=0, what="Product")
    assert more["rank"].dtype == torch.int64
    assert not more["rank"].requires_grad
    (product.sum() + more["sum"].sum()).backward()
    expect_close(a.grad, b + 1, atol=1e-6, rtol=1e-6, what="Gradient")


def test_pass_mask_as_keyword(candidate: Candidate) -> None:
    mask = torch.tensor([[False, True]])
    result = candidate.build("Block", 4)(torch.randn(1, 2, 4), mask=mask)
    expect_exact(result[0, 1].detach(), torch.zeros(4), what="Masked place")


def test_pass_functions(candidate: Candidate) -> None:
    x = torch.randn(3, requires_grad=True)
    candidate.call("double", x).sum().backward()
    expect_exact(x.grad, torch.full((3,), 2.0), what="Gradient")
    settings = candidate.call("settings")
    assert settings == {
        "size": 3, "names": ["a", "b"], "dtype": torch.float16, "shape": torch.Size([1, 2]), "none": None, "z": 1j,
    }  # fmt: skip


def test_pass_dropout_draws_anew_and_repeats_with_a_seed(candidate: Candidate) -> None:
    module = candidate.build("Block", 16, dropout=0.5)
    x = torch.randn(4, 16)
    first, second = module(x), module(x)
    assert not torch.equal(first, second)
    torch.manual_seed(3)
    third = module(x)
    torch.manual_seed(3)
    expect_exact(module(x), third, what="Same seed")
    module.eval()
    before = torch.get_rng_state()
    expect_exact(module(x), module(x), what="Evaluation mode")
    assert torch.equal(before, torch.get_rng_state())


def test_pass_initialisation_repeats_with_a_seed(candidate: Candidate) -> None:
    torch.manual_seed(5)
    first = candidate.build("Block", 4)
    torch.manual_seed(5)
    expect_exact(candidate.build("Block", 4).inner.weight, first.inner.weight, what="Weights")
    assert not torch.equal(candidate.build("Block", 4).inner.weight, first.inner.weight)


def test_pass_modes(candidate: Candidate) -> None:
    module = candidate.build("Block", 4)
    assert module.training
    assert not module.eval().drop.training
    assert module.train().drop.training


def test_pass_value_errors(candidate: Candidate) -> None:
    with pytest.raises(ValueError, match="positive"):
        candidate.build("RMSNorm", 0)
    expect_raises_value_error(lambda: candidate.build("RMSNorm", -1), what="A negative size")


def test_pass_damage_is_seen(candidate: Candidate) -> None:
    x, y = torch.ones(2), torch.ones(2)
    assert candidate.changed_inputs(candidate.build("Damaging"), x) == ("args[0]",)
    assert candidate.changed_inputs(candidate.build_as(tuple, "Pair"), {"pair": [x, y]}) == ()


def test_pass_documentation(candidate: Candidate) -> None:
    facts = documentation(candidate.source, "RMSNorm")
    assert "Root mean square" in facts.docstring
    assert facts.method("forward").returns == "Tensor"
    assert candidate.level == "mid"
    assert candidate.entry == "layers.py"


def test_pass_missing_names_look_missing(candidate: Candidate) -> None:
    module = candidate.build("RMSNorm", 4)
    assert not hasattr(module, "bias")
    assert "size=4" in repr(module)


def test_pass_a_buffer_that_asks_for_a_gradient_is_seen(candidate: Candidate) -> None:
    asking, plain = candidate.build("Asking", 3, asks=True), candidate.build("Asking", 3, asks=False)
    for module, asks in ((asking, True), (plain, False)):
        assert dict(module.named_parameters()) == {}
        assert dict(module.named_buffers())["scale"].requires_grad == asks
        x = torch.randn(2, 3, requires_grad=True)
        module(x).sum().backward()
        assert torch.equal(x.grad, torch.full((2, 3), 2.0))


def test_pass_probe_memory(candidate: Candidate) -> None:
    x = torch.randn(100, 10)
    lean = candidate.probe_memory("RMSNorm", 10, inputs=(x,))
    greedy = candidate.probe_memory("Hoarding", inputs=(x,))
    assert lean.retained_bytes == 0
    assert greedy.retained_bytes == x.nbytes
    assert greedy.largest_bytes == x.nbytes
    assert greedy.peak_bytes == 2 * x.nbytes
    clinging = candidate.probe_memory("Clinging", inputs=(x,))
    assert clinging.retained_bytes == x.nbytes
    assert clinging.largest_bytes == x.nbytes
    step = candidate.probe_memory("RMSNorm", 10, inputs=(x,), grad=True)
    assert step.peak_bytes > lean.peak_bytes
    assert step.retained_bytes == 0


def test_pass_probe_compile(candidate: Candidate) -> None:
    expect_compiles(candidate.probe_compile("RMSNorm", 4, inputs=(torch.randn(2, 4),)), what="RMSNorm")
    assert not candidate.probe_compile("Branching", inputs=(torch.randn(2),)).compiled


def test_pass_probe_operations(candidate: Candidate) -> None:
    short, long = torch.randn(2, 4), torch.randn(2, 32)
    whole = candidate.probe_operations("RMSNorm", 4, inputs=(short,))
    assert whole.total == sum(whole.counts.values()) > 0
    assert whole.counts == candidate.probe_operations("RMSNorm", 32, inputs=(long,)).counts
    step = candidate.probe_operations("RMSNorm", 4, inputs=(short.requires_grad_(),), grad=True)
    assert step.total > whole.total
    few, many = (candidate.probe_operations("Looping", inputs=(x.detach(),)) for x in (short, long))
    assert (few.counts["mul"], many.counts["mul"]) == (4, 32)


def test_pass_generator_is_seeded_for_the_check(candidate: Candidate) -> None:
    assert candidate.generator.initial_seed() == torch.initial_seed()


@needs("test_pass_forward")
def test_pass_needs_what_passes(candidate: Candidate) -> None:
    candidate.build("RMSNorm", 2)


@needs("test_fail_wrong_value")
def test_skip_needs_what_fails(candidate: Candidate) -> None:
    candidate.build("RMSNorm", 2)


def test_skip_on_request(candidate: Candidate) -> None:
    pytest.skip("not today")


@levels("senior")
def test_left_out_at_this_level(candidate: Candidate) -> None:
    raise NotImplementedError


def test_fail_wrong_value(candidate: Candidate) -> None:
    x = torch.ones(2, 4)
    expect_close(candidate.build("RMSNorm", 4)(x), x * 2, atol=1e-6, rtol=1e-5, what="Output")


def test_fail_bare_assertion(candidate: Candidate) -> None:
    assert candidate.call("double", torch.ones(1)).item() == 3


def test_fail_nothing_came_back(candidate: Candidate) -> None:
    candidate.build("Forgetful")(torch.ones(2)).sum()


def test_fail_sparse_came_back(candidate: Candidate) -> None:
    expect_shape(candidate.build("Sparse")(torch.ones(2)), (2,), what="Output")


def test_fail_no_gradient_flows(candidate: Candidate) -> None:
    candidate.build("Detached")(torch.ones(3)).sum().backward()


def test_fail_inputs_touched(candidate: Candidate) -> None:
    expect_inputs_untouched(candidate, candidate.build("Damaging"), torch.ones(2))


def test_fail_missing_parameter(candidate: Candidate) -> None:
    assert candidate.build("Detached").bias is not None


def test_fail_missing_state(candidate: Candidate) -> None:
    expect_state_keys(candidate.build("Detached"), ["gain", "bias"])


def test_fail_nothing_raised(candidate: Candidate) -> None:
    expect_raises_value_error(lambda: candidate.build("Detached"), what="Anything")


def test_fail_nothing_raised_in_pytests_words(candidate: Candidate) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - nothing is raised at all
        candidate.build("Detached")


def test_fail_assertion_in_place_of_a_value_error(candidate: Candidate) -> None:
    expect_raises_value_error(lambda: candidate.build("Unpicky", 0), what="Size 0")


def test_fail_not_a_module(candidate: Candidate) -> None:
    candidate.build("factory", 3)


def test_fail_no_such_class_in_the_source(candidate: Candidate) -> None:
    documentation(candidate.source, "LayerNorm")


def test_error_from_the_candidate(candidate: Candidate) -> None:
    candidate.build("Broken")(torch.ones(2, 3))


def test_error_wrong_arguments(candidate: Candidate) -> None:
    candidate.build("RMSNorm", 3, bias=True)


def test_error_missing_name(candidate: Candidate) -> None:
    candidate.build("BatchNorm", 3)


def test_error_missing_keys_on_load(candidate: Candidate) -> None:
    candidate.build("RMSNorm", 3).load_state_dict({"gain": torch.ones(3)})


CLOSE = {"atol": 1e-4, "rtol": 1e-4}


def rows() -> tuple[torch.Tensor]:
    return (torch.randn(1024, 128),)


def many_rows() -> tuple[torch.Tensor]:
    return (torch.randn(32768, 128),)


def squares() -> tuple[torch.Tensor]:
    return (torch.randn(192, 192),)


def against(candidate: Candidate, name: str, *, grad: bool = False) -> None:
    measure = candidate.measure_time
    expect_not_slower(
        lambda: measure(name, 128, inputs=rows, baseline=plain_mixing.Mixing, grad=grad, **CLOSE), factor=4, what=name
    )


def test_pass_not_slower(candidate: Candidate) -> None:
    against(candidate, "Mixing")


def test_pass_not_slower_with_gradients(candidate: Candidate) -> None:
    against(candidate, "Mixing", grad=True)


def test_pass_function_not_slower(candidate: Candidate) -> None:
    measure = candidate.measure_time
    expect_not_slower(
        lambda: measure("mix", inputs=squares, baseline=plain_mixing.mix, times=6, **CLOSE), factor=4, what="mix"
    )


def test_fail_slower(candidate: Candidate) -> None:
    against(candidate, "Wasteful")


def test_fail_quick_and_wrong(candidate: Candidate) -> None:
    against(candidate, "Rushing")


def test_pass_no_more_memory(candidate: Candidate) -> None:
    measure = candidate.measure_peak
    expect_no_more_memory(
        lambda: measure("Mixing", 128, inputs=many_rows, baseline=plain_mixing.Mixing, **CLOSE), factor=1.5, what="Peak"
    )


def test_fail_more_memory(candidate: Candidate) -> None:
    measure = candidate.measure_peak
    expect_no_more_memory(
        lambda: measure("Lavish", 128, inputs=many_rows, baseline=plain_mixing.Mixing, **CLOSE), factor=3, what="Peak"
    )


def test_fail_other_parameters_than_the_baseline(candidate: Candidate) -> None:
    candidate.measure_time("RMSNorm", 64, inputs=rows, baseline=plain_mixing.Mixing, **CLOSE)
