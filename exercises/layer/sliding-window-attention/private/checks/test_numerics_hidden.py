"""Hidden checks of derivatives and of numbers: gradients of everything, second order, half precision, large scores."""

import torch
from dense_window import Setting, answer, gradients, identity_projections, outcome, parameters_of, run
from torch import Tensor

from proctor.checks.author import Candidate, criterion, expect_close, expect_dtype, levels


@criterion("Gradients and numerics")
def test_gradients_of_everything(candidate: Candidate) -> None:
    """Gradients of x and of every parameter are the formula's, for a longer input with padding."""
    for setting in (Setting(8, 2, 3), Setting(8, 4, 2, causal=True)):
        module = setting.build(candidate)
        padding = torch.rand(2, 23) < 0.3
        # Longer than any window here, so that the padded queries in the middle have no key at all.
        padding[0, 4:13] = True
        x, upstream = setting.input(2, 23), setting.input(2, 23)
        leaves = {"x": x.requires_grad_(), **parameters_of(module)}
        rest = {name: leaf for name, leaf in leaves.items() if name != "x"}
        found = gradients(run(module, rest, x, padding), leaves, upstream)
        wanted = gradients(setting.expected({**module.state_dict(), **rest}, x, padding), leaves, upstream)
        for name, gradient in found.items():
            expect_close(gradient, wanted[name], atol=1e-10, rtol=1e-8, what=f"Gradient of {name}")
        found = gradients(run(module.eval(), rest, x, padding), leaves, upstream)
        for name, gradient in found.items():
            expect_close(gradient, wanted[name], atol=1e-10, rtol=1e-8, what=f"Gradient of {name} in evaluation mode")
    expect_gradient_with_dropout(candidate)


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """Gradients can be differentiated again, and are exact."""
    setting = Setting(4, 2, 1)
    module = setting.build(candidate)
    leaves = {"x": setting.input(2, 6).requires_grad_(), **parameters_of(module)}
    for name, value in leaves.items():
        expect_dtype(value, torch.float64, what=f"{name} of a layer made with dtype=torch.float64")
    padding = torch.tensor([[False] * 5 + [True], [False, True, True, True, False, False]])
    rest = {name: leaf for name, leaf in leaves.items() if name != "x"}
    upstream = setting.input(2, 6).requires_grad_()
    weights = {name: torch.randn_like(leaf) for name, leaf in leaves.items()}
    found = second(run(module, rest, leaves["x"], padding), leaves, upstream, weights)
    wanted = second(setting.expected(rest, leaves["x"], padding), leaves, upstream, weights)
    for name, gradient in found.items():
        expect_close(gradient, wanted[name], atol=1e-9, rtol=1e-7, what=f"Second derivative for {name}")


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_half_precision(candidate: Candidate) -> None:
    """Half precision is as accurate as its digits allow, and does not overflow before scaling."""
    for dtype, rounding in ((torch.float16, 1e-3), (torch.bfloat16, 8e-3)):
        for shift in (0.0, 64.0):
            expect_digits(candidate, dtype, rounding, shift)
        expect_half_gradient(candidate, dtype, rounding)
        expect_long_sum(candidate, dtype, rounding)
    module = Setting(64, 1, 2).build(candidate, dtype=torch.float16)
    identity_projections(module, "q_proj", "k_proj", "v_proj", "out_proj")
    with torch.no_grad():
        module.rel_bias.zero_()
    # 60 * 60 * 64 = 230400 does not fit float16; divided by sqrt(64) it is 28800, which does.
    x = torch.full((1, 6, 64), 60.0, dtype=torch.float16)
    expect_close(module(x), x, atol=0.1, rtol=0, what="Result for float16 queries and keys of 60s, 64 wide")


@criterion("Gradients and numerics")
def test_large_scores(candidate: Candidate) -> None:
    """Scores of hundreds, and of tens of thousands below zero, give a finite and right softmax in float32."""
    setting = Setting(4, 1, 2)
    module = setting.build(candidate, dtype=torch.float32)
    identity_projections(module, "k_proj", "v_proj", "out_proj")
    with torch.no_grad():
        module.q_proj.weight.zero_()
        module.q_proj.bias.copy_(torch.tensor([200.0, 0.0, 0.0, 0.0]))
        module.rel_bias.zero_()
    # Query times key is 200 times the first feature, halved by sqrt(d) = 2: whole numbers that float32 holds exactly.
    x = torch.randn(1, 12, 4)
    x[0, :, 0] = torch.tensor([0, 3, 9, -7, 9, 1, 1, -9, -9, -8, 5, 5])
    expected = setting.expected(module.state_dict(), x).detach().float()
    # The last digit of a score near 900 is 900 * 1.2e-7 in float32; a weight exp(score - logsumexp) is rounded by a
    # few of them, relative to itself, and so is the result, relative to the largest value of 9.
    close = 4 * 900 * torch.finfo(torch.float32).eps
    expect_close(module(x), expected, atol=9 * close, rtol=close, what="Result for scores between -900 and 900")
    with torch.no_grad():
        module.v_proj.weight[0, 0] = 0.0
        module.q_proj.bias[0] = 2.0
    # Scores are the first feature now; a key that is forbidden with a number above them would take part.
    x[0, :, 0] = torch.randint(0, 3, (12,)) - 30000.0
    padding = torch.arange(12).unsqueeze(0) % 5 == 3
    expected = setting.expected(module.state_dict(), x, padding).detach().float()
    # By the same rule: the last digit of a score near 30000, a few of them, times values of 3 or so.
    close = 3 * 4 * 30000 * torch.finfo(torch.float32).eps
    expect_close(module(x, padding), expected, atol=close, rtol=0, what="Result for scores near -30000, with padding")


