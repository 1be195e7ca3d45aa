"""The hidden checks: stated behaviour that the visible ones do not reach."""

import copy

import torch
from torch import Tensor, nn
from torch.func import functional_call

from proctor.checks.author import (
    Candidate,
    criterion,
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_inputs_untouched,
    expect_raises_value_error,
    expect_shape,
    expect_tensor,
    levels,
)

SINGLE_BUFFER, ALIVE = 1.1, 5.0


@criterion("Correctness")
def test_input_is_untouched(candidate: Candidate) -> None:
    """The call leaves x as it was, also when no gradient is asked for."""
    module = candidate.build("RMSNorm", 6)
    for x in (torch.randn(3, 6), torch.randn(6, 3).t()):
        with torch.no_grad():
            expect_inputs_untouched(candidate, module, x)
        expect_inputs_untouched(candidate, module.eval(), x)


@criterion("Correctness")
def test_strided_input(candidate: Candidate) -> None:
    """Inputs that are not contiguous give what their contiguous copies give, forward and backward."""
    module = candidate.build("RMSNorm", 6, dtype=torch.float64)
    views = {
        "a transposed matrix": torch.randn(6, 4, dtype=torch.float64).t(),
        "swapped leading dimensions": torch.randn(2, 3, 6, dtype=torch.float64).transpose(0, 1),
        "every other feature": torch.randn(3, 2, 12, dtype=torch.float64)[..., ::2],
        "an expanded row": torch.randn(1, 6, dtype=torch.float64).expand(4, 6),
    }
    for name, view in views.items():
        packed = view.contiguous()
        expect_close(module(view), answer(module, packed), atol=1e-12, rtol=1e-9, what=f"Result for {name}")
    upstream = torch.randn(6, 4, dtype=torch.float64).t()
    x = torch.randn(4, 6, dtype=torch.float64)
    expected, actual = (gradient_of_x(module, x, gradient) for gradient in (upstream.contiguous(), upstream))
    expect_close(actual, expected, atol=1e-12, rtol=1e-9, what="Gradient for an upstream gradient with strides")


@criterion("Correctness")
def test_empty_and_changing_shapes(candidate: Candidate) -> None:
    """One module serves empty batches and inputs of changing shapes; each vector is normalised on its own."""
    module = candidate.build("RMSNorm", 5, dtype=torch.float64)
    for shape in ((3, 5), (0, 5), (7, 2, 5), (2, 0, 5), (5,), (3, 5)):
        x = 4 * torch.randn(shape, dtype=torch.float64)
        out = answer(module, x)
        for row, vector in zip(out.reshape(-1, 5), x.reshape(-1, 5), strict=True):
            what = f"One vector of x of shape {shape}, compared with the same vector alone"
            expect_close(row, answer(module, vector), atol=1e-12, rtol=1e-9, what=what)


@criterion("Framework practice")
def test_mixed_dtypes(candidate: Candidate) -> None:
    """The result has the dtype of x, also when weight has another one; float64 keeps its digits."""
    wide = candidate.build("RMSNorm", 8, dtype=torch.float64)
    x = torch.randn(3, 8)
    what = "Result for a float32 x with a float64 weight"
    expect_dtype(wide(x), torch.float32, what=what)
    x = torch.randn(3, 8, dtype=torch.float64)
    narrow = candidate.build("RMSNorm", 8, dtype=torch.float32)
    what = "Result for a float64 x with a float32 weight, compared with a float64 weight"
    expect_close(narrow(x), answer(wide, x), atol=1e-12, rtol=1e-9, what=what)


@criterion("Gradients and numerics")
@levels("mid", "senior")
def test_double_backward(candidate: Candidate) -> None:
    """The gradient can be differentiated again, for x and weight, and is exact."""
    module = candidate.build("RMSNorm", 3, dtype=torch.float64)
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    expect_shape(module.weight, (3,), what="weight")
    weight = (torch.rand(3, dtype=torch.float64) + 0.5).requires_grad_()

    def run(x: Tensor, weight: Tensor) -> Tensor:
        return differentiable(functional_call(module, {"weight": weight}, (x,)), x)

    expect_gradcheck(run, (x, weight), what="Second derivative", second_order=True)


