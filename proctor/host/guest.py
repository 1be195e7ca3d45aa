"""One connected client: greets it, tells it events, shows it the picture, and carries out what it asks for.

Events are never dropped: a client that does not read is disconnected, and resumes from its last seq when it returns.
The picture may be: a client that is behind gets a whole one as soon as it has read what it has.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from proctor import __version__
from proctor.errors import ExitCode, ProctorError
from proctor.host.allowance import Allowance
from proctor.host.told import Telling
from proctor.link import messages as m
from proctor.link.machine import boot_ns
from proctor.session.events import Role

BACKLOG_BYTES: Final = 1 << 20
"""Unsent bytes at which a client counts as stalled (beyond its first catching up)."""

PICTURE_BACKLOG_BYTES: Final = 96 << 10
"""Unsent bytes above which the picture waits."""

MAX_PENDING: Final = 64
"""Acts of one client that may be under way; it is not listened to meanwhile."""

_AGAIN_S: Final = 0.1

Perform = Callable[["Guest", str, dict[str, Any]], Awaitable[dict[str, Any]]]


class Guest:
    """A client with the role of the socket it came by; what it says about itself is a label."""

    def __init__(self, role: Role, writer: asyncio.StreamWriter, telling: Telling, perform: Perform) -> None:
        self.role = role
        self.writer = writer
        self.hello = m.Hello()
        self.announced = ""
        """By which id others know that this client is present; empty for one without a screen."""
        self._telling = telling
        self._perform = perform
        self._backlog_bytes = BACKLOG_BYTES
        self._acts: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MAX_PENDING)
        self._allowance = Allowance()
        self._behind: asyncio.TimerHandle | None = None

    @property
    def name(self) -> str:
        """What the client calls itself."""
        return self.hello.name

    async def greeted(self, reader: asyncio.StreamReader) -> bool:
        """Exchange hello and welcome, and send what the client has missed."""
        hello = m.from_client.decode(await reader.readline())
        if not isinstance(hello, m.Hello):
            self._say(m.Refused(id=0, message="say hello first"))
            return False
        if hello.proto != m.PROTOCOL:
            self._say(_another_version(hello.proto))
            return False
        self.hello = hello
        session = self._telling.session
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
            self.writer.writelines(self._telling.missed(self.role, hello.from_seq, hello.from_private))
        if self.sees_picture and (whole := self._telling.whole_picture()):
            self.writer.write(whole)
        self._backlog_bytes += self._unsent_bytes()
        return True

    @property
    def sees_picture(self) -> bool:
        """Whether this client asked for the picture of the terminal and may have it."""
        return self.hello.picture and self.role == "interviewer"

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Carry out acts until the client leaves; each runs beside the others and answers by its id."""
        while (text := await reader.readline()).endswith(b"\n"):
            if not self._allowance.takes_one():
                self._say(m.Refused(id=0, message="too many messages in a short time", code=ExitCode.UNREACHABLE))
                # Who floods need not read either: what is unsent to them is not waited for.
                self.writer.transport.abort()
                return
            try:
                message = m.from_client.decode(text)
            except msgspec.DecodeError as error:
                self._say(m.Refused(id=0, message=f"unreadable message: {error}"))
                continue
            if isinstance(message, m.Act):
                await self._room.acquire()
                task = asyncio.create_task(self._carry_out(message))
                self._acts.add(task)
                task.add_done_callback(self._acts.discard)

    def tell(self, text: bytes) -> None:
        """Pass an event on, unless the client wants none or has stopped reading."""
        if self.hello.from_seq < 0 or self.writer.is_closing():
            return
        if self._unsent_bytes() > self._backlog_bytes:
            self.writer.transport.abort()
            return
        self.writer.write(text)

    def show(self, text: bytes) -> None:
        """Pass a change of the picture on; while the client is behind, the newest whole one follows instead."""
        if self.writer.is_closing() or self._behind is not None:
            return
        if self._unsent_bytes() > PICTURE_BACKLOG_BYTES:
            self._behind = asyncio.get_running_loop().call_later(_AGAIN_S, self._catch_up)
            return
        self.writer.write(text)

    def let_go(self) -> None:
        """Nothing is sent any more."""
        if self._behind is not None:
            self._behind.cancel()
        self.writer.close()

    def _catch_up(self) -> None:
        self._behind = None
        if whole := self._telling.whole_picture():
            self.show(whole)

    def _unsent_bytes(self) -> int:
        return self.writer.transport.get_write_buffer_size()

    async def _carry_out(self, act: m.Act) -> None:
        try:
            self._say(m.Done(id=act.id, result=await self._perform(self, act.do, act.args)))
        except ProctorError as error:
            self._say(m.Refused(id=act.id, message=str(error), hint=error.hint, code=error.exit_code))
        except Exception as error:
            self._say(m.Refused(id=act.id, message=f"a fault of the host: {error!r}", code=ExitCode.BUG))
            raise
        finally:
            self._room.release()

    def _say(self, message: m.FromHost) -> None:
        if not self.writer.is_closing():
            self.writer.write(m.line(message))


def _another_version(proto: int) -> m.Refused:
    return m.Refused(
        id=0,
        message=f"this host speaks protocol {m.PROTOCOL}, the client {proto}",
        hint="use the same version of proctor on both sides",
        code=ExitCode.UNREACHABLE,
    )
