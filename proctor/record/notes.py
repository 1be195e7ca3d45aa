"""What the checks said, attached to the commits they said it about, as git notes.

Only what the shared journal holds: a record may be handed to the candidate.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.record.commit_stream import commit_commands, data
from proctor.record.fast_import import FastImport, ImporterGoneError
from proctor.record.history import History
from proctor.record.lines import compact_json
from proctor.record.reading import read
from proctor.record.repository import open_repository
from proctor.record.store import SessionFolder
from proctor.session.envelope import Envelope
from proctor.session.events import CheckEnded
from proctor.session.verdicts import Verdict

CHECK_NOTES: Final = "refs/notes/proctor-checks"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a note: the last verdict of one check on that commit."""

    check: str
    verdict: Verdict
    evidence: str
    message: str
    ms: float


def write_notes(folder: SessionFolder) -> None:
    """Attach every verdict of the shared journal to its commit, one line of JSON per check.

    Writing again changes nothing unless there is something new. Raises: RecordError.
    """
    envelopes = read(folder.events).envelopes
    with History(folder.record) as history:
        wanted = check_notes(envelopes)
        if not wanted or wanted == read_notes(history):
            return
        parent = history.refs().get(CHECK_NOTES)
    body = b"".join(
        b"N inline " + commit.encode() + b"\n" + data(b"".join(bytes(compact_json(note)) + b"\n" for note in notes))
        for commit, notes in wanted.items()
    )
    at = datetime.fromisoformat(envelopes[-1].at_utc)
    commands = commit_commands(
        ref=CHECK_NOTES, parent=parent, author="proctor", at=at, message="Note what the checks said\n", body=body
    )
    importer = FastImport(open_repository(folder.record))
    try:
        importer.exchange(commands)
    except ImporterGoneError as fault:
        raise RecordError(f"the notes were not written: {fault}", hint="Check the disk of the session.") from fault
    finally:
        importer.close()


def check_notes(envelopes: Iterable[Envelope]) -> dict[str, tuple[Note, ...]]:
    """Return, for each commit that was checked, the last verdict of each check, in the order they came."""
    found: dict[str, dict[str, Note]] = {}
    for envelope in envelopes:
        if envelope.kind == CheckEnded.kind:
            ended = msgspec.json.decode(envelope.data, type=CheckEnded)
            found.setdefault(ended.commit, {})[ended.check] = Note(
                check=ended.check,
                verdict=ended.verdict,
                evidence=ended.evidence,
                message=ended.message,
                ms=ended.ms,
            )
    return {commit: tuple(notes.values()) for commit, notes in found.items()}


def read_notes(history: History) -> Mapping[str, tuple[Note, ...]]:
    """Return what is noted on each commit; raises RecordError."""
    if CHECK_NOTES not in history.refs():
        return {}
    rows = history.git("notes", f"--ref={CHECK_NOTES}", "list").decode().split()
    blobs = history.blobs(sorted(set(rows[::2])))
    return {
        commit: tuple(msgspec.json.decode(line, type=Note) for line in blobs[blob].splitlines())
        for blob, commit in zip(rows[::2], rows[1::2], strict=True)
    }
