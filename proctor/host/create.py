"""Bringing a session into being: its folder, the exercise as used, the empty record, and the first event.

Creation ends here; a host is started by whoever first needs one.
"""

import re
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from proctor.catalog.package import Exercise
from proctor.host import tour
from proctor.link.machine import boot_id, boot_ns, utc_text
from proctor.record.journal import Journal
from proctor.record.repository import create_repository
from proctor.record.store import SessionFolder, create_session
from proctor.session.events import SessionCreated
from proctor.session.frameworks import loss_lines
from proctor.session.keeping import USUAL_DAYS
from proctor.session.terms import Accommodation, CheckTerms, Criterion, Downtime, Screen, Terms

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_PRIVATE: Final = 0o700


def create(  # noqa: PLR0913 the agreement has these parts, each named at the call
    exercise: Exercise,
    root: Path,
    *,
    level: str,
    candidate: str,
    accommodation: Accommodation | None = None,
    interviewer_opens: bool | None = None,
    downtime: Downtime = "pause",
    focus_s: float = 0.0,
    screen: Screen | None = None,
    keep_days: int | None = None,
    contact: str = "",
) -> SessionFolder:
    """A new session under `root`, in its lobby, without a host. Raises ProctorError and leaves nothing half-made.

    Unless `screen` says otherwise, the picture of the editor's window is recorded, but for practice, where it is not.
    Unless `keep_days` says otherwise, a session is kept for the usual time, and practice until somebody deletes it.
    """
    session_id = _new_id(exercise.name)
    terms = _terms(session_id, exercise, level, candidate)
    opens = exercise.manifest.begin == "both" if interviewer_opens is None else interviewer_opens
    terms = msgspec.structs.replace(
        terms,
        accommodation=accommodation or Accommodation(),
        interviewer_opens=opens,
        downtime=downtime,
        focus_s=focus_s,
        screen=screen or ("live" if terms.practice else "recorded"),
        keep_days=(0 if terms.practice else USUAL_DAYS) if keep_days is None else keep_days,
        contact=contact,
    )
    folder = create_session(root, session_id)
    try:
        _fill(folder, exercise, terms)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder


def _new_id(exercise_name: str) -> str:
    """`1122-practice-rms-norm-k7q2`: the day, the exercise, and enough chance to be unique. Short enough to type."""
    short = re.sub(r"[^a-z0-9]+", "-", exercise_name.rsplit("/", 1)[-1].lower()).strip("-")[:40]
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{datetime.now(UTC):%m%d}-{short}-{chance}"


def _terms(session_id: str, exercise: Exercise, level: str, candidate: str) -> Terms:
    manifest = exercise.manifest
    minutes = exercise.minutes(level)
    visible = exercise.checks(level, "visible")
    return Terms(
        session=session_id,
        exercise=exercise.name,
        exercise_digest=exercise.digest(),
        kind=manifest.kind,
        title=manifest.title,
        level=level,
        entry=manifest.entry,
        candidate=candidate,
        work_min=minutes.main_min,
        revision_min=minutes.revision_min,
        practice=manifest.practice,
        aids=exercise.aids(),
        criteria=tuple(Criterion(criterion.name, criterion.text) for criterion in exercise.criteria),
        constraints=tuple(exercise.constraints(level)),
        checks=tuple(
            CheckTerms(
                id=check.id,
                promise=check.promise,
                criterion=check.criterion,
                advisory=check.advisory,
                needs=tuple(check.needs),
            )
            for check in visible
        ),
        hidden_checks=exercise.hidden_count(level),
        hidden_elsewhere=exercise.part is not None,
        framework=exercise.framework,
        not_asked=loss_lines(exercise.card, exercise.left_out),
    )


def _fill(folder: SessionFolder, exercise: Exercise, terms: Terms) -> None:
    shutil.copytree(exercise.root, folder.exercise, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    folder.exercise.chmod(_PRIVATE)
    tour.lay_out(folder.workspace)
    create_repository(folder.record)
    Journal.create(folder.private).close()
    with Journal.create(folder.events) as journal:
        journal.append(
            SessionCreated.kind,
            SessionCreated(terms=terms, boot_id=boot_id()),
            by="host",
            at_utc=utc_text(),
            boot_ns=boot_ns(),
        )
