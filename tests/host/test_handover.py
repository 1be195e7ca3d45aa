"""A session goes from one machine to another, and nothing that its sender could have made up decides anything."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from proctor.catalog.bundle import divided
from proctor.catalog.package import Exercise
from proctor.errors import PackageError, ProctorError, RecordError, UsageError
from proctor.host.create import create
from proctor.host.handover import hand_out, take_in
from proctor.record import parcel
from proctor.record.commit_stream import Facts
from proctor.record.history import History
from proctor.record.journal import Journal
from proctor.record.reading import read
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder, create_session, list_sessions
from proctor.record.tree import Tree
from proctor.session import events as ev
from proctor.session.fold import replay
from proctor.session.phases import EndCause, Phase
from tests.catalog.conftest import write_package
from tests.cli.written import append

WORK = {"double.py": b"def double(x):\n    return x + x\n"}


@dataclass(frozen=True)
class Held:
    """A session as its machine has it, and the whole package as the company has it."""

    folder: SessionFolder
    whole: Exercise
    part: Exercise
    end: Callable[[], None]


@pytest.fixture
def held(tmp_path: Path) -> Held:
    """A session of a candidate part, with one save, submitted and not over."""
    whole = Exercise.load(write_package(tmp_path / "company" / "layer" / "double"))
    for path, content in divided(whole).candidate.items():
        (tmp_path / "layer" / "double" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "layer" / "double" / path).write_bytes(content)
    part = Exercise.load(tmp_path / "layer" / "double")
    folder = create(part, tmp_path / "theirs", level="senior", candidate="Ada")
    append(folder, ("candidate", ev.PhaseBegan(phase=Phase.WORK, limit_s=900.0)))
    facts = Facts(at=datetime(2026, 1, 1, tzinfo=UTC), phase="work", clock_s=1.0, seq=3)
    with Snapshots.open(folder.record, author="Ada") as written:
        snapshot = written.take(Tree.of(WORK), facts)
        assert snapshot is not None
        written.tag("submitted", snapshot.commit)
        written.tag("final", snapshot.commit)

    def end() -> None:
        cause = EndCause.FINISHED
        append(folder, ("interviewer", ev.SessionFinished(cause=cause, commit=snapshot.commit)))
        append(folder, ("host", ev.SnapshotTagged(tag="final", commit=snapshot.commit)))

    append(
        folder,
        ("host", ev.SnapshotTaken(commit=snapshot.commit, tree=snapshot.tree, paths=("double.py",))),
        ("candidate", ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=snapshot.commit)),
        ("host", ev.SnapshotTagged(tag="submitted", commit=snapshot.commit)),
    )
    return Held(folder, whole, part, end)


@pytest.fixture
def ended(held: Held) -> Held:
    """The same, over."""
    held.end()
    return held


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ada.bundle"


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Path]:
    """The company's sessions; whatever happens, nothing half-made is left in them."""
    root = tmp_path / "ours"
    yield root
    assert {path.name for path in root.glob("*")} == {folder.id for folder in list_sessions(root)}


