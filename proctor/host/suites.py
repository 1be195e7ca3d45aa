"""From an exercise to the suites that an engine runs."""

from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks.request import Limits, Shortcut
from proctor.checks.suite import Suite


def suite_of(exercise: Exercise, level: str, visibility: Visibility) -> Suite:
    """The visible or the hidden checks of an exercise at a level, within the limits of its manifest."""
    limits = exercise.variant.limits or exercise.manifest.limits
    return Suite(
        entry=exercise.manifest.entry,
        level=level,
        visibility=visibility,
        files=exercise.check_files(visibility),
        ids=tuple(check.id for check in exercise.checks(level, visibility)),
        limits=Limits(check_s=limits.check_s, run_s=limits.run_s),
        shortcuts=tuple(Shortcut(what=flag.what, names=flag.names, why=flag.why) for flag in exercise.manifest.flags),
        given=tuple(exercise.workspace(level).values()),
        framework=exercise.card,
    )
