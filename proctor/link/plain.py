"""A blocking client for plain commands: one act, one answer. No event loop, no screens."""

import contextlib
import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from proctor.errors import ExitCode, HostUnreachable, ProctorError
from proctor.link import messages as m
from proctor.session.envelope import Envelope


class PlainLink:
    """A connection on one role's socket, without the flow of events unless `from_seq` asks for it.

    Use it in a `with`.
    """

    def __init__(
        self, path: Path, *, name: str = "", timeout_s: float | None = 5.0, from_seq: int = m.NO_EVENTS
    ) -> None:
        self._timeout_s = timeout_s
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            self._socket.close()
            raise _closed_door(error) from error
        self._file = self._socket.makefile("rb")
        self._ids = 0
        self.told: list[m.Told] = []
        """Events of either journal that came before the answer to an act."""
        try:
            self.welcome = self._greeted(name, from_seq)
        except ProctorError:
            self._hang_up()
            raise

    def act(self, do: str, args: Mapping[str, Any] | None = None, *, timeout_s: float | None = None) -> dict[str, Any]:
        """Carry out one act and return its result; a refusal is raised with the host's words and exit code."""
        self._ids += 1
        self._socket.settimeout(timeout_s)
        self._send(m.Act(id=self._ids, do=do, args=dict(args or {})))
        while True:
            answer = self._read()
            if isinstance(answer, m.Refused) and answer.id in (self._ids, 0):
                raise raised(answer)
            if isinstance(answer, m.Done) and answer.id == self._ids:
                return answer.result
            if isinstance(answer, m.Told):
                self.told.append(answer)

    def next_event(self) -> Envelope:
        """The event that is told next; answers to acts that are still under way are passed over."""
        while True:
            answer = self._read()
            if isinstance(answer, m.Told):
                return answer.event

    def _greeted(self, name: str, from_seq: int) -> m.Welcome:
        self._send(m.Hello(name=name, from_seq=from_seq))
        answer = self._read()
        if not isinstance(answer, m.Welcome):
            raise unwelcome(answer)
        return answer

    def _send(self, message: m.FromClient) -> None:
        """A host that has left may have said why; then that is still to be read."""
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._socket.sendall(m.line(message))
        except OSError as error:
            raise HostUnreachable(f"the host does not answer ({error})", hint="try again; proctor status") from error

    def _read(self) -> m.FromHost:
        try:
            text = self._file.readline(m.MAX_LINE_BYTES)
        except (TimeoutError, OSError) as error:
            raise HostUnreachable(f"the host does not answer ({error})", hint="try again; proctor status") from error
        if not text.endswith(b"\n"):
            raise HostUnreachable("the host closed the connection", hint="try again; proctor join restarts it")
        try:
            return m.from_host.decode(text)
        except msgspec.DecodeError as error:
            raise HostUnreachable(f"the host said something unreadable: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        self._file.close()
        self._socket.close()


def told_events(path: Path, *, timeout_s: float = 5.0) -> tuple[Envelope, ...]:
    """Every event of a session so far, as its host tells them on one role's socket. Raises HostUnreachable."""
    with PlainLink(path, timeout_s=timeout_s, from_seq=m.ALL_EVENTS) as link:
        return tuple(link.next_event() for _ in range(link.welcome.seq))


class Journals(NamedTuple):
    """Both journals so far, as a host tells them on a socket, and its answer to what was asked behind them."""

    welcome: m.Welcome
    public: tuple[Envelope, ...]
    private: tuple[Envelope, ...]
    answer: dict[str, Any]


def told_journals(path: Path, *, name: str = "", errand: str = "ping", timeout_s: float = 5.0) -> Journals:
    """What the socket of a role is told of both journals, and what an errand answers. Raises HostUnreachable."""
    with PlainLink(path, name=name, timeout_s=timeout_s, from_seq=m.ALL_EVENTS) as link:
        answer = link.act(errand, timeout_s=timeout_s)
        public = tuple(told.event for told in link.told if not told.private)
        private = tuple(told.event for told in link.told if told.private)
        return Journals(link.welcome, public, private, answer)


def _closed_door(error: OSError) -> HostUnreachable:
    if isinstance(error, PermissionError):
        return HostUnreachable("this session belongs to another account", hint="log in as who runs its host")
    return HostUnreachable(f"no host answers ({error.strerror or error})", hint="run: proctor join")


def unwelcome(answer: m.FromHost) -> ProctorError:
    """The error that stands for a first answer which is no welcome."""
    if isinstance(answer, m.Refused):
        return raised(answer)
    return HostUnreachable("the host answered something unexpected", hint="is it of another version?")


def raised(refusal: m.Refused) -> ProctorError:
    """The error that a refusal stands for; a code that only a newer host knows counts as 2."""
    error = ProctorError(refusal.message, hint=refusal.hint)
    known = refusal.code in set(ExitCode)
    error.exit_code = ExitCode(refusal.code) if known else ExitCode.USAGE
    return error
