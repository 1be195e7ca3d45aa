"""A session as a data set of ProgSnap2: a main table of events, its metadata, and every content as a folder of files.

https://cssplice.org/progsnap2; version 6, code states as directories.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from proctor import __version__
from proctor.record.reel import Reel
from proctor.review.blind import Veil
from proctor.review.exports.progsnap_events import OWN, Told, told
from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode
from proctor.session.plain_text import shown

VERSION: Final = "6"
NOTHING: Final = "nothing"
"""The code state before the first save: a folder without files."""
COLUMNS: Final = (
    *("EventID", "Order", "SubjectID", "AssignmentID", "SessionID", "EventType", "CodeStateID", "CodeStateSection"),
    *("ServerTimestamp", "ServerTimezone", "EventInitiator", "EditType", "ExecutionID", "TestID", "ExecutionResult"),
    *("Score", "InterventionCategory", "InterventionType", "InterventionMessage", "ToolInstances"),
    *("X-Seconds", "X-Verdict", "X-Hidden", "X-Person", "X-Text"),
)
_INITIATORS: Final = {"candidate": "UserDirectAction", "interviewer": "InstructorDirectAction"}
_LINK: Final = "120000"


class Part(NamedTuple):
    """A file of the data set: where in it, and what it holds; a folder without files holds None."""

    path: PurePosixPath
    content: bytes | None


def progsnap2(film: Film, reel: Reel, veil: Veil) -> Iterator[Part]:
    """Every file of the data set. What is private is in it as far as the recording has it."""
    yield Part(PurePosixPath("README.txt"), _readme().encode())
    yield Part(PurePosixPath("DatasetMetadata.csv"), _csv(("Property", "Value"), _metadata()))
    yield Part(PurePosixPath("MainTable.csv"), _csv(COLUMNS, _rows(film, reel, veil)))
    yield Part(PurePosixPath("CodeStates", NOTHING), None)
    for tree in dict.fromkeys(frame.tree for frame in (*film.frames, *film.late)):
        for path, entry in reel.files(tree).items():
            if entry.mode != _LINK and not {"", ".", ".."} & set(path.split("/")):
                content = _hidden(reel.content(entry.blob), veil)
                yield Part(PurePosixPath("CodeStates", tree, veil.text(path)), content)


def _readme() -> str:
    lines = [
        "A session recorded by proctor, as a ProgSnap2 data set.",
        "",
        "A code state is named by git's name for its tree; the one before the first save is called `nothing`.",
        "X-Seconds is the session's timeline, which begins when the session is created and counts pauses too.",
        "X-Verdict is the check's own word, X-Hidden says that the candidate did not see the check.",
        "",
        "Event types of our own:",
        *(f"  {kind}: {meaning}" for kind, meaning in OWN.items()),
    ]
    return "\n".join(lines) + "\n"


def _metadata() -> Iterator[tuple[str, str]]:
    yield "Version", VERSION
    yield "IsEventOrderingConsistent", "true"
    yield "EventOrderScope", "Global"
    yield "EventOrderScopeColumns", ""
    yield "CodeStateRepresentation", "Directory"


class _Happened(NamedTuple):
    """An event of either journal when it happened, and the content that stood then."""

    t_s: float
    envelope: Envelope
    tree: str
    private: bool


def _rows(film: Film, reel: Reel, veil: Veil) -> Iterator[tuple[str, ...]]:
    terms = film.terms
    every = {
        "SubjectID": veil.label if veil.hides else terms.candidate,
        "AssignmentID": f"{terms.exercise} {terms.level}",
        "SessionID": veil.session(terms.session),
        "ServerTimezone": "+0000",
        "ToolInstances": f"proctor {__version__};Python 3;{terms.framework}",
    }
    number = 0
    for happened in _happened(film):
        for row in _told(film, reel, happened):
            number += 1
            filled = {
                **every,
                **row.columns,
                "EventID": str(number),
                "Order": str(number),
                "EventType": row.kind,
                "CodeStateID": happened.tree,
                "ServerTimestamp": _stamp(happened.envelope.at_utc),
                "EventInitiator": _INITIATORS.get(happened.envelope.by, "ToolReaction"),
                "X-Seconds": f"{happened.t_s:.3f}",
                "X-Hidden": "true" if happened.private else "",
                "X-Person": happened.envelope.who,
            }
            yield tuple(shown(veil.text(filled.get(column, ""))) for column in COLUMNS)


def _happened(film: Film) -> Iterator[_Happened]:
    """Both journals in the order of time; of the private one what its checks said."""
    recording = film.recording
    shared = [(t_s, envelope, False) for t_s, envelope in zip(film.times_s, recording.public, strict=True)]
    secret = [
        (t_s, envelope, True)
        for t_s, envelope in zip(film.private_times_s, recording.private, strict=True)
        if envelope.kind == ev.CheckEnded.kind
    ]
    tree = NOTHING
    for t_s, envelope, private in sorted([*shared, *secret], key=lambda one: one[0]):
        event = decode(envelope) if envelope.kind in {ev.SnapshotTaken.kind, ev.CheckEnded.kind} else None
        if isinstance(event, ev.SnapshotTaken) and not event.late:
            tree = event.tree
        of = event.tree if isinstance(event, ev.SnapshotTaken | ev.CheckEnded) else tree
        yield _Happened(t_s, envelope, of, private)


def _told(film: Film, reel: Reel, happened: _Happened) -> Iterator[Told]:
    event = decode(happened.envelope)
    if isinstance(event, ev.SnapshotTaken):
        yield from _files(film, reel, event)
    else:
        yield from told(event)


def _files(film: Film, reel: Reel, taken: ev.SnapshotTaken) -> Iterator[Told]:
    """A row for each file that a save changed."""
    frame = film.frame_of(taken.commit)
    before = reel.files(film.frames[frame.number - 1].tree) if frame is not None and frame.number else {}
    after = reel.files(taken.tree)
    for path in taken.paths:
        kind = "File.Edit" if path in before and path in after else "File.Create" if path in after else "File.Delete"
        columns = {"CodeStateSection": path, "EditType": "GenericEdit" if kind == "File.Edit" else ""}
        yield Told("X-Late.Edit" if taken.late else kind, columns)


def _stamp(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def _hidden(content: bytes, veil: Veil) -> bytes:
    """A file's content without the name; what is no text is not looked into."""
    try:
        return veil.code(content.decode()).encode()
    except UnicodeDecodeError:
        return content


def _csv(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return written.getvalue().encode("utf-8", "replace")
