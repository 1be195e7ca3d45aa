"""Sessions written to disk as a host would, and a host that answers from a thread."""

import socketserver
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import proctor
from proctor.cli.main import main
from proctor.errors import ProctorError
from proctor.link import messages as m
from proctor.link.machine import boot_id, boot_ns
from proctor.link.places import places_of
from proctor.record.journal import Journal
from proctor.record.store import SessionFolder, create_session
from proctor.session import events as ev
from proctor.session.events import Role
from tests.cli.written import Happening, append, terms


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the developer's own sessions or terminal is seen; returns the folder of sessions."""
    for name in ("PROCTOR_SESSION", "PROCTOR_EXERCISES", "PROCTOR_NO_TMUX", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "s"
    monkeypatch.setenv("PROCTOR_SESSIONS", str(root))
    monkeypatch.setenv("PROCTOR_RUNTIME", str(tmp_path / "r"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONPATH", str(Path(proctor.__file__).parents[1]))
    monkeypatch.chdir(tmp_path)
    return root


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="pf-", dir="/tmp") as folder:
        yield Path(folder)


Write = Callable[..., SessionFolder]


@pytest.fixture
def write_session(own_place: Path) -> Write:
    """Write a session's journal to disk."""

    def write(
        name: str, *happenings: Happening, at_utc: str = "2026-01-01T10:00:00.000000Z", **changes: Any
    ) -> SessionFolder:
        folder = create_session(own_place, name)
        Journal.create(folder.events).close()
        created = ev.SessionCreated(terms=terms(name, **changes), boot_id=boot_id())
        append(folder, ("host", created), *happenings, at_utc=at_utc)
        return folder

    return write


@dataclass
class FakeHost:
    """Greets like a host and answers acts from `answers`; `acts` is what it was asked."""

    folder: SessionFolder
    answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    acts: list[tuple[Role, str, dict[str, Any]]] = field(default_factory=list)

    def answer(self, role: Role, act: m.Act) -> m.FromHost:
        """What this host says to an act."""
        self.acts.append((role, act.do, act.args))
        try:
            return m.Done(id=act.id, result=self.answers.get(act.do, lambda _args: {})(act.args))
        except ProctorError as error:
            return m.Refused(id=act.id, message=str(error), hint=error.hint, code=int(error.exit_code))


def _door(host: FakeHost, role: Role) -> socketserver.ThreadingUnixStreamServer:
    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if not self.rfile.readline():
                return
            welcome = m.Welcome(
                proto=m.PROTOCOL, session=host.folder.id, role=role, seq=1, boot_ns=boot_ns(), pid=1, version="0"
            )
            self.wfile.write(m.line(welcome))
            while text := self.rfile.readline():
                act = m.from_client.decode(text)
                assert isinstance(act, m.Act)
                self.wfile.write(m.line(host.answer(role, act)))

    server = socketserver.ThreadingUnixStreamServer(str(places_of(host.folder.path).socket(role)), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


StartHost = Callable[[SessionFolder], FakeHost]


@pytest.fixture
def start_host() -> Iterator[StartHost]:
    """Let a fake host serve a session."""
    servers: list[socketserver.ThreadingUnixStreamServer] = []

    def start(folder: SessionFolder) -> FakeHost:
        host = FakeHost(folder)
        places_of(folder.path).make()
        servers.extend(_door(host, role) for role in ("candidate", "interviewer"))
        return host

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Answer:
    """What a command line said."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Carry out a command line in this process."""

    def carry_out(*words: str) -> Answer:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Answer(int(code), said.out, said.err)

    return carry_out
