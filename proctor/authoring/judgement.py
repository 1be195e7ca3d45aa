"""Whether the outcome of a trial is what its claim says; pure, so that it can be tried without an engine."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

import msgspec

from proctor.authoring.claims import Claim, Sort
from proctor.authoring.problems import Part, Problem
from proctor.authoring.trials import Outcome
from proctor.catalog.promises import Check
from proctor.checks.request import CheckFinished
from proctor.session.verdicts import AGAINST, Verdict

_BROKEN: Final = frozenset({Verdict.FAULT, Verdict.DEFERRED})
_HONEST: Final = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.SKIP})
_MOST_WORDS: Final = 300


def judged(outcome: Outcome, checks: Iterable[Check], excuses: Collection[str] = ()) -> tuple[Problem, ...]:
    """What is wrong with an outcome; `checks` are those that count at its level.

    A check that is skipped with one of `excuses` asks for what the framework does not offer, and proves nothing.
    """
    if outcome.fault:
        return (_problem(outcome, f"it could not be graded: {outcome.fault}", "run it again", refuted=False),)
    met = {
        name: one for name, one in outcome.found.items() if not (one.verdict is Verdict.SKIP and one.message in excuses)
    }
    outcome = replace(outcome, found=met)
    found = [*_broken(outcome), *_RULES[outcome.trial.claim.sort](outcome, tuple(checks))]
    return tuple(found)


def unsure_checks(outcome: Outcome) -> tuple[str, ...]:
    """Checks whose word matters and who could not decide, so that it is worth looking again."""
    claim = outcome.trial.claim
    matters = {claim.check} if claim.sort == "wrong" else outcome.found.keys()
    return tuple(name for name, one in outcome.found.items() if one.verdict is Verdict.UNSURE and name in matters)


def held_against(outcome: Outcome) -> frozenset[str]:
    """The checks that count against the work."""
    return frozenset(name for name, one in outcome.found.items() if one.verdict in AGAINST)


def _broken(outcome: Outcome) -> Iterator[Problem]:
    for name, one in outcome.found.items():
        if one.verdict in _BROKEN:
            what = f"{name} itself breaks on it: {_said(one)}"
            todo = "mend the check: whatever the work answers, it has to compare before it computes"
            yield _problem(outcome, what, todo, check=name, refuted=False)


def _reference(outcome: Outcome, _checks: tuple[Check, ...]) -> Iterator[Problem]:
    """A right solution passes every check."""
    for name, one in outcome.found.items():
        if one.verdict is Verdict.UNSURE:
            what = f"{name} could not decide, {outcome.again + 1} times: {_said(one)}"
            yield _problem(outcome, what, "give the measurement more room", check=name, refuted=False)
        elif one.verdict is not Verdict.PASS and one.verdict not in _BROKEN:
            what = f"{name} says {one.verdict}: {_said(one)}"
            todo = "mend the check if it forbids what the specification allows, else the reference"
            yield _problem(outcome, what, todo, check=name)


def _starter(outcome: Outcome, checks: tuple[Check, ...]) -> Iterator[Problem]:
    """The starter runs: something holds, something visible fails, and nothing crashes."""
    visible = {check.id for check in checks if check.visibility == "visible"}
    said = {name: one for name, one in outcome.found.items() if name in visible}
    verdicts = {one.verdict for one in said.values()}
    if not verdicts & AGAINST:
        yield _problem(outcome, "no visible check fails on it", "leave something to do, and a check that shows it")
    if Verdict.PASS not in verdicts:
        yield _problem(outcome, "no visible check holds on it", "let a first check hold, so that a candidate sees one")
    for name, one in said.items():
        if one.verdict not in _HONEST | _BROKEN:
            what = f"{name} says {one.verdict}: {_said(one)}"
            todo = "let the starter run: a candidate should read what is missing, not a traceback"
            yield _problem(outcome, what, todo, check=name)


def _wrong(outcome: Outcome, _checks: tuple[Check, ...]) -> Iterator[Problem]:
    """A wrong solution fails at its check, and nowhere else that its header does not name."""
    claim = outcome.trial.claim
    own = outcome.found.get(claim.check)
    if own is not None and own.verdict not in AGAINST | _BROKEN:
        yield _survived(outcome, claim, own)
    others = held_against(outcome) - claim.also - {claim.check}
    if others:
        what = "checks fail on it that its header does not name"
        todo = "name them in a line of the header (# also: ...), make the mistake smaller, or let them need its check"
        yield msgspec.structs.replace(_problem(outcome, what, todo), others=tuple(sorted(others)))


def _survived(outcome: Outcome, claim: Claim, own: CheckFinished) -> Problem:
    if own.verdict is Verdict.UNSURE:
        what = f"{claim.check} could not decide, {outcome.again + 1} times: {_said(own)}"
        return _problem(outcome, what, "make the mistake plainer", check=claim.check, refuted=False)
    if own.verdict is Verdict.SKIP:
        what = f"{claim.check} does not run on it: {_said(own)}"
        todo = "move it to the check that fails first, or let its own check need less"
        return _problem(outcome, what, todo, check=claim.check)
    others = held_against(outcome) - {claim.check}
    killed = f"only {', '.join(sorted(others))} fails" if others else "nothing else fails either"
    what = f"{claim.check} passes, and it should fail ({killed})"
    return _problem(
        outcome, what, "sharpen the check, or move the solution to the check that shows it", check=claim.check
    )


_RULES: Final[dict[Sort, Callable[[Outcome, tuple[Check, ...]], Iterator[Problem]]]] = {
    "starter": _starter,
    "reference": _reference,
    "wrong": _wrong,
}


def _problem(outcome: Outcome, what: str, todo: str, *, check: str = "", refuted: bool = True) -> Problem:
    trial = outcome.trial
    part: Part = trial.claim.sort
    return Problem(
        part=part,
        where=trial.claim.name,
        what=what,
        todo=todo,
        check=check,
        levels=(trial.level,),
        seeds=(trial.seed,),
        refuted=refuted,
    )


def _said(one: CheckFinished) -> str:
    words = " ".join(one.message.split())
    return words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]} …"
