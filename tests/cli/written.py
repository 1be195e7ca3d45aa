"""Sessions as journals on disk: the terms, and what happened."""

from typing import Any

from proctor.link.machine import boot_ns
from proctor.record.journal import Journal
from proctor.record.store import SessionFolder
from proctor.session import events as ev
from proctor.session.events import Actor
from proctor.session.phases import EndCause, Phase
from proctor.session.terms import Accommodation, CheckTerms, Criterion, Terms
from proctor.session.verdicts import Verdict

COMMIT = "c0ffee" + "0" * 34
TREE = "7ree" + "0" * 36
CHECKS = (
    CheckTerms(id="test_shape", promise="The result has the shape of x.", criterion="Correct forward"),
    CheckTerms(id="test_values", promise="The result is the formula's.", criterion="Correct forward"),
    CheckTerms(id="test_docs", promise="The class is documented.", criterion="Documentation", advisory=True),
)


def terms(session: str, **changes: Any) -> Terms:
    given: dict[str, Any] = {
        "session": session,
        "exercise": "layer/practice-rms-norm",
        "exercise_digest": "0" * 64,
        "kind": "layer",
        "title": "RMSNorm with a learned gain",
        "level": "mid",
        "entry": "rms_norm.py",
        "candidate": "Ada",
        "work_min": 15,
        "revision_min": 5,
        "practice": True,
        "aids": {"web": "yes", "ai_assistant": "declare"},
        "criteria": (Criterion("Correct forward", "The result is the formula's."),),
        "checks": CHECKS,
        "hidden_checks": 2,
        "accommodation": Accommodation(),
    }
    return Terms(**{**given, **changes})


Happening = tuple[Actor, ev.Event]

BEGUN: tuple[Happening, ...] = (("candidate", ev.PhaseBegan(phase=Phase.WORK, limit_s=900.0)),)
SAVED: tuple[Happening, ...] = (
    *BEGUN,
    ("host", ev.SnapshotTaken(commit=COMMIT, tree=TREE, paths=("rms_norm.py",), added=3)),
)
SUBMITTED: tuple[Happening, ...] = (
    *SAVED,
    ("candidate", ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=COMMIT)),
    ("host", ev.SnapshotTagged(tag="submitted", commit=COMMIT)),
)
FEEDBACK: tuple[Happening, ...] = (
    *SUBMITTED,
    ("interviewer", ev.FeedbackDelivered(strength="Clear names.", improvement="Test empty batches.")),
)
FINISHED: tuple[Happening, ...] = (
    *FEEDBACK,
    ("candidate", ev.PhaseBegan(phase=Phase.REVISION, limit_s=300.0)),
    ("candidate", ev.SessionFinished(cause=EndCause.FINISHED, commit=COMMIT)),
)


def checked(*verdicts: Verdict, message: str = "") -> tuple[Happening, ...]:
    """A whole run on the newest snapshot; the nth verdict is for the nth check."""
    ids = [check.id for check in CHECKS[: len(verdicts)]]
    return (
        ("host", ev.RunStarted(run="r1", commit=COMMIT, tree=TREE, checks=tuple(ids))),
        *(
            ("host", ev.CheckEnded(run="r1", commit=COMMIT, tree=TREE, check=check, verdict=verdict, message=message))
            for check, verdict in zip(ids, verdicts, strict=True)
        ),
        ("host", ev.RunEnded(run="r1", commit=COMMIT)),
    )


def append(folder: SessionFolder, *happenings: Happening, at_utc: str = "2026-01-01T10:00:00.000000Z") -> None:
    """Write events as a host would; their boot clock is now."""
    with Journal.open(folder.events) as journal:
        for by, event in happenings:
            journal.append(event.kind, event, by=by, at_utc=at_utc, boot_ns=boot_ns())
