"""Watching from another machine, with a real SSH server on loopback."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.conftest import Stage
from tests.host.lines import watching
from tests.host.ssh import Ssh, ssh_server

pytestmark = pytest.mark.slow


@pytest.fixture
def ssh(stage: Stage, tmp_path: Path) -> Iterator[Ssh]:
    names = ("PYTHONPATH", "PATH", "LC_ALL")
    kept = {name: value for name, value in stage.environment.items() if name in names or name.startswith("PROCTOR_")}
    folder = tmp_path / "ssh"
    folder.mkdir()
    with ssh_server(folder, kept) as made:
        yield made


def over_there(ssh: Ssh, *words: str) -> tuple[int, str]:
    done = ssh.run(sys.executable, "-m", "proctor", *words)
    return done.returncode, done.stdout + done.stderr


def private(stage: Stage, kind: str) -> list[dict[str, object]]:
    lines = (stage.folder / "private.jsonl").read_bytes().splitlines()
    return [told for line in lines if (told := json.loads(line[9:]))["kind"] == kind]


def test_a_forwarded_socket_shows_the_session_and_takes_acts(stage: Stage, ssh: Ssh, short_folder: Path) -> None:
    stage.start("--candidate", "Ada")
    code, where = over_there(ssh, "watch", "--where", stage.session)
    assert (code, where.strip()) == (0, str(stage.places.socket("interviewer")))
    here = short_folder / "w"
    elsewhere = {**stage.environment, "PROCTOR_SESSIONS": str(short_folder / "none"), "PROCTOR_WHO": "Grace"}
    with ssh.forwarded(here, Path(where.strip())), watching(elsewhere, "--socket", str(here)) as lines:
        assert "as Grace" in lines.hear("Watching")
        stage.act("begin")
        lines.hear("Work began")
        stage.run("note", "from far away", "--socket", str(here), "--who", "Grace")
        assert "private: Grace notes" in lines.hear("from far away")
        report = json.loads(stage.run("hint", "Mind the mask.", "--socket", str(here), "--who", "Grace", "--json"))
        assert (report["status"]["session"], report["status"]["workspace"]) == (stage.session, "")
        stage.act("submit")
        stage.act("end", "--who", "Grace")
        lines.hear("The session is over")
        assert lines.ended() == 0
    assert [told["who"] for told in private(stage, "note.added")] == ["Grace"]


def test_a_watch_over_there_is_watched_here(stage: Stage, ssh: Ssh) -> None:
    stage.start("--candidate", "Ada")
    code, said = over_there(ssh, "watch", "--once", "--who", "Grace", stage.session)
    assert code == 0
    assert "Candidate: Ada" in said
    assert over_there(ssh, "note", "by-hand", "--who", "Grace", stage.session)[0] == 0
    assert [told["who"] for told in private(stage, "note.added")] == ["Grace"]
    command = (*ssh.words(), sys.executable, "-m", "proctor", "watch", "--linear", "--who", "Grace", stage.session)
    with watching(stage.environment, command=command) as lines:
        lines.hear("Watching")
        stage.act("begin")
        lines.hear("Work began")
        stage.act("submit")
        stage.act("end", "--who", "Grace")
        lines.hear("The session is over")
        assert lines.ended() == 0


def test_a_killed_ssh_is_told_and_nothing_is_missed_or_told_twice(stage: Stage, ssh: Ssh, short_folder: Path) -> None:
    stage.start("--candidate", "Ada")
    here, there = short_folder / "w", stage.places.socket("interviewer")
    with ssh.forwarded(here, there) as forwarding, watching(stage.environment, "--socket", str(here)) as lines:
        lines.hear("Watching")
        stage.act("begin")
        lines.hear("Work began")
        forwarding.kill()
        lines.hear("The connection is lost")
        stage.act("ask", "Are you still there?")
        lines.hear("No host answers; trying again")
        with ssh.forwarded(here, there):
            lines.hear("Connected again")
            lines.hear("Are you still there?")
            stage.act("ask", "And now?")
            lines.hear("And now?")
        assert lines.count("Work began") == 1
        assert lines.count("Ada asks") == 2
    assert lines.process.returncode == 130


def test_without_ssh_the_socket_says_what_is_missing(stage: Stage, short_folder: Path) -> None:
    said = stage.run("watch", "--socket", str(short_folder / "w"), "--linear", code=4)
    assert "is ssh -L running?" in said
