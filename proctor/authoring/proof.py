"""What is known of a package after it was proved, or was not: the shape that `--json` prints."""

import msgspec

from proctor.authoring.kills import CheckKills, Kill, MutationScore, by_check, kills_of, mutation_score
from proctor.authoring.problems import Problem, merged, proved
from proctor.authoring.proving import Findings
from proctor.authoring.steadiness import Unsteady, unsteady
from proctor.authoring.times import Times


class PackageProof(msgspec.Struct, frozen=True, kw_only=True):
    """One package. `proved` is null where nothing was shown to be wrong, but something could not be decided."""

    exercise: str
    folder: str
    digest: str
    public: bool
    practice: bool
    levels: tuple[str, ...]
    proved: bool | None
    problems: tuple[Problem, ...]
    trials: int
    references: int
    score: MutationScore
    checks: tuple[CheckKills, ...]
    kills: tuple[Kill, ...]
    unsteady: tuple[Unsteady, ...]
    times: Times | None
    seconds: float


def package_proof(findings: Findings, times: Times | None) -> PackageProof:
    """The findings about a package in one shape."""
    exercise = findings.exercise
    order = [check.id for check in exercise.all_checks]
    known = [kill for kill in kills_of(findings.outcomes) if kill.check in order]
    kills = tuple(sorted(known, key=lambda kill: order.index(kill.check)))
    problems = merged(findings.problems)
    checks = [check for check in exercise.all_checks if set(check.levels) & set(findings.levels)]
    return PackageProof(
        exercise=exercise.name,
        folder=str(exercise.root),
        digest=exercise.digest(),
        public=exercise.is_public,
        practice=exercise.manifest.practice,
        levels=findings.levels,
        proved=proved(problems),
        problems=problems,
        trials=len(findings.outcomes),
        references=len({one.trial.claim.name for one in findings.outcomes if one.trial.claim.sort == "reference"}),
        score=mutation_score(kills),
        checks=by_check(checks, kills),
        kills=kills,
        unsteady=unsteady([*findings.earlier, *findings.outcomes]),
        times=times,
        seconds=round(findings.seconds, 1),
    )
