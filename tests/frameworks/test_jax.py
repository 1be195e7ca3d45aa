"""The pooling layer in JAX, graded by the very checks of the PyTorch one; skipped where JAX is not installed."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import pytest

from proctor.authoring.claims import references, wrong_solutions
from proctor.authoring.judgement import judged
from proctor.authoring.proving import tried
from proctor.authoring.trials import Outcome, Trial, checks_at, needed_by
from proctor.catalog.library import find
from proctor.host.bench import passing_engine
from proctor.host.environments import place_of
from proctor.session.frameworks import excuses

ROOT = Path(__file__).parents[2]
PACKAGE = find(str(ROOT / "exercises" / "layer" / "masked-gem-pool")).in_framework("jax")
RIGHT, WRONG = references(PACKAGE), wrong_solutions(PACKAGE)
without_jax = pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed: ./install.sh --with jax")


def test_there_are_right_and_wrong_ones() -> None:
    assert len(RIGHT) >= 2
    assert len(WRONG) >= 8
    assert {claim.check for claim in WRONG} <= {check.id for check in PACKAGE.all_checks}


@without_jax
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_same_checks_tell_right_work_in_jax_from_wrong() -> None:
    problems = [
        problem
        for outcome in asyncio.run(_all())
        for problem in judged(outcome, checks_at(PACKAGE, outcome.trial.level), excuses(PACKAGE.card))
    ]
    assert problems == []


async def _all() -> list[Outcome]:
    """Right ones meet every check; a wrong one meets the check it is named after, for XLA takes its time."""
    trials = [
        *(Trial(claim, "mid", 11) for claim in RIGHT),
        *(Trial(claim, "mid", 11, needed_by(PACKAGE, "mid", [claim.check])) for claim in WRONG),
    ]
    async with passing_engine(PACKAGE.root, framework=place_of(PACKAGE)) as engine:
        return [await tried(engine.once, PACKAGE, trial) for trial in trials]
