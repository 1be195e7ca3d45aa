"""What `--json` prints about exercises; of hidden checks never more than how many there are."""

from collections.abc import Sequence

import msgspec

from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Check
from proctor.session.frameworks import loss_lines


class LevelReport(msgspec.Struct, frozen=True, kw_only=True):
    """The length of one level, in minutes without any accommodation."""

    main_min: float
    revision_min: float


class ExerciseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise in a list; `public`: everybody can read its solutions and hidden checks, and it is no practice."""

    exercise: str
    kind: str
    title: str
    summary: str
    practice: bool
    public: bool
    levels: dict[str, LevelReport]


class PromiseReport(msgspec.Struct, frozen=True, kw_only=True):
    """A visible check as announced to the candidate."""

    id: str
    promise: str
    criterion: str
    levels: tuple[str, ...]
    required: bool


class DetailReport(ExerciseReport, frozen=True, kw_only=True):
    """One exercise in full; of hidden checks only how many there are. `spec` (Markdown) is null unless asked for.

    It is in `framework`, one of `frameworks`: what that is not asked for stands in `not_asked`.

    `candidate_part`: the hidden checks are counted, but they are not on this machine.
    """

    entry: str
    frameworks: tuple[str, ...]
    framework: str
    documentation: dict[str, str]
    not_asked: tuple[str, ...]
    criteria: tuple[dict[str, str], ...]
    constraints: tuple[str, ...]
    aids: dict[str, str]
    checks: tuple[PromiseReport, ...]
    hidden_checks: int
    candidate_part: bool
    spec: str | None


def exercise_report(exercise: Exercise) -> ExerciseReport:
    """An exercise as a list shows it to a script."""
    return ExerciseReport(
        exercise=exercise.name,
        kind=exercise.manifest.kind,
        title=exercise.manifest.title,
        summary=exercise.manifest.summary,
        practice=exercise.manifest.practice,
        public=exercise.is_public,
        levels=level_reports(exercise),
    )


def detail_report(exercise: Exercise, levels: Sequence[Level], *, with_spec: bool) -> DetailReport:
    """An exercise in full at `levels`, most of which is the same at each; spec and constraints are the first one's."""
    known = exercise.manifest
    checks = checks_at(exercise, levels)
    return DetailReport(
        **msgspec.structs.asdict(exercise_report(exercise)),
        entry=known.entry,
        frameworks=known.frameworks,
        framework=exercise.framework,
        documentation=exercise.card.documentation,
        not_asked=loss_lines(exercise.card, exercise.left_out),
        criteria=tuple({"name": criterion.name, "text": criterion.text} for criterion in exercise.criteria),
        constraints=exercise.constraints(levels[0]),
        aids=exercise.aids(),
        checks=tuple(
            PromiseReport(
                id=check.id,
                promise=check.promise,
                criterion=check.criterion,
                levels=tuple(check.levels),
                required=not check.advisory,
            )
            for check in checks
            if check.visibility == "visible"
        ),
        hidden_checks=exercise.hidden_count(*levels),
        candidate_part=exercise.part is not None,
        spec=exercise.spec(levels[0]) if with_spec else None,
    )


def level_reports(exercise: Exercise) -> dict[str, LevelReport]:
    """How long each level takes, the easiest first."""
    minutes = exercise.manifest.levels
    return {
        level: LevelReport(main_min=minutes[level].main_min, revision_min=minutes[level].revision_min)
        for level in LEVELS
        if level in minutes
    }


def checks_at(exercise: Exercise, levels: Sequence[Level]) -> tuple[Check, ...]:
    """The checks that count at one of `levels`, in the package's order."""
    return tuple(check for check in exercise.all_checks if set(levels) & set(check.levels))
