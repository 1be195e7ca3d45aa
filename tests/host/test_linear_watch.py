"""The linear watch over real hosts: nothing twice, nothing missed, and plain ends."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from proctor.link import messages as m
from tests.host.conftest import Stage
from tests.host.lines import watching
from tests.host.test_survival import kill_host
from tests.host.test_whole_run import solve

NOBODY = 65534


def test_a_watch_begins_with_the_state_and_ends_with_the_session(stage: Stage) -> None:
    stage.start("--candidate", "Ada")
    with watching(stage.environment, "--who", "Grace", stage.session) as lines:
        lines.hear("Next: ")
        assert lines.said[0].startswith(f"Watching {stage.session} as Grace: ")
        stage.act("begin")
        stage.act("note", "private words", "--who", "Tom")
        assert "private: Tom notes: private words" in lines.hear("private words")
        stage.act("submit")
        stage.act("end", "--who", "Grace")
        assert lines.ended() == 0
    assert lines.said[-1].endswith("The session is over; there is nothing more to watch.")
    assert lines.count("Grace (interviewer) is here") == 0, "one's own coming is nothing to be told of"
    assert not any("\x1b" in line for line in lines.said)


def test_every_event_of_both_journals_is_one_json_line(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    with watching(stage.environment, "--json", "--from-start", stage.session) as lines:
        lines.hear("watch.state")
        stage.act("note", "eins\nzwei")
        lines.hear("eins")
        stage.act("submit")
        stage.act("end")
        lines.hear("watch.over")
    told = [json.loads(line) for line in lines.said if line.startswith("{")]
    assert all(set(one) == {"journal", "seq", "at", "kind", "by", "who", "data"} for one in told)
    shared = [one["seq"] for one in told if one["journal"] == "shared"]
    assert shared[:3] == [1, 2, 3]
    assert len(set(shared)) == len(shared)
    assert [one["data"]["text"] for one in told if one["kind"] == "note.added"] == ["eins\nzwei"]


def test_a_killed_host_is_told_and_comes_back(stage: Stage) -> None:
    stage.start("--candidate", "Ada")
    stage.act("begin")
    with watching(stage.environment, stage.session) as lines:
        lines.hear("Next: ")
        kill_host(stage)
        lines.hear("The connection is lost")
        lines.hear("Connected again.")
        stage.act("ask", "Still there?")
        lines.hear("Still there?")
        assert lines.count("Work began") == 0
        assert lines.count("A host runs the session") == 1
        lines.process.send_signal(signal.SIGINT)
        assert lines.ended() == 130


def test_what_focus_time_hid_is_told_afterwards_and_once(stage: Stage) -> None:
    stage.start("--candidate", "Ada", "--focus", "5")
    stage.act("begin")
    stage.act("check", code=1)
    with watching(stage.environment, "--from-start", stage.session) as lines:
        lines.hear("Next: ")
        before = lines.count("Saved")
        stage.act("focus", "5")
        lines.hear("Ada starts focus time")
        solve(stage)
        stage.act("check")
        assert lines.count("Saved") == before
        stage.act("focus", "--end")
        lines.hear("Focus time is over")
        lines.hear("PASS test_gradients")
        stage.act("ask", "Did you see that?")
        lines.hear("Did you see that?")
        assert lines.count("Saved") == before + 1
        assert lines.count("Work began") == 1


def test_another_version_is_refused_with_words(stage: Stage, short_folder: Path) -> None:
    path = short_folder / "s"
    refused = m.line(m.Refused(id=0, message="this host speaks protocol 9, the client 1", hint="use the same", code=4))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen(4)

        def answer() -> None:
            client, _ = door.accept()
            with client:
                client.recv(4096)
                client.sendall(refused)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        said = stage.run("watch", "--linear", "--socket", str(path), code=4)
        thread.join()
    assert "speaks protocol 9" in said


def test_the_candidates_socket_is_no_place_to_watch_from(stage: Stage) -> None:
    stage.start()
    said = stage.run("watch", "--linear", "--socket", str(stage.places.socket("candidate")), code=2)
    assert "is the candidate's socket" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two accounts")
def test_another_account_is_refused_at_the_interviewers_socket(stage: Stage) -> None:
    """Twice: by the private folder, and, were that open, by the host that asks the kernel who is calling."""
    stage.start()
    path = stage.places.socket("interviewer")
    call = """
import contextlib, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
with contextlib.suppress(BrokenPipeError):  # it may have been refused before it could say anything
    s.sendall(sys.argv[2].encode())
print(s.makefile().readline())
"""
    hello = m.line(m.Hello()).decode()
    python = shutil.which("python3", path="/usr/bin:/bin") or sys.executable

    def knock() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [python, "-c", call, str(path), hello],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    assert "PermissionError" in knock().stderr
    for folder in (path.parent, *list(path.parents)[1:3]):
        folder.chmod(0o755)
    path.chmod(0o666)
    told = json.loads(knock().stdout)
    assert (told["t"], told["message"]) == ("refused", "this session belongs to another account")


def test_two_interviewers_cannot_both_steer(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("pause", "--as", "interviewer", "--who", "Grace")
    refused = stage.act("resume", "--as", "interviewer", "--who", "Tom", code=2)
    assert "Grace holds the controls" in refused
    assert "proctor controls take" in refused, "Grace has no screen open"
    with watching(stage.environment, "--who", "Tom", stage.session) as lines:
        lines.hear("Next: ")
        stage.act("controls", "give", "Tom", "--who", "Grace")
        assert "Tom holds the controls, handed over by Grace" in lines.hear("holds the controls, handed over")
        assert "Now: " in stage.act("resume", "--as", "interviewer", "--who", "Tom")
        assert "cannot" in stage.act("controls", "take", "--who", "Grace", code=2)


def test_a_watch_of_a_finished_session_says_what_to_do(stage: Stage) -> None:
    stage.start()
    stage.act("end", "--who", "Grace")
    assert "proctor status" in stage.run("watch", stage.session, code=2)
    assert "no session is live" in stage.run("watch", code=2)
    assert "no session 'nowhere'" in stage.run("watch", "nowhere", code=2)
