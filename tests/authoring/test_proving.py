"""Proving packages with a real engine: one that holds, and ones that are broken in ways that only running shows."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from proctor.authoring.problems import merged, proved
from proctor.authoring.proof import package_proof
from proctor.authoring.proving import LOOKS, Findings, Prover
from proctor.authoring.times import measured_times
from proctor.authoring.trials import Trial
from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.checks import client
from proctor.checks.grading import CarryOut
from proctor.checks.request import CheckFinished, Ready, Reply, RunFinished, RunRequest
from proctor.errors import EnvironmentFault
from proctor.session.verdicts import Verdict
from tests.authoring.conftest import Change


def nobody(_done: int, _total: int, _trial: Trial) -> None:
    """Hears how it goes."""


def prove(
    carry_out: CarryOut | Path, exercise: Exercise, levels: tuple[Level, ...] = ("mid",), seeds: tuple[int, ...] = (5,)
) -> Findings:
    if isinstance(carry_out, Path):
        carry_out = partial(client.run, carry_out)
    return asyncio.run(Prover(carry_out, 2, nobody).prove(exercise, levels, seeds))


def told(findings: Findings) -> list[tuple[str, str]]:
    """Where something is wrong, and what; with the checks that a header has to name."""
    return [(problem.where, " ".join((problem.what, *problem.others))) for problem in merged(findings.problems)]


def test_a_first_package_is_proved_at_every_level(warm_engine: Path, package: Exercise) -> None:
    findings = prove(warm_engine, package, LEVELS)
    assert told(findings) == []
    proof = package_proof(findings, None)
    assert proof.proved is True
    assert (proof.score.wrong, proof.score.caught, proof.score.caught_as_named) == (5, 5, 5)
    assert all(row.own for row in proof.checks)
    assert proof.unsteady == ()


def test_what_only_running_shows_is_found(warm_engine: Path, package: Exercise, change: Change) -> None:
    """A reference that is wrong, a wrong one that is right, a starter that is done, and one that does too much."""
    change("private/reference/summed.py", '"...d,d->...d"', '"...d,d->..."')
    change("private/wrong/test_gradients/detached_weight.py", ".detach()", "")
    change("private/wrong/test_matches_the_formula/added.py", "x + self.weight", "(x + self.weight).sum()")
    done = (package.root / "private" / "reference" / "multiplied.py").read_bytes()
    (package.root / "starter" / "scaled.py").write_bytes(done)
    found = told(prove(warm_engine, package))
    assert {where for where, _ in found} >= {
        "reference/summed",
        "wrong/test_gradients/detached_weight",
        "wrong/test_matches_the_formula/added",
        "starter",
    }
    assert ("starter", "no visible check fails on it") in found
    assert any("test_gradients passes, and it should fail" in what for _, what in found)
    assert any(where.endswith("added") and "test_shape_and_dtype" in what for where, what in found)


def test_a_check_that_breaks_leaves_the_package_undecided(warm_engine: Path, change: Change) -> None:
    broken = change(
        "private/checks/test_scaled_hidden.py", "    module = candidate", "    nothing\n    module = candidate"
    )
    findings = prove(warm_engine, broken)
    assert proved(merged(findings.problems)) is not True
    assert any("itself breaks on it" in what for _, what in told(findings))


def test_times_are_those_of_right_solutions(warm_engine: Path, package: Exercise) -> None:
    times = asyncio.run(measured_times(package, partial(client.run, warm_engine), 5))
    assert times is not None
    assert (times.level, times.solutions) == ("mid", 2)
    assert 0 < times.visible_s < times.whole_s


@dataclass
class Playing:
    """An engine of which one check is unsure so many times, and which may go away; all else goes as it should."""

    exercise: Exercise
    unsure: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    running: int = 0
    most: int = 0
    gone: bool = False

    async def __call__(self, request: RunRequest) -> AsyncGenerator[Reply, None]:
        """Carry out a run."""
        if self.gone:
            raise EnvironmentFault("no check engine answers")
        self.asked.append(tuple(request.select))
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        yield Ready(isolation=3, isolation_note="sealed")
        for finished in self._verdicts(request):
            yield finished
        self.running -= 1
        yield RunFinished(ms=1.0)

    def _verdicts(self, request: RunRequest) -> Iterator[CheckFinished]:
        text = request.tree[request.entry].decode()
        own = next((name for name in request.select if f"check {name}" in text), "")
        for name in request.select:
            verdict = Verdict.FAIL if name == own else Verdict.PASS
            if self.unsure.get(name, 0) > 0:
                self.unsure[name] -= 1
                verdict = Verdict.UNSURE
            yield CheckFinished(check=name, verdict=verdict, message="so it is")


@pytest.fixture
def playing(package: Exercise) -> Playing:
    """Wrong solutions and the starter say in their text where they fail."""
    for path in (package.root / "private" / "wrong").glob("*/*.py"):
        path.write_text(f"# Wrong: x\n# check {path.parent.name}\n")
    for path in (package.root / "starter", package.root / "levels" / "junior" / "starter"):
        (path / "scaled.py").write_text(f"# check test_matches_the_formula, {path.parent.name}\n")
    return Playing(package)


def test_trials_run_beside_each_other_but_no_more_than_asked_for(playing: Playing) -> None:
    findings = prove(playing, playing.exercise, LEVELS)
    assert told(findings) == []
    assert playing.most == 2


def test_a_measurement_that_was_unsure_is_asked_again_alone_until_it_decides(playing: Playing) -> None:
    playing.unsure = {"test_gradients": 2}
    findings = prove(playing, playing.exercise)
    assert told(findings) == []
    assert len(findings.earlier) == 2
    assert playing.asked[-2:] == [("test_gradients",), ("test_gradients",)]
    proof = package_proof(findings, None)
    assert {one.check for one in proof.unsteady} == {"test_gradients"}
    assert {given.verdict for one in proof.unsteady for given in one.said} == {"PASS", "UNSURE"}


def test_one_that_stays_unsure_leaves_the_package_undecided(playing: Playing) -> None:
    playing.unsure = {"test_gradients": 10_000}
    findings = prove(playing, playing.exercise)
    problems = merged(findings.problems)
    assert proved(problems) is None
    assert all(f"could not decide, {LOOKS} times" in problem.what for problem in problems)


def test_the_whole_is_run_once_for_each_seed(playing: Playing) -> None:
    once = len(prove(playing, playing.exercise).outcomes)
    twice = prove(playing, playing.exercise, seeds=(5, 50))
    assert len(twice.outcomes) == 2 * once
    assert {outcome.trial.seed for outcome in twice.outcomes} == {5, 6, 7, 50, 51, 52}


def test_an_engine_that_is_not_there_is_an_error_of_ours(playing: Playing) -> None:
    playing.gone = True
    with pytest.raises(EnvironmentFault, match="no check engine answers"):
        prove(playing, playing.exercise)
