"""Handing a finished session over: out as one file, and in from a machine that nobody here vouches for.

What comes in is work and a claim about how it came about. Verdicts that only its maker could have written are left
out, and so is every check file: those come from the package that is here, or somebody else's code would be the judge.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from proctor.catalog.bundle import stems_from
from proctor.catalog.package import Exercise
from proctor.errors import ProctorError, RecordError, UsageError
from proctor.record.history import History
from proctor.record.journal import Journal
from proctor.record.parcel import read_parcel, write_parcel
from proctor.record.reading import read, verify
from proctor.record.repository import WORK
from proctor.record.store import SessionFolder, create_session
from proctor.session.envelope import Envelope
from proctor.session.events import SnapshotTaken
from proctor.session.fold import decode, replay
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session

EVENTS: Final = "events.jsonl"
PRIVATE: Final = "private.jsonl"
_SESSION_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_REFUSED: Final = "ask for the file again; it was damaged, or changed by hand"


def hand_out(folder: SessionFolder, file: Path, *, for_candidate: bool = False) -> None:
    """Write a finished session to one file; without its journals if it is for the candidate to keep.

    Raises: UsageError if it is not over; RecordError.
    """
    envelopes = read(folder.events).envelopes
    if replay(envelopes).phase is not Phase.DONE:
        raise UsageError(f"session {folder.id} is not over", hint=f"end it first: proctor end {folder.id}")
    beside = {} if for_candidate else {EVENTS: folder.events.read_bytes(), PRIVATE: folder.private.read_bytes()}
    write_parcel(folder.record, file, beside, datetime.fromisoformat(envelopes[-1].at_utc))


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A session that came in, and the package of ours that it stems from."""

    folder: SessionFolder
    session: Session
    exercise: Exercise


def take_in(file: Path, root: Path, offered: Iterable[Exercise], *, with_private: bool = False) -> TakenIn:
    """Make the session in `file` one of those under `root`, to be judged with the one of `offered` that it used.

    `with_private` also believes its private journal: for files of a machine that is trusted. Raises: UsageError,
    RecordError or PackageError, and then nothing is left behind.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".incoming-") as staging:
        record = Path(staging) / "record.git"
        beside = read_parcel(file, record)
        session = _believed(beside, record)
        exercise = _used(session, offered)
        folder = create_session(root, session.terms.session)
        try:
            _fill(folder, record, beside, exercise, with_private=with_private)
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
    return TakenIn(folder, session, exercise)


def _used(session: Session, offered: Iterable[Exercise]) -> Exercise:
    """The package that the session used, the whole one rather than its candidate part."""
    digest = session.terms.exercise_digest
    fitting = [exercise for exercise in offered if stems_from(exercise, digest)]
    if not fitting:
        raise UsageError(
            f"the exercise of this session, {session.terms.exercise}, is not here in the version that it used",
            hint="name the package with --exercise, or install its candidate part: proctor exercise install FILE",
        )
    return next((exercise for exercise in fitting if exercise.part is None), fitting[0])


def _believed(beside: Mapping[str, bytes], record: Path) -> Session:
    """What the journal says, if it holds together with itself, with the rules and with the snapshots."""
    reading = verify(beside.get(EVENTS, b""))
    if reading.problem or not reading.envelopes:
        raise RecordError(f"its journal is not whole: {reading.problem or 'it is empty'}", hint=_REFUSED)
    try:
        session = replay(reading.envelopes)
    except ProctorError as error:
        raise RecordError(
            f"its journal breaks the rules of a session: {shown_line(str(error))}", hint=_REFUSED
        ) from error
    if not _SESSION_NAME.fullmatch(session.terms.session):
        raise RecordError("it has a name that no session has", hint=_REFUSED)  # people are told to type it
    if session.phase is not Phase.DONE:
        raise UsageError("that session is not over", hint="whoever has it ends it first: proctor end")
    history = History(record)
    made = {saved.commit for saved in history.snapshots(WORK)}
    tags = history.tags()
    if tags != dict(session.tags) or not _commits(reading.envelopes) | set(tags.values()) <= made:
        raise RecordError("its journal names other saves than it brings", hint=_REFUSED)
    return session


def _commits(envelopes: tuple[Envelope, ...]) -> set[str]:
    events = (decode(envelope) for envelope in envelopes)
    return {event.commit for event in events if isinstance(event, SnapshotTaken) and not event.late}


def _fill(
    folder: SessionFolder, record: Path, beside: Mapping[str, bytes], exercise: Exercise, *, with_private: bool
) -> None:
    for path, content in exercise.files().items():
        (folder.exercise / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder.exercise / path).write_bytes(content)
    record.rename(folder.record)
    private = beside.get(PRIVATE, b"")
    if with_private and verify(private).problem is None:
        folder.private.write_bytes(private)
    else:
        Journal.create(folder.private).close()
    folder.events.write_bytes(beside[EVENTS])
