"""The client of a screen: follows a session's events, folds them, and asks for acts, across reconnections.

The state is the fold of what the host told, nothing else. After a lost connection `follow` resumes from the last seq.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import msgspec

from proctor.errors import HostUnreachable
from proctor.link import messages as m
from proctor.link.machine import boot_ns
from proctor.link.plain import raised, unwelcome
from proctor.session.envelope import Envelope
from proctor.session.fold import fold, opened
from proctor.session.observations import Observations
from proctor.session.screen import Screen
from proctor.session.state import Session

GREETING_S: Final = 10.0
"""A host that has not answered a hello by then is stuck; whoever waits should be told."""


class Burst(NamedTuple):
    """What came together: the state after it, the events of both journals, and whether the picture changed."""

    session: Session
    public: tuple[Envelope, ...]
    private: tuple[Envelope, ...]
    pictured: bool


class LiveLink:
    """One connection on one role's socket with the flow of events; `session` is the newest folded state."""

    def __init__(self, path: Path, *, name: str = "", screen: bool = True, picture: bool = False) -> None:
        self._path = path
        self._hello = m.Hello(client=uuid.uuid4().hex[:12], name=name, screen=screen, picture=picture)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._offset_ns = 0
        self._ids = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.session: Session | None = None
        self.observations = Observations()
        self.picture = Screen()
        self.welcome: m.Welcome | None = None

    @property
    def client(self) -> str:
        """This connection's identity in presence events."""
        return self._hello.client

    async def connect(self) -> Self:
        """Connect and say hello; raises HostUnreachable or the host's refusal."""
        self._hang_up()
        try:
            async with asyncio.timeout(GREETING_S):
                answer = await self._greeted()
        except (OSError, ValueError) as error:
            self._hang_up()
            why = f"nothing in {GREETING_S:.0f} s" if isinstance(error, TimeoutError) else error
            raise HostUnreachable(f"no host answers ({why})", hint="run: proctor join") from error
        if not isinstance(answer, m.Welcome):
            self._hang_up()
            raise unwelcome(answer)
        self.welcome = answer
        self._offset_ns = answer.boot_ns - boot_ns()
        return self

    def now_s(self) -> float:
        """The session's timeline now, by the host's clock."""
        return self.session.time_at_s(boot_ns() + self._offset_ns) if self.session else 0.0

    async def follow(self) -> AsyncIterator[tuple[Session, tuple[Envelope, ...]]]:
        """Yield the state after each burst of events, with the burst; ends when the connection does."""
        async for burst in self.bursts():
            yield burst.session, burst.public

    async def bursts(self) -> AsyncIterator[Burst]:
        """Yield everything that came together: events of both journals and the picture; ends with the connection.

        `session`, `observations` and `picture` are up to date then.
        """
        reader = self._reader
        if reader is None:
            return
        public: list[Envelope] = []
        private: list[Envelope] = []
        pictured = False
        while (message := await self._heard(reader)) is not None:
            if isinstance(message, m.Told):
                self._believe(message)
                (private if message.private else public).append(message.event)
            elif isinstance(message, m.Shown):
                self.picture, pictured = self.picture.after(message.record), True
            else:
                self._answer(message)
            if (public or private or pictured) and self.session is not None and not _more_waiting(reader):
                yield Burst(self.session, tuple(public), tuple(private), pictured)
                public, private, pictured = [], [], False

    def forget(self) -> None:
        """Start from nothing at the next `connect`: what was withheld during focus time is told then."""
        self.session, self.observations = None, Observations()

    async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
        """Ask for an act and wait for its answer; needs `follow` running. A refusal is raised.

        `args` may have any name, `self` and `do` too.
        """
        if self._writer is None or self._writer.is_closing():
            raise HostUnreachable("not connected to the host", hint="run: proctor join")
        self._ids += 1
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._ids] = answer
        self._writer.write(m.line(m.Act(id=self._ids, do=do, args=args)))
        return await answer

    async def close(self) -> None:
        """Leave; the session goes on."""
        self._hang_up()
        if self._writer is not None:
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        self._drop(HostUnreachable("the connection was closed"))

    async def _greeted(self) -> m.FromHost:
        self._reader, self._writer = await asyncio.open_unix_connection(self._path, limit=m.MAX_LINE_BYTES)
        seq = self.session.seq if self.session else m.ALL_EVENTS
        hello = msgspec.structs.replace(self._hello, from_seq=seq, from_private=self.observations.seq)
        self._writer.write(m.line(hello))
        return m.from_host.decode(await self._reader.readline())

    async def _heard(self, reader: asyncio.StreamReader) -> m.FromHost | None:
        """The next message; None when the connection is over, and then nothing can be asked over it any more."""
        try:
            text = await reader.readline()
            if text.endswith(b"\n"):
                return m.from_host.decode(text)
        except OSError:
            pass
        except ValueError as error:
            self._lose()
            raise HostUnreachable(f"the host said something unreadable: {error}", hint="run: proctor join") from error
        self._lose()
        return None

    def _lose(self) -> None:
        self._hang_up()
        self._drop(HostUnreachable("the connection to the host was lost", hint="run: proctor join"))

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _believe(self, told: m.Told) -> None:
        if told.private:
            if told.event.seq > self.observations.seq:
                self.observations = self.observations.with_event(told.event)
            return
        if self.session is None:
            self.session = opened(told.event)
        elif told.event.seq > self.session.seq:
            self.session = fold(self.session, told.event)

    def _answer(self, message: m.FromHost) -> None:
        if isinstance(message, m.Done | m.Refused):
            future = self._waiting.pop(message.id, None)
            if future is None or future.done():
                return
            if isinstance(message, m.Done):
                future.set_result(message.result)
            else:
                future.set_exception(raised(message))

    def _drop(self, error: HostUnreachable) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(error)
        self._waiting.clear()


def _more_waiting(reader: asyncio.StreamReader) -> bool:
    """Whether another whole line is already here; the reader keeps its bytes in `_buffer` and offers no other look."""
    return b"\n" in getattr(reader, "_buffer", b"")
