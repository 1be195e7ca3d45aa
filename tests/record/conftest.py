"""What the tests of the record share."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proctor.record.commit_stream import Facts
from proctor.record.history import History
from proctor.record.journal import Journal
from proctor.record.snapshots import Snapshots
from proctor.session.envelope import Envelope

Append = Callable[..., Envelope]
MakeFacts = Callable[..., Facts]
Git = Callable[..., str]


@pytest.fixture
def append() -> Append:
    """Write one event that is told apart by its number."""

    def write(journal: Journal, number: int, *, after: int | None = None, durable: bool = True) -> Envelope:
        at = "2026-01-01T10:00:00.000000Z"
        return journal.append("note", {"n": number}, by="host", at_utc=at, boot_ns=number, after=after, durable=durable)

    return write


@pytest.fixture
def journal_file(tmp_path: Path, append: Append) -> Path:
    """A closed journal of three events."""
    path = tmp_path / "events.jsonl"
    with Journal.create(path) as journal:
        for number in (1, 2, 3):
            append(journal, number)
    return path


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """Make the facts of the n-th snapshot, a minute after the one before."""

    def make(number: int = 0, *, phase: str = "work", subject: str = "") -> Facts:
        at = datetime(2026, 1, 1, 10, tzinfo=UTC) + timedelta(minutes=number)
        return Facts(at=at, phase=phase, clock_s=60.5 * number, seq=10 + number, subject=subject)

    return make


@pytest.fixture
def snapshots(tmp_path: Path) -> Iterator[Snapshots]:
    """An empty record of a candidate called Ada."""
    with Snapshots.create(tmp_path / "record.git", author="Ada <Lovelace>\n") as written:
        yield written


@pytest.fixture
def history(snapshots: Snapshots) -> History:
    """The read side of `snapshots`."""
    return History(snapshots.path)


@pytest.fixture
def git(snapshots: Snapshots) -> Callable[..., str]:
    """Run plain git on the record, as a reviewer would."""

    def run(*arguments: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@t.invalid"]
        command = ["git", *identity, f"--git-dir={snapshots.path}", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")

    return run
