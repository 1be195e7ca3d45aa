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
    for name in ("window_formula", "dense_window"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_the_formula_of_rms_norm_is_that_of_torch() -> None:
    checks = load(ROOTS["practice-rms-norm"] / "checks" / "rms_formula.py")
    x, gain = torch.randn(3, 4, 6, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
    expected = functional.rms_norm(x, (6,), gain, eps=1e-6)
    assert torch.allclose(checks.formula(x, gain), expected, rtol=1e-12, atol=0)


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
