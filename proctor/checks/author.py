"""What a check file imports: words that describe a check, and comparisons that explain a failure.

A check is a pytest function that takes the `candidate` fixture; its name is its id, its docstring the promise shown
to the candidate. Keep the arguments of the decorators literal: the catalogue reads them from the source text.

    @criterion("Correct forward pass")
    @needs("test_shape")
    def test_matches_the_formula(candidate: Candidate) -> None:
        \"\"\"The output equals x / sqrt(mean(x^2) + eps) times the gain.\"\"\"
        x = torch.randn(4, 8)
        expect_close(candidate.build("RMSNorm", 8)(x), formula(x), atol=1e-6, rtol=1e-5, what="Output for (4, 8)")

What decides the verdict: an `AssertionError` is FAIL, an exception of the candidate's code is ERROR, `pytest.skip` is
SKIP, `Unsure` is UNSURE; any other exception means that the check itself is broken (FAULT) and never counts against
the candidate. So compare with the helpers here: they look at type and shape before they touch a value.

Sorts of evidence: comparisons of results happen in the judge and cannot be forged. `candidate.probe_*` look from beside
the candidate's code and end as UNSURE where a control or a sign of tampering says so. `candidate.measure_time` and
`measure_peak` look from outside, against a baseline of yours that runs without any of the candidate's code:

    expect_not_slower(
        lambda: candidate.measure_time("Attention", 64, inputs=fresh, baseline=naive.Attention, atol=1e-5, rtol=1e-4),
        factor=1.5, what="Attention for 512 positions",
    )

with `naive.py` beside the checks, importing only torch, and `fresh()` making other inputs at each call.

Randomness: torch's global generator and `candidate.generator` are seeded per check. `torch.manual_seed` before two
calls makes a module draw alike in both. Limits: derivatives up to the second order; no hooks on what `build` gives;
what a call returns must be tensors, numbers, strings, or lists, tuples and dicts of them. What a check passes on is
sent without the memory around it: gaps of a view and uninitialised tensors read as zeros.
"""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import pytest

from proctor.checks.candidate import Candidate
from proctor.checks.documentation import CallableFacts, Documentation, Parameter, documentation
from proctor.checks.expect import (
    expect_close,
    expect_compiles,
    expect_dtype,
    expect_exact,
    expect_gradcheck,
    expect_inputs_untouched,
    expect_mode_kept,
    expect_raises_value_error,
    expect_shape,
    expect_state_keys,
    expect_tensor,
)
from proctor.checks.expect_measured import expect_no_more_memory, expect_not_slower
from proctor.checks.figures import CompileFigures, MemoryFigures, OperationFigures, PeakFigures, TimeFigures
from proctor.checks.outcome import Unsure

__all__ = [
    "CallableFacts",
    "Candidate",
    "CompileFigures",
    "Documentation",
    "MemoryFigures",
    "OperationFigures",
    "Parameter",
    "PeakFigures",
    "TimeFigures",
    "Unsure",
    "advisory",
    "criterion",
    "documentation",
    "expect_close",
    "expect_compiles",
    "expect_dtype",
    "expect_exact",
    "expect_gradcheck",
    "expect_inputs_untouched",
    "expect_mode_kept",
    "expect_no_more_memory",
    "expect_not_slower",
    "expect_raises_value_error",
    "expect_shape",
    "expect_state_keys",
    "expect_tensor",
    "levels",
    "needs",
]

_Check = TypeVar("_Check", bound=Callable[..., Any])


def levels(*names: Literal["junior", "mid", "senior"]) -> Callable[[_Check], _Check]:
    """Run the check at these levels only; without it a check runs at every level."""
    return pytest.mark.proctor_levels(*names)


def criterion(name: str) -> Callable[[_Check], _Check]:
    """Name the evaluation criterion of the manifest that the check speaks to."""
    return pytest.mark.proctor_criterion(name)


def needs(*checks: str) -> Callable[[_Check], _Check]:
    """Skip the check, with a reason, unless each of these checks of the same run has passed."""
    return pytest.mark.proctor_needs(*checks)


def advisory(check: _Check) -> _Check:
    """Show the verdict without making it a requirement."""
    marked: _Check = pytest.mark.proctor_advisory(check)
    return marked
