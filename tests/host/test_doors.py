"""The sockets: who is let in, what they are told, and that nobody can slow the session."""

import json
import os
import socket
import stat
from typing import Any

import pytest

from proctor.link.messages import NO_EVENTS, Hello, line
from tests.host.conftest import Stage, until
from tests.host.raw import Raw


def test_another_protocol_version_is_refused_with_words(stage: Stage) -> None:
    stage.start()
    client = Raw(stage, "candidate", line(Hello(proto=99)))
    told = client.read()
    assert told["t"] == "refused"
    assert "protocol" in told["message"]
    client.close()


def test_nonsense_ends_a_connection_and_nothing_else(stage: Stage) -> None:
    stage.start()
    for nonsense in (b"\n", b"{}\n", b"\xff\xfe\n", b'{"t":"act","id":1,"do":"begin"}\n', b"x" * 100_000):
        client = Raw(stage, "candidate", nonsense)
        client.socket.shutdown(socket.SHUT_WR)
        client.file.read()
        client.close()
    assert stage.status()["phase"] == "lobby"


def test_the_role_is_the_socket_and_nothing_a_client_says(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    client = Raw(stage, "candidate", b'{"t":"hello","proto":1,"role":"interviewer","from_seq":-1}\n')
    assert client.read()["role"] == "candidate"
    told = client.act("end")
    assert told["t"] == "refused"
    client.close()


def test_private_events_reach_interviewers_only(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("check", code=1)
    seeds = json.loads((stage.folder / "private.jsonl").read_bytes().splitlines()[0][9:])
    assert seeds["kind"] == "seed.drawn"
    for role, expected in (("candidate", False), ("interviewer", True)):
        client = Raw(stage, role, line(Hello()))
        client.socket.settimeout(1.0)
        told: list[dict[str, Any]] = []
        try:
            while True:
                told.append(client.read())
        except TimeoutError:
            pass
        assert any(one.get("private") for one in told) is expected
        client.close()


def test_a_client_resumes_from_where_it_was(stage: Stage) -> None:
    stage.start()
    client = Raw(stage, "candidate", line(Hello(from_seq=1)))
    assert client.read()["t"] == "welcome"
    assert client.read()["event"]["seq"] == 2
    client.close()


@pytest.mark.slow
def test_a_viewer_that_never_reads_is_let_go_and_slows_nobody(stage: Stage) -> None:
    stage.start()
    stalled = Raw(stage, "interviewer", line(Hello(screen=True)))
    until(lambda: stage.events("client.joined"), why="the stalled viewer is in")
    stage.act("begin")
    writer = Raw(stage, "interviewer", line(Hello(from_seq=NO_EVENTS)))
    for _ in range(50):
        assert writer.act("pause", note="n" * 19_000)["t"] != "refused"
        assert writer.act("resume", note="n" * 19_000)["t"] != "refused"
    until(lambda: stage.events("client.left"), why="the stalled viewer was let go")
    writer.close()
    assert stage.status()["phase"] == "work"
    stalled.close()


def test_the_sockets_are_private_to_the_account(stage: Stage) -> None:
    stage.start()
    for role in ("candidate", "interviewer"):
        path = stage.places.socket("interviewer" if role == "interviewer" else "candidate")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        # Inside a private folder, a host that runs as root lets its candidate's account through to their own socket.
        through = 0o711 if role == "candidate" and os.geteuid() == 0 else 0o700
        assert stat.S_IMODE(path.parent.stat().st_mode) == through
    assert stat.S_IMODE(stage.places.root.stat().st_mode) == 0o700