def git(record: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Run git on a repository as somebody with bad intentions could."""
    own = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1"}
    who = ["-c", "user.name=t", "-c", "user.email=t@t.invalid"]
    command = ["git", *who, f"--git-dir={record}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, input=stdin, env=own).stdout.decode().strip()


def forged(held: Held, file: Path) -> None:
    """Hand out what is there now as if nobody had sealed it before: whoever owns a folder can do that."""
    held.folder.seals.unlink(missing_ok=True)
    hand_out(held.folder, file)


def test_a_session_arrives_with_its_saves_and_its_journal(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file)
    taken = take_in(file, ours, [ended.part, ended.whole])
    assert taken.folder.id == ended.folder.id
    assert taken.session.phase is Phase.DONE
    assert taken.folder.events.read_bytes() == ended.folder.events.read_bytes()
    history = History(taken.folder.record)
    assert history.refs() == History(ended.folder.record).refs()
    assert {path: one.content for path, one in history.tree("refs/tags/final").files.items()} == WORK


def test_the_whole_package_that_is_here_judges_it(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file)
    taken = take_in(file, ours, [ended.part, ended.whole])
    assert Exercise.load(taken.folder.exercise).digest() == ended.whole.digest()
    assert taken.exercise == ended.whole


def test_where_only_the_candidate_part_is_here_it_serves(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file)
    assert take_in(file, ours, [ended.part]).exercise.part is not None


def test_check_files_that_come_along_are_never_taken(ended: Held, file: Path, ours: Path) -> None:
    """They would run as the judge."""
    (ended.folder.exercise / "checks" / "test_double.py").write_text("raise SystemExit\n")
    hand_out(ended.folder, file)
    taken = take_in(file, ours, [ended.part])
    assert Exercise.load(taken.folder.exercise).files() == ended.part.files()


def test_a_session_of_a_changed_exercise_is_refused(tmp_path: Path, file: Path, ours: Path, ended: Held) -> None:
    (tmp_path / "layer" / "double" / "starter" / "double.py").write_text("# the solution\n")
    easier = Exercise.load(tmp_path / "layer" / "double")
    hand_out(ended.folder, file)
    assert easier.digest() != ended.part.digest()
    with pytest.raises(UsageError, match="not here in the version"):
        take_in(file, ours, [easier])
    with pytest.raises(UsageError, match="not here in the version"):
        take_in(file, ours, [])


def test_hidden_verdicts_of_their_own_making_are_left_behind(ended: Held, file: Path, ours: Path) -> None:
    at = "2026-01-01T10:00:00.000000Z"
    with Journal.open(ended.folder.private) as journal:
        journal.append("check.ended", {"check": "test_negative", "verdict": "pass"}, by="host", at_utc=at, boot_ns=1)
    hand_out(ended.folder, file, with_private=True)
    taken = take_in(file, ours, [ended.whole])
    assert read(taken.folder.private).envelopes == ()
    trusted = take_in(file, ours.with_name("others"), [ended.whole], with_private=True)
    assert len(read(trusted.folder.private).envelopes) == 1


def test_a_session_that_goes_on_stays_where_it_is(held: Held, file: Path, ours: Path) -> None:
    with pytest.raises(UsageError, match="not over"):
        hand_out(held.folder, file)
    assert not file.exists()


def test_the_candidate_s_copy_has_the_work_and_no_journal(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file, candidate_copy=True)
    names = subprocess.run(["git", "bundle", "list-heads", file], check=True, capture_output=True).stdout.decode()
    assert "refs/heads/work" in names
    assert "refs/heads/record" not in names
    with pytest.raises(RecordError, match="no whole record"):
        take_in(file, ours, [ended.whole])


def test_a_session_is_taken_in_once(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file)
    take_in(file, ours, [ended.whole])
    with pytest.raises(RecordError, match="already"):
        take_in(file, ours, [ended.whole])


def test_a_journal_that_names_other_saves_is_refused(ended: Held, file: Path, ours: Path) -> None:
    record = ended.folder.record
    tree = git(record, "rev-parse", "refs/heads/work^{tree}")
    other = git(record, "commit-tree", tree, "-m", "another")
    git(record, "update-ref", "refs/tags/final", other)
    hand_out(ended.folder, file)
    with pytest.raises(RecordError, match="other saves"):
        take_in(file, ours, [ended.whole])
    git(record, "update-ref", "refs/heads/work", other)
    with pytest.raises(RecordError, match="refs/heads/work is commit"):
        hand_out(ended.folder, file)
    forged(ended, file)
    with pytest.raises(RecordError, match="other saves"):
        take_in(file, ours, [ended.whole])


def test_a_journal_that_breaks_the_rules_or_its_chain_is_refused(ended: Held, file: Path, ours: Path) -> None:
    lines = ended.folder.events.read_bytes().splitlines(keepends=True)
    for content, words in ((b"".join(lines[:2] + lines[3:]), "line 3"), (b"", "empty"), (b"x\n", "line 1")):
        parcel.write_parcel(ended.folder.record, file, {"events.jsonl": content}, datetime.now(UTC))
        with pytest.raises(RecordError, match=rf"events\.jsonl .*{words}"):
            take_in(file, ours, [ended.whole])
    append(ended.folder, ("candidate", ev.PhaseBegan(phase=Phase.WORK, limit_s=9e9)))
    parcel.write_parcel(
        ended.folder.record, file, {"events.jsonl": ended.folder.events.read_bytes()}, datetime.now(UTC)
    )
    with pytest.raises(RecordError, match="breaks the rules"):
        take_in(file, ours, [ended.whole])


def test_a_name_that_a_shell_would_read_is_refused(ended: Held, file: Path, ours: Path, tmp_path: Path) -> None:
    """The reviewer is told to type it."""
    terms = replay(read(ended.folder.events).envelopes).terms
    other = create_session(tmp_path / "forged", "x")
    Journal.create(other.events).close()
    created = ev.SessionCreated(terms=structs.replace(terms, session="x;reboot"), boot_id="b")
    append(other, ("host", created), ("interviewer", ev.SessionFinished(cause=EndCause.CANCELLED)))
    for tag in ("submitted", "final"):
        git(ended.folder.record, "tag", "-d", tag)
    parcel.write_parcel(ended.folder.record, file, {"events.jsonl": other.events.read_bytes()}, datetime.now(UTC))
    with pytest.raises(RecordError, match="name that no session has"):
        take_in(file, ours, [ended.whole])


def test_settings_and_hooks_of_their_repository_do_not_come_along(ended: Held, file: Path, ours: Path) -> None:
    record = ended.folder.record
    (record / "hooks").mkdir()
    (record / "hooks" / "reference-transaction").write_text("#!/bin/sh\ntouch /tmp/never\n")
    (record / "hooks" / "reference-transaction").chmod(0o700)
    with (record / "config").open("a") as config:
        config.write('[core]\n\tfsmonitor = "touch /tmp/never"\n')
    git(record, "update-ref", "refs/heads/extra", "refs/heads/work")
    hand_out(ended.folder, file)
    taken = take_in(file, ours, [ended.whole])
    assert not (taken.folder.record / "hooks").exists()
    assert "fsmonitor" not in (taken.folder.record / "config").read_text()
    assert "refs/heads/extra" not in History(taken.folder.record).refs()
    assert not (taken.folder.record / "incoming").exists()


@pytest.mark.parametrize("entry", [".git", "..", ".GIT"])
def test_a_save_with_names_that_no_save_has_is_refused(entry: str, ended: Held, file: Path, ours: Path) -> None:
    record = ended.folder.record
    blob = git(record, "hash-object", "-w", "--stdin", stdin=b"x")
    tree = f"100644 {entry}\0".encode() + bytes.fromhex(blob)
    made = git(record, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=tree)
    git(record, "update-ref", "refs/proctor/late", git(record, "commit-tree", made, "-m", "odd"))
    hand_out(ended.folder, file)
    with pytest.raises(RecordError):
        take_in(file, ours, [ended.whole])


def nested(record: Path, depth: int) -> str:
    """A commit whose tree has ten times as many files with every level, in as many small objects."""
    blob = git(record, "hash-object", "-w", "--stdin", stdin=b"x")
    entries = "".join(f"100644 blob {blob}\t{number}\n" for number in range(10))
    for _ in range(depth):
        tree = git(record, "mktree", stdin=entries.encode())
        entries = "".join(f"040000 tree {tree}\t{number}\n" for number in range(10))
    return git(record, "commit-tree", tree, "-p", "refs/heads/work", "-m", "nested")


def test_trees_that_unfold_without_end_are_refused(ended: Held, file: Path, ours: Path) -> None:
    for depth in (4, 12):
        git(ended.folder.record, "update-ref", "refs/proctor/late", nested(ended.folder.record, depth))
        forged(ended, file)
        with pytest.raises(RecordError, match=r"larger than|more files"):
            take_in(file, ours, [ended.whole])


def test_a_file_that_is_larger_than_any_save_is_refused(ended: Held, file: Path, ours: Path) -> None:
    record = ended.folder.record
    blob = git(record, "hash-object", "-w", "--stdin", stdin=bytes(5 << 20))
    tree = git(record, "mktree", stdin=f"100644 blob {blob}\tbig\n".encode())
    git(record, "update-ref", "refs/proctor/late", git(record, "commit-tree", tree, "-m", "big"))
    hand_out(ended.folder, file)
    assert file.stat().st_size < 1 << 20
    with pytest.raises(RecordError, match="larger than"):
        take_in(file, ours, [ended.whole])


@pytest.mark.parametrize(
    "content", [b"", b"no bundle", b"# v2 git bundle\n", b"# v3 git bundle\n@filter=blob:none\n\n"]
)
def test_what_is_no_exported_session_is_a_plain_error(content: bytes, file: Path, ours: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(RecordError):
        take_in(file, ours, [])
    with pytest.raises(RecordError):
        take_in(file.with_name("missing"), ours, [])
    with pytest.raises(RecordError):
        take_in(file.parent, ours, [])


def test_a_damaged_file_is_a_plain_error(ended: Held, file: Path, ours: Path) -> None:
    hand_out(ended.folder, file)
    whole = file.read_bytes()
    for at in range(20, len(whole), len(whole) // 6):
        file.write_bytes(whole[:at])
        with pytest.raises(ProctorError):
            take_in(file, ours, [ended.whole])
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((RecordError, UsageError, PackageError)):
            take_in(file, ours, [replace(ended.whole)])
