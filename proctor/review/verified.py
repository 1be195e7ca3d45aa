"""Verifying a finished session before anything of it is shown: its journals, its rules, its saves, its seals."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from proctor.errors import ProctorError, RecordError, UsageError
from proctor.record.history import History
from proctor.record.proof import CHANGED, WHOLE, LeftOut, Proof, proved, sound
from proctor.record.reading import Reading, read
from proctor.record.seals import read_seals
from proctor.record.store import SessionFolder
from proctor.record.substance import Substance, substance_of
from proctor.record.witness import commits_of, witnessed
from proctor.review.footage import Footage, public_footage, with_private
from proctor.session.envelope import Envelope
from proctor.session.fold import fold, opened
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Verified:
    """A session that agrees with itself; `problem` says what does not, where somebody wants to see the rest."""

    session: Session
    public: Sequence[Envelope]
    private: Sequence[Envelope]
    proof: Proof
    problem: str = ""
    footage: Footage | None = None


def verified(
    folder: SessionFolder,
    *,
    exported: bool,
    private_read: bool = True,
    read: Callable[[Path], Reading] = read,
    gone: Callable[[Footage], object] = lambda _: None,
) -> Verified:
    """Verify all that is there; from an `exported` file some may be missing. `read` reads and verifies a journal.

    The private journal is always held to its chain and its seals; what its events say is read with `private_read` only.
    `gone` is told what is in the journals as soon as these are verified, but before record and seals are.
    Raises: RecordError that names the file and the line, the commit, or the seal; UsageError if it is not over.
    """
    with ThreadPoolExecutor(1) as beside:
        commits = beside.submit(commits_of, History(folder.record))  # git has its own process
        held = substance_of(folder, read=read)
        sound(held.public)
        found = _gone_through(held)
        session = found.ended
        if held.private is not None:
            sound(held.private)
        private = held.private.reading.envelopes if held.private else ()
        footage = _with_private(found, private) if private_read else None
        if footage is not None:
            gone(footage)
        proof = proved(held, read_seals(folder.seals, whole=exported), _left_out(held) if exported else WHOLE)
        witnessed(held.public.reading.envelopes, session.tags, commits.result)
    return Verified(session, held.public.reading.envelopes, private, proof, footage=footage)


def verified_or_not(folder: SessionFolder, *, exported: bool) -> Verified:
    """What can be read of a session, and what is wrong with it as its `problem`. Raises: RecordError if nothing can."""
    try:
        return verified(folder, exported=exported)
    except (RecordError, UsageError) as fault:
        problem = str(fault)
    held = substance_of(folder)
    session, public = _as_far_as_it_goes(held.public.reading.envelopes)
    private = held.private.reading.envelopes if held.private else ()
    return Verified(session, public, private, Proof(()), problem)


def _left_out(held: Substance) -> LeftOut:
    return LeftOut(private=held.private is None, exercise=not held.exercise, pictures=not held.stretches)


def _gone_through(held: Substance) -> Footage:
    envelopes = held.public.reading.envelopes
    if not envelopes:
        raise RecordError(f"{held.public.name} is empty", hint=CHANGED)
    try:
        found = public_footage(envelopes)
    except ProctorError as error:
        raise RecordError(
            f"{held.public.name} breaks the rules of a session: {shown_line(str(error))}", hint=CHANGED
        ) from error
    if found.ended.phase is not Phase.DONE:
        name = shown_line(found.ended.terms.session)
        raise UsageError(f"session {name} is not over", hint=f"watch it: proctor watch {name}")
    return found


def _with_private(found: Footage, private: tuple[Envelope, ...]) -> Footage:
    try:
        return with_private(found, private)
    except RecordError as error:
        raise RecordError(f"private.jsonl cannot be read: {shown_line(str(error))}", hint=CHANGED) from error


def _as_far_as_it_goes(envelopes: tuple[Envelope, ...]) -> tuple[Session, tuple[Envelope, ...]]:
    if not envelopes:
        raise RecordError("nothing of the journal can be read", hint=CHANGED)
    session = opened(envelopes[0])
    for at, envelope in enumerate(envelopes[1:], 1):
        try:
            session = fold(session, envelope)
        except ProctorError:
            return session, envelopes[:at]
    return session, envelopes
