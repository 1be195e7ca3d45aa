"""Reading a recording: a session's folder, or the one file that a finished session travels as."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.errors import RecordError, UsageError
from proctor.record.parcel import read_parcel
from proctor.record.reading import Reading, read, verify
from proctor.record.screens import screens
from proctor.record.store import SessionFolder
from proctor.review.recording import Recording
from proctor.session.fold import replay
from proctor.session.phases import Phase

EVENTS: Final = "events.jsonl"
PRIVATE: Final = "private.jsonl"


@contextmanager
def recording(place: Path) -> Iterator[Recording]:
    """The recording at `place`: a session's folder, or a file that `proctor export` made, with pictures beside it.

    Raises: UsageError if the session is not over; RecordError; PackageError.
    """
    folder = SessionFolder(place)
    if folder.exists():
        yield _made(read(folder.events), read(folder.private), folder.screen, folder.record, folder.exercise)
        return
    if not place.is_file():
        raise UsageError(f"{place} is no recorded session", hint="name a finished session, or a file of proctor export")
    with tempfile.TemporaryDirectory(prefix="proctor-rehearsal-") as unpacked:
        record = Path(unpacked) / "record.git"
        beside = read_parcel(place, record)
        journals = verify(beside.get(EVENTS, b"")), verify(beside.get(PRIVATE, b""))
        yield _made(*journals, place.parent / "screen", record, None)


def _made(public: Reading, private: Reading, pictures: Path, record: Path, exercise: Path | None) -> Recording:
    for reading in (public, private):
        if reading.problem:
            raise RecordError(f"the recording is damaged: {reading.problem}", hint="choose another one")
    session = replay(public.envelopes)
    if session.phase is not Phase.DONE:
        raise UsageError(
            f"session {session.terms.session} is not over", hint=f"watch it: proctor watch {session.terms.session}"
        )
    return Recording(
        session=session,
        public=public.envelopes,
        private=private.envelopes,
        screens=tuple(screens(pictures)) if pictures.is_dir() else (),
        record=record,
        exercise=Exercise.load(exercise) if exercise is not None else find(session.terms.exercise),
    )