@criterion("Framework practice")
@levels("mid", "senior")
def test_device_and_dtype(candidate: Candidate) -> None:
    """The constructor honours device and dtype, and the module works on the meta device."""
    for dtype in (torch.float64, torch.bfloat16):
        module = candidate.build("RMSNorm", 4, dtype=dtype)
        expect_dtype(module.weight, dtype, what=f"weight of RMSNorm(4, dtype={dtype})")
    built = candidate.build("RMSNorm", 4, device="meta")
    if module_device(built.weight) != "meta":
        raise AssertionError('weight of RMSNorm(4, device="meta") is not on meta: pass device on to its constructor.')
    moved = candidate.build("RMSNorm", 4).to("meta")
    for origin, module in (("built on meta", built), ("moved to meta", moved)):
        out = expect_tensor(module(torch.empty(2, 3, 4, device="meta")), what=f"Result of a module {origin}")
        expect_shape(out, (2, 3, 4), what=f"Result of a module {origin}")
        if module_device(out) != "meta":
            raise AssertionError(f"The result of a module {origin} is on {out.device}, not on meta.")


@criterion("Framework practice")
@levels("mid", "senior")
def test_compile(candidate: Candidate) -> None:
    """The layer is one graph for torch.compile: no Python branch looks at the numbers in x."""
    figures = candidate.probe_compile("RMSNorm", 6, inputs=(torch.randn(2, 3, 6),))
    expect_compiles(figures, what="RMSNorm(6) for x of shape (2, 3, 6)")


@criterion("Framework practice")
@levels("mid", "senior")
def test_wrong_arguments(candidate: Candidate) -> None:
    """Wrong sizes and an eps that is not positive raise ValueError with a message."""
    for size in (0, -3):
        expect_raises_value_error(lambda size=size: candidate.build("RMSNorm", size), what=f"RMSNorm({size})")
    for eps in (0.0, -1e-6):
        expect_raises_value_error(lambda eps=eps: candidate.build("RMSNorm", 4, eps=eps), what=f"RMSNorm(4, eps={eps})")
    module = candidate.build("RMSNorm", 4)
    for shape in ((2, 5), (2, 1), (4, 3), ()):
        x = torch.ones(shape)
        expect_raises_value_error(lambda x=x: module(x), what=f"num_features 4 and x of shape {shape}")


@criterion("Framework practice")
def test_state_round_trip(candidate: Candidate) -> None:
    """A trained gain moves to another layer through state_dict, and acts there; a deep copy gives the same results."""
    module, other = (candidate.build("RMSNorm", 4, dtype=torch.float64).eval() for _ in range(2))
    x = torch.randn(3, 4, dtype=torch.float64)
    with torch.no_grad():
        other(x)
        module.weight.copy_(torch.tensor([0.5, 2.0, -1.0, 3.0]))
        expected = answer(module, x)
        other.load_state_dict(module.state_dict(), strict=True)
        expect_exact(answer(other, x), expected, what="Result of a layer that loaded the state of another")
        expect_exact(answer(copy.deepcopy(module), x), expected, what="Result of a deep copy")


@criterion("Efficiency")
@levels("mid", "senior")
def test_memory(candidate: Candidate) -> None:
    """For float32 x (64, 1024): no buffer above 1.1 times x, never more than 5 times x alive at once."""
    x = torch.randn(64, 1024)
    figures = candidate.probe_memory("RMSNorm", 1024, inputs=(x,))
    size = x.numel() * x.element_size()
    for name, used, limit in (
        ("the largest buffer", figures.largest_bytes, SINGLE_BUFFER),
        ("what is alive at once", figures.peak_bytes, ALIVE),
    ):
        if used > limit * size:
            raise AssertionError(f"For x of shape (64, 1024) {name} is {used / size:.2f} times x; {limit} may be.")


def form(out: object, x: Tensor) -> Tensor:
    """The result, once it has the shape, dtype and device of x."""
    what = f"Result for x of shape {tuple(x.shape)}"
    result = expect_tensor(out, what=what)
    expect_shape(result, tuple(x.shape), what=what)
    expect_dtype(result, x.dtype, what=what)
    if result.device != x.device:
        raise AssertionError(f"{what}: it is on {result.device}, but x is on {x.device}.")
    return result


def answer(module: nn.Module, x: Tensor) -> Tensor:
    """The values of one call."""
    return form(module(x), x).detach()


def differentiable(out: object, x: Tensor) -> Tensor:
    """The result, once autograd knows that it depends on something."""
    result = form(out, x)
    if not result.requires_grad:
        raise AssertionError("The result does not require a gradient although x does.")
    return result


def gradient_of_x(module: nn.Module, x: Tensor, upstream: Tensor) -> Tensor:
    """The gradient that `upstream` causes in x."""
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(differentiable(module(leaf), leaf), leaf, upstream, allow_unused=True)
    return expect_tensor(gradient, what="Gradient of x")


def module_device(tensor: Tensor) -> str:
    """The kind of device, without an index."""
    return tensor.device.type
