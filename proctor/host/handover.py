"""Handing a finished session over: out as one file, and in from a machine that nobody here vouches for.

What comes in is work and a claim about how it came about. It must agree with itself, with its seals, and with the one
that somebody holds. Verdicts that only its maker could have written are left out all the same, and so is every check
file: those come from the package that is here, or somebody else's code would be the judge.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from proctor.catalog.bundle import stems_from
from proctor.catalog.package import Exercise
from proctor.errors import RecordError, UsageError
from proctor.host.luggage import Luggage, luggage
from proctor.record.journal import Journal
from proctor.record.parcel import SENT, WORK_ONLY, write_parcel
from proctor.record.proof import Proof
from proctor.record.reading import read
from proctor.record.seals import Seal, seal_now, sealed_as
from proctor.record.store import SessionFolder, create_session
from proctor.record.substance import substance_of
from proctor.record.unpacking import lay, unpacked
from proctor.review.verified import Verified, verified
from proctor.session.fold import replay
from proctor.session.phases import Phase
from proctor.session.state import Session

_SESSION_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_REFUSED: Final = "ask for the file again; it was damaged, or changed by hand"
_ONLY_WORK: Final = ("both journals", "the seals", "what the checks said", "the exercise", "late saves")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written to a file and what was not, in words; `seal` is None where the file has the work only."""

    contains: tuple[str, ...]
    left_out: tuple[str, ...]
    seal: Seal | None


def hand_out(
    folder: SessionFolder, file: Path, *, with_private: bool = False, candidate_copy: bool = False
) -> HandedOut:
    """Write a finished session to one file, sealed as it is now; the work alone if it is a copy for the candidate.

    Raises: UsageError if it is not over; RecordError if it is not as it was sealed; OSError.
    """
    envelopes = read(folder.events).envelopes
    session = replay(envelopes)
    if session.phase is not Phase.DONE:
        raise UsageError(f"session {folder.id} is not over", hint=f"end it first: proctor end {folder.id}")
    saves = f"every save ({session.snapshots}) and its tags"
    at = datetime.fromisoformat(envelopes[-1].at_utc)
    if candidate_copy:
        write_parcel(folder.record, file, {}, at, WORK_ONLY)
        return HandedOut((saves,), _ONLY_WORK, None)
    seal = seal_now(folder, "exported")
    packed: Luggage = luggage(folder, substance_of(folder), session.terms.exercise, with_private=with_private)
    write_parcel(folder.record, file, packed.files, at, SENT)
    return HandedOut((saves, "what the checks said of each", *packed.contains), tuple(packed.left_out), seal)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A session that came in, the package of ours that it stems from, and what was verified of it."""

    folder: SessionFolder
    session: Session
    exercise: Exercise
    proof: Proof


def take_in(
    file: Path, root: Path, offered: Iterable[Exercise], *, with_private: bool = False, seal: str = ""
) -> TakenIn:
    """Make the session in `file` one of those under `root`, to be judged with the one of `offered` that it used.

    `with_private` also believes its private journal and its score cards: for files of a machine that is trusted. `seal`
    is one that somebody holds: it must be one of the file's. Raises: UsageError, RecordError or PackageError, and then
    nothing is left behind.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".incoming-") as staging:
        came = unpacked(file, Path(staging) / "session")
        found = _believed(came, seal)
        exercise = _used(found.session, offered)
        folder = create_session(root, found.session.terms.session)
        try:
            _fill(folder, came, exercise, with_private=with_private)
            if found.proof.seals:
                seal_now(folder, "imported")
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
    return TakenIn(folder, found.session, exercise, found.proof)


def _believed(came: SessionFolder, seal: str) -> Verified:
    """What the file says, if it holds together, and with the seal that somebody holds."""
    try:
        found = verified(came, exported=True, private_read=False)
    except UsageError as fault:
        raise UsageError("that session is not over", hint="whoever has it ends it first: proctor end") from fault
    if not _SESSION_NAME.fullmatch(found.session.terms.session):
        raise RecordError("it has a name that no session has", hint=_REFUSED)  # people are told to type it
    if seal and not found.proof.seals:
        raise RecordError("it has no seal at all, and you hold one", hint="ask for the record that was sealed with it")
    if seal:
        sealed_as(seal, found.proof.seals)
    return found


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


def _fill(folder: SessionFolder, came: SessionFolder, exercise: Exercise, *, with_private: bool) -> None:
    for path, content in exercise.files().items():
        lay(folder.exercise / path, content)
    came.record.rename(folder.record)
    if came.screen.exists():
        folder.screen.rmdir()
        came.screen.rename(folder.screen)
    if came.seals.exists():
        came.seals.rename(folder.seals)
    if with_private and came.private.exists():
        came.private.rename(folder.private)
    else:
        Journal.create(folder.private).close()
    if with_private and came.cards.exists():
        came.cards.rename(folder.cards)
    came.events.rename(folder.events)