def expect_gradient_with_dropout(candidate: Candidate) -> None:
    """In training with dropout, the gradients are those of what was kept: two calls from one seed drop alike."""
    setting = Setting(8, 2, 3)
    module = setting.build(candidate, dropout=0.4).train()
    padding = torch.arange(12).unsqueeze(0).expand(2, 12) >= 10
    leaves = {"x": setting.input(2, 12).requires_grad_(), **parameters_of(module)}
    upstream, step = setting.input(2, 12), 1e-5
    ways = {name: torch.randn_like(leaf) for name, leaf in leaves.items()}

    def at(distance: float) -> Tensor:
        moved = {name: leaf + distance * ways[name] for name, leaf in leaves.items()}
        torch.manual_seed(7)
        return run(module, {name: value for name, value in moved.items() if name != "x"}, moved["x"], padding)

    found = gradients(at(0.0), leaves, upstream)
    slope = torch.stack([(found[name] * ways[name]).sum() for name in leaves]).sum()
    wanted = ((at(step) - at(-step)) * upstream).sum().detach() / (2 * step)
    # A central difference with this step is right to eight digits or so, relative to the sizes it is made of.
    expect_close(slope, wanted, atol=1e-4, rtol=1e-4, what="Slope along a random direction, in training with dropout")


def second(out: Tensor, leaves: dict[str, Tensor], upstream: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Gradients of a weighted sum of the gradients, also for the upstream gradient."""
    first = gradients(out, leaves, upstream, again=True)
    fixed = [name for name, gradient in first.items() if not gradient.requires_grad]
    if fixed:
        raise AssertionError(f"The gradient of {', '.join(fixed)} cannot be differentiated again.")
    total = torch.stack([(first[name] * weights[name]).sum() for name in leaves]).sum()
    wanted = {**leaves, "upstream": upstream}
    found = torch.autograd.grad(total, list(wanted.values()), allow_unused=True)
    # Nothing that counts depends on the bias of out_proj a second time: None is as good as zeros.
    return {
        name: torch.zeros_like(leaf) if gradient is None else gradient
        for (name, leaf), gradient in zip(wanted.items(), found, strict=True)
    }


def expect_digits(candidate: Candidate, dtype: torch.dtype, rounding: float, shift: float) -> None:
    """At most twice the error of a plain computation in that precision, and a rounding of the result.

    The plain one holds queries, keys, weights and sums in half precision, and only the softmax in float32. `shift` is
    added to all of rel_bias: the softmax does not see it, unless it drowns the digits of scores in half precision.
    """
    setting = Setting(32, 2, 6)
    module = setting.build(candidate, dtype=dtype)
    with torch.no_grad():
        module.rel_bias.add_(shift)
    x, padding = torch.randn(2, 40, 32).to(dtype), torch.rand(2, 40) < 0.2
    state = module.state_dict()
    expected = setting.expected(state, x, padding).detach()
    error = (setting.computed(state, x, padding, dtype).double() - expected).abs().max().item()
    what = f"Result in {short(dtype)}{f', with {shift:g} added to all of rel_bias' if shift else ''}"
    expect_dtype(answer(module, x, padding), dtype, what=what)
    expect_close(answer(module, x, padding).double(), expected, atol=2 * error + rounding, rtol=0, what=what)


def expect_half_gradient(candidate: Candidate, dtype: torch.dtype, rounding: float) -> None:
    """Gradients in half precision are finite, and that of x is right to twenty roundings of its largest value.

    A gradient is rounded in each of the projections it passes and summed up over keys on the way.
    """
    setting = Setting(16, 2, 3)
    module = setting.build(candidate, dtype=dtype)
    x, upstream = torch.randn(2, 21, 16).to(dtype), torch.randn(2, 21, 16).to(dtype)
    padding = torch.zeros(2, 21, dtype=torch.bool)
    padding[0, 5:16] = True
    found = outcome(module, x, padding, upstream)
    leaf = x.double().requires_grad_()
    out = setting.expected(module.state_dict(), leaf, padding)
    (wanted,) = torch.autograd.grad(out, leaf, upstream.double())
    for name, value in found.items():
        if not bool(torch.isfinite(value).all()):
            raise AssertionError(f"{name} in {short(dtype)}, with padding, is not finite everywhere.")
    bound = 20 * rounding * wanted.abs().max().item()
    gradient = found["Gradient of x"]
    expect_dtype(gradient, dtype, what=f"Gradient of x in {short(dtype)}")
    expect_close(gradient.double(), wanted, atol=bound, rtol=0, what=f"Gradient of x in {short(dtype)}")


def expect_long_sum(candidate: Candidate, dtype: torch.dtype, rounding: float) -> None:
    """Where all values are 1, so is every mean of them: 400 keys with a weight of 1/400 each.

    A sum in half precision stops growing long before, for 1/400 is less than half of its last digit. Weights that were
    rounded once are all off by the same, and so is the result.
    """
    module = Setting(8, 1, 400).build(candidate, dtype=dtype)
    identity_projections(module, "v_proj", "out_proj")
    with torch.no_grad():
        module.rel_bias.zero_()
    x = torch.ones(1, 400, 8, dtype=dtype)
    expect_close(module(x), x, atol=2 * rounding, rtol=0, what=f"Result in {short(dtype)} for 400 positions of ones")


def short(dtype: torch.dtype) -> str:
    """The name of a dtype without the library's."""
    return str(dtype).removeprefix("torch.")
