"""Reading a recording: a session's folder, or the one file that a finished session travels as."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proctor.catalog.bundle import stems_from
from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.errors import ProctorError, UsageError
from proctor.record.screens import Pictures
from proctor.record.store import SessionFolder
from proctor.record.unpacking import unpacked
from proctor.review.ahead import Ahead
from proctor.review.recording import Recording
from proctor.review.verified import Verified, verified, verified_or_not
from proctor.session.uncollected import uncollected

PICTURES: Final = ".screen"
"""A folder of that ending beside an exported file holds the pictures of its terminal, where it has none in itself."""


@contextmanager
def recording(place: Path, *, damaged_too: bool = False, ahead: Ahead | None = None) -> Iterator[Recording]:
    """The recording at `place`: a session's folder, or a file that `proctor export` made. All of it was verified.

    `damaged_too` gives what can be read of a damaged or unfinished one, with the complaint as its `problem`;
    `ahead` is what a second process has found of this place. Raises: UsageError if the session is not over; RecordError
    naming the place where it is damaged.
    """
    # Everything that is made stays: looking for garbage meanwhile costs a fifth.
    verify = uncollected()(verified_or_not if damaged_too else verified)
    if ahead is not None and (found := ahead.verified()) is not None:
        yield _made(ahead.folder, found, place)
        return
    folder = SessionFolder(place)
    if folder.exists():
        yield _made(folder, verify(folder, exported=False), place)
        return
    if not place.is_file():
        raise UsageError(f"{place} is no recorded session", hint="name a finished session, or a file of proctor export")
    with tempfile.TemporaryDirectory(prefix="proctor-recording-") as own:
        folder = unpacked(place, Path(own))
        yield _made(folder, verify(folder, exported=True), place)


def _made(folder: SessionFolder, found: Verified, place: Path) -> Recording:
    package = _package(folder, found.session.terms.exercise)
    inside = Pictures(folder.screen)
    pictures = folder.screen if inside else place.with_suffix(PICTURES)
    return Recording(
        session=found.session,
        public=found.public,
        private=found.private,
        screens=Pictures(pictures),
        record=folder.record,
        package=package,
        place=place,
        pictures=pictures if Pictures(pictures) else None,
        seals=found.proof.seals,
        cards=folder.cards if folder.cards.is_dir() else None,
        proof="; ".join([found.proof.words, *_odd(package, found)]) if not found.problem else "",
        problem=found.problem,
        footage=found.footage,
    )


def _package(folder: SessionFolder, name: str) -> Exercise | None:
    """The exercise that came along, else the one of that name that is here; None where it is nowhere."""
    try:
        return Exercise.load(folder.exercise, name=name) if folder.exercise.is_dir() else find(name)
    except ProctorError:
        return None


def _odd(package: Exercise | None, found: Verified) -> tuple[str, ...]:
    """What to know of an exercise that is not the one which the journal names."""
    named = found.session.terms.exercise_digest
    if package is None or stems_from(package, named) or (package.part and package.part.package_digest == named):
        return ()
    return ("the exercise that is shown is not, to the byte, the one that was agreed on",)
