"""The outcome of a proof in plain lines: what catches what, how fast, and what is wrong with what to do."""

from collections.abc import Iterable, Iterator
from typing import Final

from proctor.authoring.kills import CheckKills, Kill
from proctor.authoring.problems import Problem
from proctor.authoring.proof import PackageProof
from proctor.authoring.steadiness import Unsteady
from proctor.cli.render import count_text, table, wrapped
from proctor.cli.verify_report import VerifyReport
from proctor.session.agreement import isolation_line
from proctor.session.plain_text import shown_line
from proctor.session.state import Isolation

_WORD: Final = {True: "PROVED", False: "NOT PROVED", None: "UNDECIDED"}
_HANGING: Final = "    "


def verify_lines(report: VerifyReport) -> Iterator[str]:
    """Every package, then what is wrong, then the whole; who catches what only where one package is looked at.

    What is wrong comes behind all packages: the end of a long text is what a person sees first, and a log keeps.
    """
    several = len(report.exercises) > 1
    for proof in report.exercises:
        yield from _package(proof, in_full=not several)
        yield ""
    for proof in report.exercises:
        yield from _problems(proof.problems, of=proof.exercise if several else "")
    for problem in report.unreadable:
        yield from wrapped(problem, first="Cannot be read: ", rest=_HANGING)
    shown = report.isolation
    yield from wrapped(isolation_line(Isolation(shown.level, shown.note) if shown else None), rest="  ")
    rounds = f", {count_text(report.rounds, 'round')}" if report.rounds > 1 else ""
    yield f"Seed {report.seed}{rounds}; the same inputs again: --seed {report.seed}"
    yield from wrapped(_whole(report), rest="  ")


def _whole(report: VerifyReport) -> str:
    total = len(report.exercises) + len(report.unreadable)
    good = sum(proof.proved is True for proof in report.exercises)
    if report.proved:
        return f"Proved: {count_text(total, 'exercise')}."
    open_ = [proof.exercise for proof in report.exercises if not proof.proved]
    names = f": {', '.join(open_)}" if open_ else ""
    word = "Undecided" if report.proved is None else "Not proved"
    return f"{word}: {good} of {count_text(total, 'exercise')} proved{names and '; see'}{names}."


def _package(proof: PackageProof, *, in_full: bool) -> Iterator[str]:
    marks = [word for word, holds in (("practice", proof.practice), ("public", proof.public)) if holds]
    what = f" ({', '.join(marks)})" if marks else ""
    yield from wrapped(f"{proof.exercise}{what}: {_WORD[proof.proved]}")
    trials = f"{count_text(proof.trials, 'trial')} in {proof.seconds:.0f} s"
    yield f"Levels: {', '.join(proof.levels)}; {trials}"
    score = proof.score
    yield f"Wrong solutions caught: {_share(score.caught, score.wrong)}"
    yield f"By the check that they are named after: {_share(score.caught_as_named, score.wrong)}"
    yield f"Right solutions: {proof.references}"
    if (times := proof.times) is not None:
        yield f"Time at {times.level}: visible checks {times.visible_s:.2f} s, all checks {times.whole_s:.2f} s"
    yield ""
    yield from _checks(proof.checks)
    if in_full:
        yield ""
        yield from _kills(proof.kills)
    yield from _remarks(proof)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f}%)" if whole else "there are none"


def _checks(checks: Iterable[CheckKills]) -> Iterator[str]:
    rows = (
        (one.check, one.visibility, f"{len(one.own):3}", f"{len(one.others):3}", f"{len(one.alone):3}")
        for one in checks
    )
    yield from table(("CHECK", "SORT", "OWN", "MORE", "ALONE"), rows)
    yield "(wrong solutions: its own, of other checks, and that nothing else catches)"


def _kills(kills: Iterable[Kill]) -> Iterator[str]:
    last = ""
    for kill in kills:
        if kill.check != last:
            yield f"{kill.check} catches"
            last = kill.check
        caught = "" if kill.caught else "NOT CAUGHT HERE"
        others = f"also: {', '.join(kill.others)}" if kill.others else ""
        words = "; ".join(word for word in (caught, others) if word)
        yield from wrapped(
            f"{kill.solution.rpartition('/')[2]}{f' ({words})' if words else ''}", first="  ", rest=_HANGING
        )


def _remarks(proof: PackageProof) -> Iterator[str]:
    if proof.times is not None and proof.times.too_slow:
        yield ""
        for words in proof.times.too_slow:
            yield from wrapped(words, first="Slow, if this machine was idle: ", rest=_HANGING)
    if proof.unsteady:
        yield ""
        yield "Not the same each time:"
        for one in proof.unsteady:
            yield from wrapped(_changing(one), first="  ", rest=_HANGING)


def _changing(one: Unsteady) -> str:
    said = ", ".join(f"{given.verdict} (seed {given.seed})" for given in one.said)
    return f"{one.check} on {one.solution} at {one.level}: {said}"


def _problems(problems: tuple[Problem, ...], *, of: str) -> Iterator[str]:
    if not problems:
        return
    yield f"{f'{of}: ' if of else ''}{count_text(len(problems), 'problem')}:"
    for problem in problems:
        at = f" at {', '.join(problem.levels)}" if problem.levels else ""
        others = f": {', '.join(problem.others)}" if problem.others else ""
        seeds = f" (seed {', '.join(map(str, problem.seeds))})" if problem.seeds else ""
        yield from wrapped(
            f"{shown_line(problem.where)}{at}{seeds}: {shown_line(problem.what)}{others}", first="- ", rest=_HANGING
        )
        yield from wrapped(shown_line(problem.todo), first="    To do: ", rest="      ")
    yield ""
