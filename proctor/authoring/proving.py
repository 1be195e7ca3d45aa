"""Running the trials of packages on a warm engine: several at once, but measurements that stayed unsure alone."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Final

from proctor.authoring.claims import references, starter, wrong_solutions
from proctor.authoring.form import form_problems
from proctor.authoring.judgement import judged, unsure_checks
from proctor.authoring.known_issues import issue_problems
from proctor.authoring.leaks import leak_problems
from proctor.authoring.problems import Problem
from proctor.authoring.trials import Outcome, Trial, checks_at, needed_by, trials_of
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import VISIBILITIES
from proctor.checks.grading import CarryOut, grade
from proctor.checks.request import CheckFinished, Ready
from proctor.host.solution import read_solution
from proctor.host.suites import suite_of
from proctor.session.frameworks import excuses

LOOKS: Final = 4
"""How often a measurement may stay unsure before it is a problem; all but the first are made with nothing beside."""

Tell = Callable[[int, int, Trial], None]
"""Told after each trial: how many are done, of how many, and which this was."""


@dataclass
class Findings:
    """What came of a package: the last outcome of each trial, those that were looked at again, and problems."""

    exercise: Exercise
    levels: tuple[Level, ...]
    outcomes: list[Outcome] = field(default_factory=list)
    earlier: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Prover:
    """Proves packages with an engine, `jobs` trials at once."""

    carry_out: CarryOut
    jobs: int
    tell: Tell

    async def prove(self, exercise: Exercise, levels: Sequence[Level], seeds: Iterable[int]) -> Findings:
        """Everything there is to say of a package at `levels`; the whole of it is run once for each of `seeds`."""
        began_s = monotonic()
        findings = Findings(exercise, tuple(levels))
        if exercise.is_first:  # in a further framework the package and its checks are the same
            findings.problems += [*form_problems(exercise, levels), *issue_problems(exercise, levels)]
        findings.problems += leak_problems(exercise)
        claims = (starter(exercise), *references(exercise), *wrong_solutions(exercise))
        trials = [trial for seed in seeds for trial in trials_of(exercise, claims, levels, seed)]
        await self._all(findings, trials)
        await self._look_again(findings)
        for outcome in findings.outcomes:
            findings.problems += judged(outcome, checks_at(exercise, outcome.trial.level), excuses(exercise.card))
        findings.seconds = monotonic() - began_s
        return findings

    async def _all(self, findings: Findings, trials: Sequence[Trial]) -> None:
        waiting = iter(enumerate(trials))
        places: dict[int, Outcome] = {}

        async def one_after_the_other() -> None:
            for place, trial in waiting:
                places[place] = await tried(self.carry_out, findings.exercise, trial)
                self.tell(len(places), len(trials), trial)

        await asyncio.gather(*(one_after_the_other() for _ in range(self.jobs)))
        findings.outcomes = [places[place] for place in sorted(places)]

    async def _look_again(self, findings: Findings) -> None:
        """Ask checks that could not decide once more, with nothing else on the engine, until they do."""
        for number, outcome in enumerate(findings.outcomes):
            latest = outcome
            while (names := unsure_checks(latest)) and latest.again < LOOKS - 1:
                findings.earlier.append(latest)
                only = needed_by(findings.exercise, latest.trial.level, names)
                new = await tried(self.carry_out, findings.exercise, replace(latest.trial, only=only))
                self.tell(len(findings.outcomes), len(findings.outcomes), latest.trial)
                latest = replace(latest, found={**latest.found, **new.found}, fault=new.fault, again=latest.again + 1)
            findings.outcomes[number] = latest


async def tried(carry_out: CarryOut, exercise: Exercise, trial: Trial) -> Outcome:
    """Carry out one trial: visible checks, then hidden ones, whatever the isolation is; authors know their own."""
    level, path = trial.level, trial.claim.path
    tree = exercise.workspace(level) if path is None else read_solution(exercise, level, path).contents
    found: dict[str, CheckFinished] = {}
    ready: Ready | None = None
    for visibility in VISIBILITIES:
        suite = suite_of(exercise, level, visibility)
        ids = tuple(name for name in suite.ids if not trial.only or name in trial.only)
        if not ids:
            continue
        graded = await grade(carry_out, replace(suite, ids=ids), tree, seed=trial.seed)
        ready = graded.ready or ready
        found |= graded.outcomes
        if graded.fault:
            return Outcome(trial, found, graded.fault, ready=ready)
    return Outcome(trial, found, ready=ready)
