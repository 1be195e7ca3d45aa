"""A session that is over is sealed, both people see it, and a host that dies in between changes nothing of that."""

import json
import os
import shutil
import signal
from pathlib import Path

from proctor.record.proof import proved
from proctor.record.seals import digest_of_seal, read_seals
from proctor.record.store import SessionFolder
from proctor.record.substance import substance_of
from proctor.review.reading import recording
from proctor.session.sealing import long_seal, short_seal
from tests.host.conftest import Stage, until
from tests.host.test_survival import kill_host


def let_go(stage: Stage) -> None:
    """Have the host leave in good order."""
    pid = stage.host_pid()
    os.kill(pid, signal.SIGTERM)
    until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or ended(pid), why="the host has left")


def ended(pid: int) -> bool:
    """Whether the process is only waited for."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def cancelled(stage: Stage) -> SessionFolder:
    stage.start()
    stage.act("end")
    return SessionFolder(stage.folder)


def finished(stage: Stage) -> SessionFolder:
    stage.start("--candidate", "Ada")
    stage.act("begin")
    stage.act("submit")
    stage.act("feedback", "--strength", "s", "--improvement", "i")
    stage.act("revise")
    stage.act("finish")
    return SessionFolder(stage.folder)


def test_the_end_is_sealed_at_once_and_again_when_the_host_leaves(stage: Stage) -> None:
    folder = finished(stage)
    told = until(lambda: stage.events("record.sealed"), why="the record is sealed")[0]["data"]
    first = read_seals(folder.seals)[0]
    assert told == {"number": 1, "digest": digest_of_seal(first)}
    assert first.refs["refs/tags/final"]
    assert first.public.seq < stage.events("record.sealed")[0]["seq"]
    let_go(stage)
    assert [seal.number for seal in read_seals(folder.seals)] == [1, 2]
    assert stage.events()[-1]["kind"] == "host.stopped"
    proof = proved(substance_of(folder), read_seals(folder.seals))
    assert proof.unsealed == 0
    newest = digest_of_seal(read_seals(folder.seals)[-1])
    assert stage.status()["seal"] == newest
    assert f"Seal: {long_seal(newest)}" in stage.run("status", "--session", stage.session)
    with recording(folder.path) as read:
        assert read.session.seal == told["digest"]
        assert read.proof.startswith("sealed, 2 seals, everything agrees")
    carried_to_another_machine(stage, folder, told["digest"], newest)


def carried_to_another_machine(stage: Stage, folder: SessionFolder, first: str, newest: str) -> None:
    """Out, away, and in again, by the first seal that the two people were told."""
    file = stage.sessions.parent / "ada.bundle"
    told = json.loads(stage.run("export", stage.session, "-o", str(file), "--with-private", "--json"))
    assert told["seal"] == newest
    assert (told["private"], told["left_out"]) == (True, [])
    assert any("private journal" in part for part in told["contains"])
    shutil.move(folder.path, stage.sessions.parent / "gone")
    wrong = stage.run("import", str(file), "--seal", "0" * 16, code=3)
    assert "does not have the seal" in wrong
    came = json.loads(stage.run("import", str(file), "--seal", short_seal(first), "--json"))
    assert came["sealed"]
    assert came["seals"][-1] == newest
    assert (stage.sessions / came["session"] / "seals.jsonl").is_file()


def test_a_host_killed_right_after_the_end_leaves_a_record_that_can_be_read_and_is_sealed_later(stage: Stage) -> None:
    folder = cancelled(stage)
    until(lambda: stage.events("session.finished"), why="it is over")
    kill_host(stage)
    with recording(folder.path) as read:
        assert read.session.finish_cause == "cancelled"
    stage.run("join", "--json", stage.session)
    until(lambda: stage.events("record.sealed"), why="the next host seals what the first one left")
    with recording(folder.path) as read:
        assert read.proof.startswith("sealed")


def test_a_session_whose_seal_was_never_made_is_sealed_by_the_next_host(stage: Stage) -> None:
    folder = cancelled(stage)
    until(lambda: stage.events("record.sealed"), why="it is sealed")
    let_go(stage)
    without_seals(folder)
    with recording(folder.path) as read:
        assert read.proof.startswith("no seal")
    stage.run("join", "--json", stage.session)
    until(lambda: stage.events("record.sealed"), why="it is sealed now")


def without_seals(folder: SessionFolder) -> None:
    """As a host of an older version, or one that was killed right after the end, has left it."""
    lines = Path(folder.events).read_bytes().splitlines(keepends=True)
    sealed_at = next(at for at, line in enumerate(lines) if b'"record.sealed"' in line)
    folder.events.write_bytes(b"".join(lines[:sealed_at]))
    folder.seals.unlink()
