"""What `proctor brief` is about: a session that is there, or an exercise as if its session began now."""

from dataclasses import dataclass
from datetime import UTC, datetime

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.cli.choice import chosen_session
from proctor.cli.levels import chosen_level
from proctor.cli.standing import standing
from proctor.errors import UsageError
from proctor.record.reading import read
from proctor.record.store import SessionFolder, find_session, sessions_root
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Observations, observed
from proctor.session.state import Session
from proctor.session.terms import Terms


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about: a session, real or only planned, at `t_s` of its timeline."""

    session: Session
    material: PrivateMaterial
    observations: Observations
    t_s: float
    planned: bool


def _of_session(folder: SessionFolder, level: str) -> Subject:
    found = standing(folder)
    terms = found.session.terms
    if level and level != terms.level:
        raise UsageError(f"session {folder.id} is at level {terms.level}, not {level}", hint="leave --level out")
    private = read(folder.private).envelopes if folder.private.exists() else ()
    material = Exercise.load(folder.exercise).private_material(terms.level)
    return Subject(found.session, material, observed(private), found.t_s, planned=False)


def _of_exercise(exercise: Exercise, level: str) -> Subject:
    """As if its session were created now."""
    at = chosen_level(exercise, level)
    manifest, minutes = exercise.manifest, exercise.minutes(at)
    terms = Terms(
        session="",
        exercise=exercise.name,
        exercise_digest="",
        kind=manifest.kind,
        title=manifest.title,
        level=at,
        entry=manifest.entry,
        candidate="",
        work_min=minutes.main_min,
        revision_min=minutes.revision_min,
        practice=manifest.practice,
        interviewer_opens=manifest.begin == "both",
        screen="live" if manifest.practice else "recorded",
    )
    session = Session(terms=terms, seq=0, boot_id="", boot_ns=0, at_utc=datetime.now(UTC).isoformat())
    return Subject(session, exercise.private_material(at), Observations(), 0.0, planned=True)


def subject_of(words: str, level: str) -> Subject:
    """A session if the words name one, else an exercise; without words the session that is meant everywhere."""
    if not words:
        return _of_session(chosen_session("", finished_too=True), level)
    try:
        folder = find_session(words, sessions_root())
    except UsageError:
        try:
            return _of_exercise(find(words), level)
        except UsageError as no_exercise:
            raise UsageError(
                f"{words!r} is neither a session nor an exercise",
                hint=f"proctor sessions shows all sessions; {no_exercise.hint}",
            ) from no_exercise
    return _of_session(folder, level)
