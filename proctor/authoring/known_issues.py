"""Whether the known issues of a package are ones that its checks can show."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from proctor.authoring.claims import Claim, wrong_solutions
from proctor.authoring.problems import Problem
from proctor.catalog.issues import IssueEntry
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise

_CHECK: Final = re.compile(r"\btest_\w+")
_HIDDEN: Final = "(hidden)"


def issue_problems(exercise: Exercise, levels: Sequence[Level]) -> tuple[Problem, ...]:
    """What is wrong with `issues.toml` at `levels`.

    In a layer exercise an issue is a mistake, and what it moves is a check: one that counts where the issue does, and
    that separates, since a wrong solution is there for it to catch.
    """
    wrong = wrong_solutions(exercise)
    return tuple(
        problem
        for issue in exercise.private.issues
        for problem in (*_texts(issue), *(_metric(exercise, issue, levels, wrong) if _is_layer(exercise) else ()))
    )


def _is_layer(exercise: Exercise) -> bool:
    return exercise.manifest.kind == "layer"


def _texts(issue: IssueEntry) -> Iterator[Problem]:
    for key in ("hint", "fix", "metric"):
        if not getattr(issue, key).strip():
            yield _problem(issue, f"has no {key}", f"write its {key}: interviewers rely on it")


def _metric(
    exercise: Exercise, issue: IssueEntry, levels: Sequence[Level], wrong: Sequence[Claim]
) -> Iterator[Problem]:
    known = {check.id: check for check in exercise.all_checks}
    named = _CHECK.findall(issue.metric)
    strangers = [name for name in named if name not in known]
    if strangers or not named:
        what = f"its metric names {', '.join(strangers) or 'no check'}" + (", which is no check" if strangers else "")
        yield _problem(issue, what, "name the check that the fix turns green")
        return
    main = known[named[-1]]
    if (main.visibility == "hidden") is not (_HIDDEN in issue.metric):
        yield _problem(
            issue, f"{main.id} is {main.visibility}", f"write {_HIDDEN} behind hidden checks, and only there"
        )
    for level in issue.levels:
        if level not in levels:
            continue
        at = [name for name in named if level in known[name].levels]
        if not at:
            yield _problem(issue, "none of its checks counts here", "correct its levels or its metric", level)
        elif not any(claim.check in at and level in claim.levels for claim in wrong):
            yield _problem(
                issue,
                "nothing shows that its check separates",
                f"write a wrong solution with this very issue into private/wrong/{at[-1]}/",
                level,
            )


def _problem(issue: IssueEntry, what: str, todo: str, *levels: str) -> Problem:
    return Problem(part="issue", where=f"private/issues.toml: {issue.id}", what=what, todo=todo, levels=levels)
