"""`proctor check --all-snapshots`: the record of a finished session, judged afterwards."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proctor.catalog.bundle import divided
from proctor.catalog.library import find
from proctor.host import rejudging
from proctor.host.create import create
from proctor.host.hidden import DEFERRED
from proctor.host.recorder import Recorder
from proctor.record.commit_stream import Facts
from proctor.record.history import History
from proctor.record.notes import read_notes
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder
from proctor.record.tree import Tree
from proctor.session import events as ev
from proctor.session.phases import EndCause, Phase
from proctor.session.verdicts import Verdict
from tests.cli.conftest import Call, StartHost
from tests.host.conftest import write_package
from tests.host.stand_in_engine import StandInEngine, all_pass, listening

HIDDEN = '''
from proctor.checks.author import criterion

@criterion("Right")
def test_even(candidate):
    """value() is even."""
    assert candidate.call("value") % 2 == 0
'''


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, short_folder: Path) -> Iterator[StandInEngine]:
    with listening(short_folder / "s") as made:
        monkeypatch.setenv("PROCTOR_ENGINE", str(made.address))
        yield made


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A whole package with one hidden check."""
    root = write_package(tmp_path / "short")
    (root / "private" / "checks" / "test_more.py").write_text(HIDDEN)
    return root


@pytest.fixture
def session(package: Path, own_place: Path) -> SessionFolder:
    """Three saves, the last like the first; hidden checks were put off; one visible verdict is there."""
    folder = create(find(str(package)), own_place, level="mid", candidate="Ada")
    recorder = Recorder.open(folder)
    saved = work(folder, recorder)
    recorder.record(
        ev.CheckEnded(run="r", commit=saved.commit, tree=saved.tree, check="test_value", verdict=Verdict.PASS)
    )
    put_off = ev.CheckEnded(
        run="", commit=saved.commit, tree=saved.tree, check="test_even", verdict=Verdict.DEFERRED, message=DEFERRED
    )
    recorder.record_private(put_off)
    recorder.close()
    return folder


def work(folder: SessionFolder, recorder: Recorder) -> ev.SnapshotTaken:
    """Three saves and a submission; the last save."""
    recorder.record(ev.PhaseBegan(phase=Phase.WORK, limit_s=600.0), "candidate")
    with Snapshots.open(folder.record) as snapshots:
        for number, text in enumerate((b"1", b"2", b"1")):
            facts = Facts(at=datetime(2026, 1, 1, 10, number, tzinfo=UTC), phase="work", clock_s=60.0 * number, seq=1)
            taken = snapshots.take(Tree.of({"answer.py": text}), facts)
            assert taken is not None
            saved = ev.SnapshotTaken(commit=taken.commit, tree=taken.tree)
            recorder.record(saved)
        snapshots.tag("submitted", saved.commit)
    recorder.record(ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=saved.commit), "candidate")
    recorder.record(ev.SnapshotTagged(tag="submitted", commit=saved.commit))
    return saved


@pytest.fixture
def finished(session: SessionFolder) -> SessionFolder:
    recorder = Recorder.open(session)
    recorder.record(ev.SessionFinished(cause=EndCause.ENDED), "interviewer")
    recorder.close()
    return session


def look(call: Call, folder: SessionFolder, *words: str, code: int = 0) -> dict[str, object]:
    said = call("check", folder.id, "--all-snapshots", "--json", *words)
    assert said.code == code, said.err
    told: dict[str, object] = json.loads(said.out)
    return told


def rows(told: dict[str, object]) -> list[dict[str, str]]:
    snapshots = told["snapshots"]
    assert isinstance(snapshots, list)
    return [{check["id"]: check["verdict"] for check in one["checks"]} for one in snapshots]


