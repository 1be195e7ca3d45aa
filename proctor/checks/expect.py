"""Comparisons with messages that teach: what was promised, what came back, and where to look first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

import torch
from torch import Tensor, nn
from torch.autograd import gradcheck, gradgradcheck
from torch.autograd.gradcheck import GradcheckError

from proctor.checks.candidate import Candidate
from proctor.checks.figures import CompileFigures
from proctor.checks.outcome import ContractBroken
from proctor.checks.worker.calls import modes_of


def expect_tensor(actual: object, *, what: str) -> Tensor:
    """Return `actual` if it is a dense tensor; otherwise fail and name what came back."""
    if not isinstance(actual, Tensor):
        raise ContractBroken(f"{what}: a tensor is promised, but {_named(actual)} came back.")
    if actual.layout != torch.strided:
        raise ContractBroken(f"{what}: a dense tensor is promised, but one of layout {actual.layout} came back.")
    return actual


def expect_shape(actual: object, shape: Sequence[int], *, what: str) -> None:
    """Fail unless `actual` is a tensor of exactly this shape."""
    tensor = expect_tensor(actual, what=what)
    if tuple(tensor.shape) != tuple(shape):
        raise ContractBroken(f"{what}: the shape is {tuple(tensor.shape)}, but {tuple(shape)} is promised.")


def expect_dtype(actual: object, dtype: torch.dtype, *, what: str) -> None:
    """Fail unless `actual` is a tensor of exactly this dtype."""
    tensor = expect_tensor(actual, what=what)
    if tensor.dtype != dtype:
        raise ContractBroken(f"{what}: the dtype is {_short(tensor.dtype)}, but {_short(dtype)} is promised.")


def expect_close(actual: object, expected: Tensor, *, atol: float, rtol: float, what: str) -> None:
    """Fail unless shape and dtype are equal and every value is within `atol + rtol * |expected|`.

    Order of the tests: type, shape, dtype, pattern of non-finite values, then the worst place. Not-a-number equals
    nothing; an infinity equals only itself. On meta there are no values, so the form is all.
    """
    tensor = _same_form(actual, expected, what)
    if expected.is_meta:
        return
    got, want = _wide(tensor), _wide(expected)
    _same_finite_pattern(got, want, what)
    finite = torch.isfinite(want)
    zero = torch.zeros((), dtype=torch.float64)
    difference = torch.where(finite, (got - want).abs(), zero)
    excess = difference - torch.where(finite, atol + rtol * want.abs(), zero)
    wrong = int((excess > 0).sum())
    if wrong:
        place = _place(excess)
        raise AssertionError(
            f"{what}: {_count(wrong, want.numel())} off by more than the tolerance (atol {atol:g}, rtol {rtol:g}). "
            f"Worst at {_index(place)}: got {_number(got[place])}, expected {_number(want[place])}."
        )


def expect_exact(actual: object, expected: Tensor, *, what: str) -> None:
    """Fail unless shape, dtype and every value are the same; not-a-number equals not-a-number, on meta form is all."""
    tensor = _same_form(actual, expected, what)
    if expected.is_meta:
        return
    got, want = tensor.detach(), expected.detach()
    same = (got == want) | ((got != got) & (want != want))  # noqa: PLR0124 - the test for not-a-number of any dtype
    wrong = int((~same).sum())
    if wrong:
        place = _place((~same).to(torch.int8))
        raise AssertionError(
            f"{what}: {_count(wrong, want.numel())} not exactly equal. "
            f"First at {_index(place)}: got {_number(got[place])}, expected {_number(want[place])}."
        )


def expect_raises_value_error(call: Callable[[], object], *, what: str) -> None:
    """Fail unless `call` raises a `ValueError` that carries a message."""
    try:
        call()
    except ValueError as error:
        if not str(error).strip():
            raise ContractBroken(f"{what}: the ValueError carries no message; say what is wrong with it.") from None
    except Exception as error:  # noqa: BLE001 - any other exception is the finding itself
        kind = getattr(error, "type_name", type(error).__name__)
        raise ContractBroken(f"{what}: a ValueError is promised, but {kind} was raised: {error}") from None
    else:
        raise ContractBroken(f"{what}: a ValueError is promised, but nothing was raised.")


def expect_gradcheck(  # noqa: PLR0913 - every word is optional and named at the call
    fn: Callable[..., Tensor | Sequence[Tensor]],
    inputs: Sequence[Tensor],
    *,
    what: str = "Gradient",
    second_order: bool = False,
    fast: bool = False,
    atol: float = 1e-5,
    rtol: float = 1e-3,
) -> None:
    """Fail unless the analytic derivatives of `fn` agree with finite differences.

    Args:
        fn: From the inputs to one tensor or a tuple of tensors.
        inputs: float64 leaves with `requires_grad`.
        what: Words that start the message.
        second_order: Test the derivative of the gradient as well.
        fast: One random direction in place of every entry; a good first filter for bigger inputs.
        atol: Absolute tolerance between the two derivatives.
        rtol: Relative tolerance between the two derivatives.
    """
    _expect_differentiable(fn(*inputs), what)
    test = gradgradcheck if second_order else gradcheck
    try:
        test(fn, tuple(inputs), fast_mode=fast, atol=atol, rtol=rtol)
    except GradcheckError as error:
        order = "second derivative" if second_order else "derivative"
        raise AssertionError(f"{what}: the {order} is not the one finite differences give. {_facts(error)}") from None


def expect_state_keys(module: nn.Module, expected: Iterable[str] | Mapping[str, Sequence[int]]) -> None:
    """Fail unless `state_dict` has exactly these keys, and these shapes where a mapping gives them."""
    state = module.state_dict()
    shapes = dict(expected) if isinstance(expected, Mapping) else dict.fromkeys(expected)
    missing = [key for key in shapes if key not in state]
    extra = [key for key in state if key not in shapes]
    if missing or extra:
        parts = [f"missing: {', '.join(missing)}"] * bool(missing) + [f"not promised: {', '.join(extra)}"] * bool(extra)
        raise ContractBroken(f"state_dict keys differ from the specification ({'; '.join(parts)}).")
    for key, shape in shapes.items():
        if shape is not None:
            expect_shape(state[key], shape, what=f"state_dict entry {key}")


def expect_inputs_untouched(candidate: Candidate, module: nn.Module, *args: object, **kwargs: object) -> None:
    """Call the module and fail if any tensor among its arguments holds other values afterwards."""
    changed = candidate.changed_inputs(module, *args, **kwargs)
    if changed:
        raise AssertionError(
            f"The call changed its own input ({', '.join(changed)}). "
            "Look for operations that end in an underscore, `out=`, or indexed assignment."
        )


def expect_mode_kept(module: nn.Module, *args: object) -> None:
    """Call the module in training and in evaluation mode; fail if it or a part of it is in another mode afterwards."""
    for training in (True, False):
        before = modes_of(module.train(training))
        module(*args)
        for path, now in modes_of(module).items():
            if now is not before.get(path, now):  # a part that the call made had no mode before
                place = f"its part {path}" if path else "the module"
                raise AssertionError(
                    f"A call in {_mode(training)} mode left {place} in {_mode(now)} mode. "
                    "Only train() and eval() switch modes, and whoever uses the module calls them."
                )


def _mode(training: bool) -> str:
    return "training" if training else "evaluation"


def expect_compiles(figures: CompileFigures, *, what: str) -> None:
    """Fail unless the compiler took the module as one graph and gave the same values."""
    if not figures.compiled:
        raise AssertionError(f"{what}: torch.compile(fullgraph=True) does not take it: {figures.note}")
    if not figures.same:
        raise AssertionError(f"{what}: the compiled module gives other values than the module itself.")


def _expect_differentiable(result: object, what: str) -> None:
    """Fail on a result whose derivative cannot be tested, for torch would refuse it as a mistake of the check."""
    items = result if isinstance(result, list | tuple) else (result,)
    tensors = [expect_tensor(item, what=what) for item in items]
    if not any(item.is_floating_point() or item.is_complex() for item in tensors):
        kinds = ", ".join(sorted({_short(item.dtype) for item in tensors})) or "nothing"
        raise ContractBroken(f"{what}: a result that has a derivative is promised, but {kinds} came back.")
    if not any(item.requires_grad for item in tensors):
        raise ContractBroken(f"{what}: no gradient flows from the result back to an input that should get one.")


def _same_form(actual: object, expected: Tensor, what: str) -> Tensor:
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, tuple(expected.shape), what=what)
    expect_dtype(tensor, expected.dtype, what=what)
    if tensor.device != expected.device:
        raise ContractBroken(f"{what}: the result is on {tensor.device}, but {expected.device} is promised.")
    return tensor


def _same_finite_pattern(got: Tensor, want: Tensor, what: str) -> None:
    same = torch.isfinite(got) == torch.isfinite(want)
    same &= torch.isfinite(want) | (got == want)
    wrong = int((~same).sum())
    if wrong:
        place = _place((~same).to(torch.int8))
        raise AssertionError(
            f"{what}: {_count(wrong, want.numel())} infinite or not a number where it should not be, or the reverse. "
            f"First at {_index(place)}: got {_number(got[place])}, expected {_number(want[place])}."
        )


def _wide(tensor: Tensor) -> Tensor:
    return tensor.detach().to(torch.complex128 if tensor.is_complex() else torch.float64)


def _place(score: Tensor) -> tuple[int, ...]:
    flat = int(score.reshape(-1).argmax())
    return tuple(int(part) for part in torch.unravel_index(torch.tensor(flat), score.shape))


def _index(place: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, place))}]" if place else "the only value"


def _number(value: Tensor) -> str:
    number = value.item()
    return f"{number:.7g}" if isinstance(number, float) else str(number)


def _count(wrong: int, total: int) -> str:
    return f"{wrong} of {total} values {'is' if wrong == 1 else 'are'}"


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _named(value: object) -> str:
    if value is None:
        return "None"
    name = f"a {type(value).__name__}"
    with suppress(TypeError):
        return f"{name} of {len(value)} items"  # type: ignore[arg-type]  # a TypeError is the answer for unsized values
    return name


def _facts(error: GradcheckError) -> str:
    """The part of torch's message that a person needs, without its printed matrices."""
    first, *rest = str(error).strip().split("\n")
    if rest and rest[0].startswith("numerical:"):
        return f"{first.rstrip(',')} (numbers differ; compare with a hand-computed case)."
    return first
