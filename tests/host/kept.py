"""A finished session as its machine keeps it, with everything that a seal covers, and ways to meddle with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proctor.catalog.package import Exercise
from proctor.host.create import create
from proctor.record.commit_stream import Facts
from proctor.record.journal import Journal
from proctor.record.parcel import read_parcel, write_parcel
from proctor.record.reading import read
from proctor.record.screens import ScreenWriter
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder
from proctor.record.tree import Tree
from proctor.session import events as ev
from proctor.session.phases import EndCause, Phase
from proctor.session.screen import ScreenRecord
from tests.catalog.conftest import write_package
from tests.cli.written import append

AT = datetime(2026, 1, 1, 10, tzinfo=UTC)
SAVES = tuple(f"def double(x):\n    return x * {number}\n".encode() for number in (1, 2, 3))


@dataclass(frozen=True)
class Kept:
    """The session, and the package that it used."""

    folder: SessionFolder
    exercise: Exercise


def kept(place: Path) -> Kept:
    """Three saves, a note, a stretch of pictures and a score card; it is over, and nothing is sealed yet."""
    exercise = Exercise.load(write_package(place / "company" / "layer" / "double"))
    folder = create(exercise, place / "theirs", level="senior", candidate="Ada")
    append(folder, ("candidate", ev.PhaseBegan(phase=Phase.WORK, limit_s=900.0)))
    with Snapshots.open(folder.record, author="Ada") as written:
        for number, content in enumerate(SAVES):
            facts = Facts(at=AT + timedelta(minutes=number), phase="work", clock_s=60.0 * number, seq=3 + number)
            snapshot = written.take(Tree.of({"double.py": content}), facts)
            assert snapshot is not None
            append(folder, ("host", ev.SnapshotTaken(commit=snapshot.commit, tree=snapshot.tree, paths=("double.py",))))
        append(folder, ("candidate", ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=snapshot.commit)))
        for tag in ("submitted", "final"):
            written.tag(tag, snapshot.commit)
            append(folder, ("host", ev.SnapshotTagged(tag=tag, commit=snapshot.commit)))
    append(folder, ("interviewer", ev.SessionFinished(cause=EndCause.FINISHED, commit=snapshot.commit)))
    note(folder, "reads the text twice")
    pictures(folder)
    folder.cards.mkdir(mode=0o700)
    (folder.cards / "grace.jsonl").write_bytes(b'{"overall": 3}\n')
    return Kept(folder, exercise)


def note(folder: SessionFolder, words: str) -> None:
    """Another line of the private journal."""
    with Journal.open(folder.private) as journal:
        seq = read(folder.events).mark.seq
        data = {"text": words, "at": {"t_s": 1.0}}
        journal.append("note.added", data, by="interviewer", at_utc=AT.isoformat(), boot_ns=1, after=seq)


def pictures(folder: SessionFolder, rows: int = 3) -> None:
    """Another stretch of what the terminal showed."""
    writer = ScreenWriter(folder.screen)
    writer.write([ScreenRecord(t_s=1.0, window="Editor", columns=80, lines=24, rows={rows: "vim"}, whole=True)])
    writer.close()


def meddled(file: Path, folder: SessionFolder, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write the exported session `file` anew, well-formed, after `change` was made to what lies beside its saves."""
    record = folder.path.parent / "meddled.git"
    beside = read_parcel(file, record)
    change(beside)
    write_parcel(record, file, beside, AT)


def flipped(content: bytes, at: int, bit: int = 0) -> bytes:
    """The same with one bit changed."""
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]
