"""Reading a recording: a session's folder, or the one file that a finished session travels as."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.errors import RecordError, UsageError
from proctor.record.parcel import read_parcel
from proctor.record.reading import Reading, read, verify
from proctor.record.screens import Pictures
from proctor.record.store import SessionFolder
from proctor.review.recording import Recording
from proctor.session.envelope import Envelope
from proctor.session.fold import replay
from proctor.session.phases import Phase
from proctor.session.state import Session

EVENTS: Final = "events.jsonl"
PRIVATE: Final = "private.jsonl"
PICTURES: Final = ".screen"
"""A folder of that ending beside an exported file holds the recorded pictures of its terminal."""


@contextmanager
def recording(place: Path) -> Iterator[Recording]:
    """The recording at `place`: a session's folder, or a file that `proctor export` made, with pictures beside it.

    Raises: UsageError if the session is not over; RecordError; PackageError.
    """
    folder = SessionFolder(place)
    if folder.exists():
        session = _over(read(folder.events))
        private = read(folder.private) if folder.private.exists() else verify(b"")
        yield _made(session, private, folder.screen, folder.record, Exercise.load(folder.exercise), place)
        return
    if not place.is_file():
        raise UsageError(f"{place} is no recorded session", hint="name a finished session, or a file of proctor export")
    with tempfile.TemporaryDirectory(prefix="proctor-rehearsal-") as unpacked:
        record = Path(unpacked) / "record.git"
        beside = read_parcel(place, record)
        session = _over(verify(beside.get(EVENTS, b"")))
        private = verify(beside.get(PRIVATE, b""))
        pictures = place.with_suffix(PICTURES)
        yield _made(session, private, pictures, record, find(session.ended.terms.exercise), place)


class _Over(NamedTuple):
    """The journal of a session that is over, and how it ended."""

    ended: Session
    public: tuple[Envelope, ...]


def _over(reading: Reading) -> _Over:
    session = replay(_sound(reading))
    if session.phase is not Phase.DONE:
        name = session.terms.session
        raise UsageError(f"session {name} is not over", hint=f"watch it: proctor watch {name}")
    return _Over(session, reading.envelopes)


def _sound(reading: Reading) -> tuple[Envelope, ...]:
    if reading.problem:
        raise RecordError(f"the recording is damaged: {reading.problem}", hint="choose another one")
    return reading.envelopes


def _made(  # noqa: PLR0913, PLR0917 the parts of a recording
    over: _Over, private: Reading, pictures: Path, record: Path, exercise: Exercise, place: Path
) -> Recording:
    shown = Pictures(pictures)
    return Recording(
        session=over.ended,
        public=over.public,
        private=_sound(private),
        screens=shown,
        record=record,
        package=exercise,
        place=place,
        pictures=pictures if shown else None,
    )
