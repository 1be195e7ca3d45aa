"""The two sockets of a session. Whoever connects has the role of the socket, whatever they say about themselves."""

import asyncio
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from proctor.errors import ExitCode
from proctor.host.guest import Guest, Perform
from proctor.host.recorder import Recorder
from proctor.host.told import Telling, shown_line
from proctor.link import messages as m
from proctor.link.peer import peer_of
from proctor.session.envelope import Envelope
from proctor.session.events import ClientJoined, ClientLeft, Event, FocusEnded, Role
from proctor.session.screen import ScreenRecord

_FAREWELL_S: Final = 1.0
_PASSED_THROUGH: Final = 0o711
"""A folder that is handed into a sandbox, where another account reaches its socket. Around it is a private folder."""
_NOT_YOURS: Final = m.Refused(id=0, message="this session belongs to another account", code=ExitCode.UNREACHABLE)


class Doors:
    """Listens on both sockets, greets, tells events, shows the picture, and passes acts on."""

    def __init__(self, recorder: Recorder, telling: Telling, perform: Perform) -> None:
        self._recorder = recorder
        self._telling = telling
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

    @property
    def watchers(self) -> int:
        """How many screens of interviewers are open."""
        return sum(bool(guest.announced) and guest.role == "interviewer" for guest in self._guests)

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
            guest.let_go()
        if self._serving:
            await asyncio.wait(self._serving, timeout=_FAREWELL_S)

    async def _serve(
        self, role: Role, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, uid: int | None
    ) -> None:
        guest = Guest(role, writer, self._telling, self._perform)
        try:
            if _may_come_in(writer, uid) and await guest.greeted(reader):
                self._guests.add(guest)
                self._announce(guest)
                await guest.listen(reader)
        except (OSError, ValueError):
            pass  # a client that breaks off or speaks nonsense is let go; nothing of the session depends on it
        finally:
            self._guests.discard(guest)
            guest.let_go()
            if guest.announced and not self._recorder.closed:
                self._recorder.record(ClientLeft(client=guest.announced))

    def _announce(self, guest: "Guest") -> None:
        if guest.hello.screen:
            guest.announced = self._client_id(guest)
            self._recorder.record(ClientJoined(client=guest.announced, role=guest.role, name=guest.name, screen=True))

    def _client_id(self, guest: Guest) -> str:
        """What the client calls its connection, unless another one is called so already."""
        named = guest.hello.client
        return secrets.token_hex(6) if not named or named in self._recorder.session.present else named

    def show(self, record: ScreenRecord) -> None:
        """Pass a change of the terminal's picture on to whoever watches."""
        if self._telling.dark:
            return
        text = b""
        for guest in tuple(self._guests):
            if guest.sees_picture:
                text = text or shown_line(record)
                guest.show(text)

    def _tell(self, envelope: Envelope, event: Event, text: bytes) -> None:
        watched = self._telling.for_interviewers(envelope, text)
        for guest in tuple(self._guests):
            guest.tell(watched if guest.role == "interviewer" else text)
        if isinstance(event, FocusEnded) and (whole := self._telling.whole_picture()):
            for guest in tuple(self._guests):
                if guest.sees_picture:
                    guest.show(whole)

    def _tell_private(self, envelope: Envelope, text: bytes) -> None:
        said = self._telling.private(envelope, text)
        for guest in tuple(self._guests):
            if said and guest.role == "interviewer":
                guest.tell(said)


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
