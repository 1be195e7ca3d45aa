"""A host that says what it is told to say, on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from proctor.link import messages as m
from proctor.link.machine import boot_ns
from tests.session.sitting import Sitting

Answer = Callable[[m.Act], m.FromHost | None]


def obliging(act: m.Act) -> m.FromHost:
    """Every act is carried out."""
    return m.Done(id=act.id, result={"did": act.do, **act.args})


class StandIn:
    """Greets, sends what is missing of `sitting`'s journal, and answers acts by `answer` (None: never)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sitting = Sitting()
        self.answer: Answer = obliging
        self.greeting: bytes | None = None
        """What to say to a hello instead of welcome and events."""
        self.ahead_ns = 0
        """How far this host's boot clock is ahead of ours."""
        self.hellos: list[m.Hello] = []
        self.acts: list[m.Act] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it leaves."""
        self.writers.append(writer)
        try:
            while (text := await reader.readline()).endswith(b"\n"):
                message = m.from_client.decode(text)
                if isinstance(message, m.Hello):
                    self.hellos.append(message)
                    writer.write(self.greeting if self.greeting is not None else self._welcome(message))
                    if self.greeting is not None:
                        break
                else:
                    self.acts.append(message)
                    answer = self.answer(message)
                    writer.write(b"" if answer is None else m.line(answer))
        except ConnectionError:
            pass  # clients come and go as they like
        finally:
            self.writers.remove(writer)
            writer.close()

    def tell(self, *messages: m.FromHost) -> None:
        """Say something to everybody, in one piece."""
        for writer in self.writers:
            writer.write(b"".join(m.line(message) for message in messages))

    def told(self, after_seq: int) -> list[m.Told]:
        """The events after a seq as messages."""
        return [m.Told(event=event) for event in self.sitting.journal if event.seq > after_seq]

    def drop(self) -> None:
        """Let everybody go."""
        for writer in self.writers:
            writer.close()

    def _welcome(self, hello: m.Hello) -> bytes:
        seq = self.sitting.session.seq
        clock = boot_ns() + self.ahead_ns
        welcome = m.Welcome(
            proto=m.PROTOCOL, session="s1", role="candidate", seq=seq, boot_ns=clock, pid=1, version="1"
        )
        missed = self.told(hello.from_seq) if hello.from_seq >= 0 else []
        return b"".join(m.line(message) for message in (welcome, *missed))


@asynccontextmanager
async def stand_in(folder: Path) -> AsyncIterator[StandIn]:
    """A host listening in `folder`, gone at the end."""
    host = StandIn(folder / "s")
    server = await asyncio.start_unix_server(host.serve, host.path)
    try:
        yield host
    finally:
        server.close()
        host.drop()
        await until(lambda: not host.writers)


async def until(what: Callable[[], Any]) -> None:
    """Let others work until `what` is true; fails after ten seconds."""
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 the condition is the other side's, and nobody there rings a bell
            await asyncio.sleep(0.001)