def test_every_content_is_judged_once_and_every_save_told(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    engine.says = lambda request: dict.fromkeys(
        request.select, Verdict.PASS if request.tree["answer.py"] == b"2" else Verdict.FAIL
    )
    told = look(call, finished)
    assert [(run.visibility, run.tree["answer.py"]) for run in engine.asked] == [
        ("visible", b"1"),
        ("visible", b"2"),
        ("hidden", b"1"),
        ("hidden", b"2"),
    ]
    fails = {"test_value": "FAIL", "test_other": "FAIL", "test_even": "FAIL"}
    assert rows(told) == [fails, dict.fromkeys(fails, "PASS"), fails]
    assert [one["tags"] for one in told["snapshots"]] == [[], [], ["submitted"]]  # type: ignore[index]
    assert [one["passed"] for one in told["snapshots"]] == [False, True, False]  # type: ignore[index]


def test_what_is_decided_is_not_judged_again_unless_it_is_asked_for(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    first = look(call, finished)
    count = len(engine.asked)
    again = look(call, finished)
    assert (len(engine.asked), again["isolation"]) == (count, None)
    assert again["snapshots"] == first["snapshots"]
    look(call, finished, "--again", "--hidden")
    assert [run.visibility for run in engine.asked[count:]] == ["hidden", "hidden"]


def test_hidden_verdicts_stay_private_and_visible_ones_become_notes(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    look(call, finished)
    assert b"test_even" not in finished.events.read_bytes()
    with History(finished.record) as history:
        notes = read_notes(history)
    assert {note.check for said in notes.values() for note in said} == {"test_value", "test_other"}
    everything = subprocess.run(
        ["git", "-C", str(finished.record), "log", "--all", "-p"], capture_output=True, check=True
    ).stdout
    assert b"test_even" not in everything
    assert b"later" in finished.private.read_bytes()


def test_a_look_back_does_not_change_how_the_session_ended(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    before = json.loads(call("status", finished.id, "--json").out)
    engine.says = lambda request: dict.fromkeys(request.select, Verdict.FAIL)
    look(call, finished, "--visible")
    after = json.loads(call("status", finished.id, "--json").out)
    assert [after[key] for key in ("phase", "newest", "tags", "snapshots")] == [
        before[key] for key in ("phase", "newest", "tags", "snapshots")
    ]


def test_without_confinement_only_visible_checks_run_and_the_command_says_so(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    engine.isolation = 1
    told = look(call, finished, code=3)
    assert "hidden checks did not run here" in str(told["refused"])
    assert {run.visibility for run in engine.asked} == {"visible"}
    assert [row["test_even"] for row in rows(told)] == ["DEFERRED", None, "DEFERRED"]
    assert call("check", finished.id, "--all-snapshots", "--visible").code == 0
    refused = call("check", finished.id, "--all-snapshots", "--hidden")
    assert refused.code == 3
    assert "isolation level" in refused.err
    assert engine.seen("hidden") == []


def test_a_fault_of_ours_stays_undecided_and_is_judged_next_time(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    engine.faults = 2
    assert look(call, finished, "--hidden", code=3)["undecided"] == 2
    assert look(call, finished, "--hidden")["undecided"] == 0


def test_a_person_reads_a_row_for_each_save(finished: SessionFolder, engine: StandInEngine, call: Call) -> None:
    engine.says = lambda request: {
        **all_pass(request),
        **({"test_even": Verdict.FAIL} if "test_even" in request.select else {}),
    }
    said = call("check", finished.id, "--all-snapshots").out.splitlines()
    assert said[0].split() == ["TIME", "SNAPSHOT", "PHASE", "TAG", "VISIBLE", "HIDDEN", "NOT", "HOLDING"]
    assert len([line for line in said if "2/2" in line and "0/1" in line and "FAIL test_even" in line]) == 3
    assert "submitted" in said[3]


def test_a_session_that_goes_on_is_not_looked_back_on(
    session: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    said = call("check", session.id, "--all-snapshots")
    assert said.code == 2
    assert "is not over" in said.err
    assert engine.asked == []


def test_a_session_that_somebody_holds_is_not_written_to(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    recorder = Recorder.open(finished)
    try:
        said = call("check", finished.id, "--all-snapshots")
    finally:
        recorder.close()
    assert said.code == 3
    assert "is writing the journal" in said.err


def test_another_exercise_than_the_one_that_was_used_judges_nothing(
    finished: SessionFolder, engine: StandInEngine, call: Call
) -> None:
    (finished.exercise / "private" / "checks" / "test_more.py").write_text(HIDDEN.replace("even", "odd"))
    said = call("check", finished.id, "--all-snapshots")
    assert said.code == 3
    assert "is not the exercise" in said.err
    assert engine.asked == []


def test_a_host_that_stays_is_waited_for_and_then_named(
    finished: SessionFolder, start_host: StartHost, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejudging, "_FAREWELL_S", 0.0)
    start_host(finished)
    said = call("check", finished.id, "--all-snapshots")
    assert said.code == 2
    assert "is still running" in said.err


def test_a_session_of_a_candidate_part_is_judged_with_the_whole_package(
    package: Path, tmp_path: Path, own_place: Path, engine: StandInEngine, call: Call
) -> None:
    part = tmp_path / "part"
    for path, content in divided(find(str(package))).candidate.items():
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        (part / path).write_bytes(content)
    folder = create(find(str(part)), own_place, level="mid", candidate="Ada")
    recorder = Recorder.open(folder)
    work(folder, recorder)
    recorder.record(ev.SessionFinished(cause=EndCause.ENDED), "interviewer")
    recorder.close()

    told = look(call, folder, code=3)
    assert "--exercise" in str(told["refused"])
    assert {run.visibility for run in engine.asked} == {"visible"}
    told = look(call, folder, "--exercise", str(package))
    assert {run.visibility for run in engine.asked} == {"visible", "hidden"}
    assert all(row["test_even"] == "PASS" for row in rows(told))

    (package / "spec.md").write_text("# Another version\n")
    assert call("check", folder.id, "--all-snapshots", "--exercise", str(package)).code == 3


def test_what_looks_back_needs_the_word_for_it(finished: SessionFolder, call: Call) -> None:
    said = call("check", finished.id, "--hidden")
    assert said.code == 2
    assert "--all-snapshots" in said.err
