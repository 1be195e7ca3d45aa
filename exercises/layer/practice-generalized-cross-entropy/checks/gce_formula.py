"""The specification in plain Python numbers, and a comparison that names well-known mistakes."""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from proctor.checks.author import expect_close, expect_dtype, expect_shape, expect_tensor

NAME = "GeneralizedCrossEntropy"
IGNORED = -100
ROUNDED = "Is anything cast to float32 on the way, or a small constant added?"
Mistakes = Iterable[tuple[str, Tensor]]


def formula(logits: Tensor, target: Tensor, q: float, ignore_index: int = IGNORED) -> Tensor:
    """The loss of every place, in the shape of target, from plain Python numbers."""
    rows = logits.detach().double().movedim(1, -1).reshape(-1, logits.shape[1]).tolist()
    classes = target.reshape(-1).tolist()
    losses = [
        0.0 if true == ignore_index else -math.expm1(q * log_probability(row, true)) / q
        for row, true in zip(rows, classes, strict=True)
    ]
    return torch.tensor(losses, dtype=torch.float64).reshape(target.shape)


def slope(logits: Tensor, target: Tensor, q: float) -> Tensor:
    """The gradient of the summed loss with respect to logits (N, K), in closed form: p_t^q * (p_k - [k = t])."""
    rows = []
    for row, true in zip(logits.detach().double().tolist(), target.tolist(), strict=True):
        weight = math.exp(q * log_probability(row, true))
        rows.append([weight * (math.exp(log_probability(row, k)) - (k == true)) for k in range(len(row))])
    return torch.tensor(rows, dtype=torch.float64)


def slope_mistakes(logits: Tensor, target: Tensor, q: float) -> Iterator[tuple[str, Tensor]]:
    """Well-known wrong gradients, each with the sentence that names it."""
    right = slope(logits, target, q)
    yield "this is the gradient of cross entropy; a factor p_t^q is missing.", slope(logits, target, 0.0)
    own = torch.zeros_like(right).scatter(1, target.unsqueeze(1), 1.0)
    power = -(q * torch.log_softmax(logits.detach(), 1)).exp() * own
    yield "only the true class gets a gradient; p_t depends on the other logits too, through the softmax.", power
    yield "this is the gradient with its sign turned round.", -right


def log_probability(row: list[float], true: int) -> float:
    """The logarithm of p_t at one place."""
    largest = max(row)
    return row[true] - largest - math.log(sum(math.exp(value - largest) for value in row))


def mistakes(logits: Tensor, target: Tensor, q: float) -> Iterator[tuple[str, Tensor]]:
    """Well-known wrong answers for scored places, each with the sentence that names it."""
    log_p = torch.log_softmax(logits.double(), 1)
    own = log_p.gather(1, target.unsqueeze(1)).squeeze(1)
    power = (q * own).exp()
    yield "this is the ordinary cross entropy -log(p_t); q has no effect yet.", -own
    yield "this is 1 - p_t^q; the division by q is missing.", 1 - power
    yield "this is the negative of the loss; it is (1 - p_t^q) / q.", (power - 1) / q
    yield "the power is taken of 1 - p_t; the specification takes it of p_t, then subtracts.", (1 - own.exp()) ** q / q
    yield "this is a focal loss, (1 - p_t)^q * -log(p_t); here it is (1 - p_t^q) / q.", (1 - own.exp()) ** q * -own
    yield "the losses of all classes are summed; only the class in target counts.", ((1 - (q * log_p).exp()) / q).sum(1)
    yield "this is what q = 0.7 gives; the q of the constructor is not used.", (1 - (0.7 * own).exp()) / 0.7
    yield "this is what q = 1 gives; q has no effect on it.", 1 - own.exp()
    logit = logits.double().gather(1, target.unsqueeze(1)).squeeze(1)
    yield (
        "p_t comes from a sigmoid; the specification takes a softmax over the classes.",
        (1 - logit.sigmoid() ** q) / q,
    )
    for dim in {0, logits.dim() - 1} - {1}:
        other = torch.log_softmax(logits.double(), dim).gather(1, target.unsqueeze(1)).squeeze(1)
        yield f"the softmax runs over dimension {dim}; the classes are dimension 1.", (1 - (q * other).exp()) / q
    if logits.dim() > 2:
        flat = formula(logits.reshape(-1, logits.shape[1]), target.reshape(-1), q)
        sentence = "logits are flattened to (-1, K) as they lie; move dimension 1, the classes, to the end before that."
        yield sentence, flat.reshape(target.shape)


def expect_loss(  # noqa: PLR0913 - what is compared with what, and the words for it
    actual: object, expected: Tensor, dtype: torch.dtype, named: Mistakes = (), *, what: str, look: str = ""
) -> None:
    """Compare with the right value; where the answer is a well-known wrong one, say which, and else where to look."""
    with looking(look):
        tensor = expect_form(actual, tuple(expected.shape), dtype, what=what)
    if not looks_like(tensor, expected):
        for sentence, mistaken in named:
            if looks_like(tensor, mistaken):
                raise AssertionError(f"{what}: {sentence} {worst(tensor, expected)}")
        if looks_like(tensor, expected, rtol=1e-5):
            raise AssertionError(f"{what}: only the first digits are right. {worst(tensor, expected)} {ROUNDED}")
    with looking(look):
        expect_close(tensor.double(), expected, atol=1e-12, rtol=1e-9, what=what)


def expect_form(actual: object, shape: tuple[int, ...], dtype: torch.dtype, *, what: str) -> Tensor:
    """Fail unless it is a tensor with this shape and dtype, and with values."""
    tensor = expect_tensor(actual, what=what)
    expect_shape(tensor, shape, what=what)
    expect_dtype(tensor, dtype, what=what)
    require(tensor.device.type == "cpu", f"{what}: it is on {tensor.device}, but logits are on cpu.")
    return tensor


def expect_number(actual: object, expected: Tensor, *, what: str, look: str) -> None:
    """Compare a single float32 number to four digits: a handful of roundings (6e-8 each), with much room."""
    tensor = expect_form(actual, (), torch.float32, what=what)
    right = bool((tensor.detach().double() - expected).abs() <= 1e-6 + 1e-4 * expected.abs())
    require(right, f"{what}: got {tensor.item():.7g}, expected {expected.item():.7g}. {look}")


@contextmanager
def looking(where: str) -> Iterator[None]:
    """Say where to look first when a comparison fails."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{error} {where}".rstrip()) from None


def looks_like(actual: Tensor, expected: Tensor, rtol: float = 1e-9) -> bool:
    """Whether the values agree, to nine digits unless fewer are asked for."""
    return torch.allclose(actual.detach().double(), expected.double(), rtol=rtol, atol=1e-12)


def worst(actual: Tensor, expected: Tensor) -> str:
    """Where the two differ most, and by what: a number to work out by hand."""
    difference = (actual.detach().double() - expected).abs().reshape(-1)
    flat = int(difference.argmax())
    place = [int(part) for part in torch.unravel_index(torch.tensor(flat), expected.shape)]
    at = f"At {place}" if place else "Here"
    got, wanted = actual.reshape(-1)[flat].item(), expected.reshape(-1)[flat].item()
    digits = ".12g" if abs(got - wanted) < 1e-4 * abs(wanted) else ".6g"
    return f"{at}: got {got:{digits}}, expected {wanted:{digits}}."


def require(holds: bool, message: str) -> None:
    """Fail with the message unless the fact holds."""
    if not holds:
        raise AssertionError(message)
