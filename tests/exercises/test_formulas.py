"""The expected values of the checks come from formulas; each is compared with an independent computation."""

import math
import sys

import pytest
import torch
from torch.nn import functional

from tests.exercises.test_worked_examples import BY_NAME, load

ROOTS = {name: exercise.root for name, exercise in BY_NAME.items()}


@pytest.fixture
def sibling_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check files import their neighbours by name, as in a run."""
    for root in ROOTS.values():
        for folder in ("checks", "private/checks"):
            monkeypatch.syspath_prepend(str(root / folder))
    for name in ("window_formula", "dense_window", "gem_formula", "log_domain", "focal_formula", "stable_loss"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_the_formula_of_rms_norm_is_that_of_torch() -> None:
    checks = load(ROOTS["practice-rms-norm"] / "checks" / "rms_formula.py")
    x, gain = torch.randn(3, 4, 6, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
    expected = functional.rms_norm(x, (6,), gain, eps=1e-6)
    assert torch.allclose(checks.formula(x, gain), expected, rtol=1e-12, atol=0)


@pytest.mark.usefixtures("sibling_imports")
@pytest.mark.parametrize("q", [0.7, 0.2, 1.0, 1e-3])
@pytest.mark.parametrize("shape", [(6, 4), (3, 4, 2, 2)])
def test_both_formulas_of_the_practice_loss_agree_with_each_other_and_with_cross_entropy(
    q: float, shape: tuple[int, ...]
) -> None:
    package = ROOTS["practice-generalized-cross-entropy"]
    plain = load(package / "checks" / "gce_formula.py")
    dense = load(package / "private" / "checks" / "gce_by_torch.py")
    logits = torch.randn(shape, dtype=torch.float64)
    target = torch.randint(4, shape[:1] + shape[2:])
    target[0] = -100
    surprise = functional.cross_entropy(logits, target, reduction="none")
    expected = (1 - torch.exp(-q * surprise)) / q
    assert torch.allclose(plain.formula(logits, target, q), expected, rtol=1e-9, atol=1e-12)
    assert torch.allclose(dense.losses(logits, target, q), expected, rtol=1e-9, atol=1e-12)
    assert torch.allclose(dense.reduced(logits, target, q, "mean"), expected[target >= 0].mean(), rtol=1e-9, atol=0)


def test_the_closed_form_of_the_practice_loss_gradient_is_that_of_autograd() -> None:
    plain = load(ROOTS["practice-generalized-cross-entropy"] / "checks" / "gce_formula.py")
    logits, target = torch.randn(5, 3, dtype=torch.float64, requires_grad=True), torch.tensor([0, 2, 1, 1, 0])
    loss = (1 - torch.exp(-0.3 * functional.cross_entropy(logits, target, reduction="none"))) / 0.3
    (gradient,) = torch.autograd.grad(loss.sum(), logits)
    assert torch.allclose(plain.slope(logits, target, 0.3), gradient, rtol=1e-9, atol=1e-12)


@pytest.mark.usefixtures("sibling_imports")
@pytest.mark.parametrize("eps", [1e-6, 0.4])
def test_both_formulas_of_the_pooling_agree_with_each_other_and_with_the_text(eps: float) -> None:
    package = ROOTS["masked-gem-pool"]
    plain = load(package / "checks" / "gem_formula.py")
    differentiable = load(package / "private" / "checks" / "log_domain.py")
    p = (1.0, 3.0, 0.5, 20.0)
    case = differentiable.Case(p, eps)
    x = case.input(3, 7)
    padding = torch.zeros(3, 7, dtype=torch.bool)
    padding[0, 1:3] = True
    padding[1] = True
    found = case.expected(x, padding)
    assert torch.allclose(found, plain.formula(x, plain.Rule(p, eps), padding), rtol=1e-12, atol=0)
    exponents = torch.tensor(p, dtype=torch.float64)
    as_written = x.clamp(min=eps).pow(exponents).mean(1).pow(1 / exponents)
    assert torch.allclose(case.expected(x), as_written, rtol=1e-12, atol=0)
    assert torch.equal(found[1], torch.zeros(4, dtype=torch.float64))


@pytest.mark.usefixtures("sibling_imports")
@pytest.mark.parametrize("weight", [None, (0.5, 2.0, 1.0, 3.0, 0.25)])
@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_both_formulas_of_the_focal_loss_agree_with_each_other_and_with_cross_entropy(
    reduction: str, weight: tuple[float, ...] | None
) -> None:
    package = ROOTS["smoothed-focal-loss"]
    loops = load(package / "checks" / "focal_formula.py")
    stable = load(package / "private" / "checks" / "stable_loss.py")
    logits, target = stable.draw((9, 5), ignored=0.3)
    for gamma in (0.0, 0.5, 2.0):
        found = stable.Setting(gamma, 0.2, weight, reduction).expected(logits, target)
        rule = loops.Rule(gamma, 0.2, weight, reduction=reduction)
        assert torch.allclose(found, loops.formula(logits, target, rule), rtol=1e-10, atol=1e-12)
    given = None if weight is None else torch.tensor(weight, dtype=torch.float64)
    for shape in ((9, 5), (2, 5, 3)):
        logits, target = stable.draw(shape, ignored=0.3)
        found = stable.Setting(0.0, 0.2, weight, reduction).expected(logits, target)
        known = functional.cross_entropy(logits, target, given, label_smoothing=0.2, reduction=reduction)
        assert torch.allclose(found, known, rtol=1e-10, atol=1e-12)


@pytest.mark.usefixtures("sibling_imports")
@pytest.mark.parametrize(("window", "causal", "length"), [(0, False, 5), (2, False, 9), (3, True, 9), (7, False, 4)])
def test_both_formulas_of_the_window_agree_with_each_other_and_with_torch(
    window: int, causal: bool, length: int
) -> None:
    package = ROOTS["sliding-window-attention"]
    loops = load(package / "checks" / "window_formula.py")
    dense = load(package / "private" / "checks" / "dense_window.py")
    setting = dense.Setting(6, 3, window, causal)
    state = {name: torch.randn(shape, dtype=torch.float64) for name, shape in setting.entries().items()}
    x = setting.input(2, length)
    padding = torch.zeros(2, length, dtype=torch.bool)
    padding[0, 1:3] = True
    padding[1] = True
    found = setting.expected(state, x, padding)
    rule = loops.Rule(6, 3, window, causal=causal)
    assert torch.allclose(found, loops.formula(state, x, rule, padding), rtol=1e-10, atol=1e-12)
    assert torch.allclose(setting.expected(state, x), by_torch(state, x, setting), rtol=1e-10, atol=1e-12)


def by_torch(state: dict[str, torch.Tensor], x: torch.Tensor, setting: object) -> torch.Tensor:
    """The layer without padding through torch's own attention, with the bias as an additive mask."""
    length, window, heads = x.shape[1], setting.window, setting.heads  # type: ignore[attr-defined]
    mask = torch.full((heads, length, length), -math.inf, dtype=x.dtype)
    for i in range(length):
        for j in range(max(0, i - window), min(length, (i if setting.causal else i + window) + 1)):  # type: ignore[attr-defined]
            mask[:, i, j] = state["rel_bias"][:, j - i + window]
    query, key, value = (
        functional.linear(x, state[f"{name}.weight"], state[f"{name}.bias"]).unflatten(-1, (heads, -1)).transpose(1, 2)
        for name in ("q_proj", "k_proj", "v_proj")
    )
    mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    return functional.linear(mixed.transpose(1, 2).flatten(2), state["out_proj.weight"], state["out_proj.bias"])
