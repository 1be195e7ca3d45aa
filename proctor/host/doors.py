"""The two sockets of a session. Whoever connects has the role of the socket; what they say about themselves is a label.

Events are never dropped: a client that does not read is disconnected and resumes from its last seq when it returns.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from proctor import __version__
from proctor.errors import ExitCode, ProctorError
from proctor.host.recorder import Recorder
from proctor.link import messages as m
from proctor.link.machine import boot_ns
from proctor.link.peer import peer_of
from proctor.session.envelope import Envelope
from proctor.session.events import ClientJoined, ClientLeft, Event, Role

BACKLOG_BYTES: Final = 1 << 20
"""Unsent bytes at which a client counts as stalled (beyond its first catching up)."""

_FAREWELL_S: Final = 1.0
_PASSED_THROUGH: Final = 0o711
"""A folder that is handed into a sandbox, where another account reaches its socket. Around it is a private folder."""
_NOT_YOURS: Final = m.Refused(id=0, message="this session belongs to another account", code=ExitCode.UNREACHABLE)

Perform = Callable[[Role, str, dict[str, Any]], Awaitable[dict[str, Any]]]


class Doors:
    """Listens on both sockets, greets, tells events, and passes acts on."""

    def __init__(self, recorder: Recorder, perform: Perform) -> None:
        self._recorder = recorder
        self._perform = perform
        self._servers: list[asyncio.Server] = []
        self._paths: list[Path] = []
        self._guests: set[Guest] = set()
        self._serving: set[asyncio.Task[None]] = set()
        recorder.listen(self._tell)
        recorder.listen_private(self._tell_private)

    @property
    def guests(self) -> int:
        """How many clients are connected."""
        return len(self._guests)

    async def open(self, role: Role, path: Path, uid: int | None = None) -> None:
        """Listen for clients of `role`. A socket file left by a dead host is replaced.

        `uid`: another account than the host's own that may come in here, by this socket and no other.
        """
        _clear(path)

        def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(role, reader, writer, uid))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

        self._servers.append(await asyncio.start_unix_server(greet, path, limit=m.MAX_LINE_BYTES))
        _shut_out_others(path, uid)
        self._paths.append(path)

    async def close(self) -> None:
        """Stop listening and let everybody go."""
        for server, path in zip(self._servers, self._paths, strict=True):
            server.close()
            _clear(path)
        for guest in tuple(self._guests):
            guest.writer.close()
        if self._serving:
            await asyncio.wait(self._serving, timeout=_FAREWELL_S)

    async def _serve(
        self, role: Role, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, uid: int | None
    ) -> None:
        guest = Guest(role, writer, self._perform)
        try:
            if _may_come_in(writer, uid) and await guest.greeted(reader, self._recorder):
                self._guests.add(guest)
                self._announce(guest)
                await guest.listen(reader)
        except (OSError, ValueError):
            pass  # a client that breaks off or speaks nonsense is let go; nothing of the session depends on it
        finally:
            self._guests.discard(guest)
            writer.close()
            if guest.announced and not self._recorder.closed:
                self._recorder.record(ClientLeft(client=guest.hello.client))

    def _announce(self, guest: "Guest") -> None:
        if guest.hello.screen:
            guest.announced = True
            self._recorder.record(
                ClientJoined(client=guest.hello.client, role=guest.role, name=guest.hello.name, screen=True)
            )

    def _tell(self, _envelope: Envelope, _event: Event, text: bytes) -> None:
        for guest in tuple(self._guests):
            guest.tell(text)

    def _tell_private(self, text: bytes) -> None:
        for guest in tuple(self._guests):
            if guest.role == "interviewer":
                guest.tell(text)


class Guest:
    """One connected client."""

    def __init__(self, role: Role, writer: asyncio.StreamWriter, perform: Perform) -> None:
        self.role = role
        self.writer = writer
        self.hello = m.Hello()
        self.announced = False
        self._perform = perform
        self._backlog_bytes = BACKLOG_BYTES
        self._acts: set[asyncio.Task[None]] = set()

    async def greeted(self, reader: asyncio.StreamReader, recorder: Recorder) -> bool:
        """Exchange hello and welcome, and send what the client has missed."""
        hello = m.from_client.decode(await reader.readline())
        if not isinstance(hello, m.Hello):
            self._say(m.Refused(id=0, message="say hello first"))
            return False
        if hello.proto != m.PROTOCOL:
            self._say(
                m.Refused(
                    id=0,
                    message=f"this host speaks protocol {m.PROTOCOL}, the client {hello.proto}",
                    hint="use the same version of proctor on both sides",
                    code=ExitCode.UNREACHABLE,
                )
            )
            return False
        self.hello = hello
        session = recorder.session
        self._say(
            m.Welcome(
                proto=m.PROTOCOL,
                session=session.terms.session,
                role=self.role,
                seq=session.seq,
                boot_ns=boot_ns(),
                pid=os.getpid(),
                version=__version__,
            )
        )
        if hello.from_seq >= 0:
            self.writer.writelines(recorder.lines[hello.from_seq :])
            if self.role == "interviewer":
                self.writer.writelines(recorder.private_lines[hello.from_private :])
        self._backlog_bytes += self.writer.transport.get_write_buffer_size()
        return True

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Carry out acts until the client leaves; each runs beside the others and answers by its id."""
        while (text := await reader.readline()).endswith(b"\n"):
            try:
                message = m.from_client.decode(text)
            except msgspec.DecodeError as error:
                self._say(m.Refused(id=0, message=f"unreadable message: {error}"))
                continue
            if isinstance(message, m.Act):
                task = asyncio.create_task(self._carry_out(message))
                self._acts.add(task)
                task.add_done_callback(self._acts.discard)

    def tell(self, text: bytes) -> None:
        """Pass an event on, unless the client wants none or has stopped reading."""
        if self.hello.from_seq < 0 or self.writer.is_closing():
            return
        if self.writer.transport.get_write_buffer_size() > self._backlog_bytes:
            self.writer.transport.abort()
            return
        self.writer.write(text)

    async def _carry_out(self, act: m.Act) -> None:
        try:
            self._say(m.Done(id=act.id, result=await self._perform(self.role, act.do, act.args)))
        except ProctorError as error:
            self._say(m.Refused(id=act.id, message=str(error), hint=error.hint, code=error.exit_code))
        except Exception as error:
            self._say(m.Refused(id=act.id, message=f"a fault of the host: {error!r}", code=ExitCode.BUG))
            raise

    def _say(self, message: m.FromHost) -> None:
        if not self.writer.is_closing():
            self.writer.write(m.line(message))


def _clear(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _shut_out_others(path: Path, uid: int | None) -> None:
    path.chmod(0o600)
    if uid is None:
        return
    with suppress(OSError):  # a root that may not give files away (some containers) has no such account to let in
        os.chown(path, uid, uid)
        path.parent.chmod(_PASSED_THROUGH)


def _may_come_in(writer: asyncio.StreamWriter, uid: int | None) -> bool:
    """The private folder is the lock; this is the second one, where the system can tell who is calling."""
    peer = peer_of(writer.get_extra_info("socket"))
    if peer is None or peer.uid in {os.getuid(), 0, uid}:
        return True
    writer.write(m.line(_NOT_YOURS))
    return False
