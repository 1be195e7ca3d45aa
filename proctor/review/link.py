"""A recording as a connection: what a cockpit or a linear watch follows in the place of a live session's socket."""

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any, Self

from proctor import __version__
from proctor.errors import HostUnreachable
from proctor.link.live import Burst
from proctor.link.machine import boot_ns
from proctor.link.messages import PROTOCOL, Welcome
from proctor.review.asked import Asked
from proctor.review.cues import cues
from proctor.review.happenings import Happenings
from proctor.review.head import Head, Pace
from proctor.review.part import Part
from proctor.review.player import Player
from proctor.review.recording import Recording
from proctor.review.told import is_dark, private_since, public_since
from proctor.session.envelope import Envelope
from proctor.session.events import ClientJoined, HostStarted
from proctor.session.fold import fold, opened
from proctor.session.observations import Observations
from proctor.session.screen import Screen
from proctor.session.state import Session


class RehearsedLink:
    """Plays `recorded` from now on and offers what `LiveLink` does; nothing of it touches the disk.

    `who` is the watching person's name. `told`: also what the interviewers of the recording noted and wrote. `waits`:
    the playback stands where the interviewer lets the candidate begin and gives feedback, until the person does;
    otherwise the recorded interviewers act and write.
    """

    def __init__(
        self, recorded: Recording, pace: Pace | None = None, *, who: str = "", told: bool = False, waits: bool = True
    ) -> None:
        self._recorded = recorded
        self._who = who
        played = cues(recorded, talk=told or not waits, notes=told)
        self._player = Player(played, Head(pace or Pace()), Happenings(boot_ns()), waits=waits)
        self._asked = Asked(recorded, self._player)
        self._part = Part(self._player, lambda: self._asked.material, who)
        self._news = asyncio.Event()
        self._connected = False
        self._joined = 0
        self.client = uuid.uuid4().hex[:12]
        self.session: Session | None = None
        self.observations = Observations()
        self.picture = Screen()
        self.welcome: Welcome | None = None

    async def connect(self) -> Self:
        """Follow from the beginning, or from where the last connection ended."""
        self._connected = True
        self.welcome = Welcome(
            proto=PROTOCOL,
            session=self._recorded.session.terms.session,
            role="interviewer",
            seq=len(self._player.happened.public),
            boot_ns=boot_ns(),
            pid=os.getpid(),
            version=__version__,
        )
        return self

    def now_s(self) -> float:
        """The timeline now."""
        return self._player.now_s() if self.session is not None else 0.0

    async def follow(self) -> AsyncIterator[tuple[Session, tuple[Envelope, ...]]]:
        """Yield the state after each burst of events, with the burst; ends with `close`."""
        async for burst in self.bursts():
            yield burst.session, burst.public

    async def bursts(self) -> AsyncIterator[Burst]:
        """Yield everything that happened together, as a live session's connection does; ends with `close`."""
        while self._connected:
            self._news.clear()
            self._player.advance()
            self._join(self._player)
            burst = self._caught_up(self._player.happened)
            if burst is not None:
                yield burst
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._player.due_s()):
                    await self._news.wait()

    def forget(self) -> None:
        """Start from nothing at the next `connect`: what was withheld during focus time is told then."""
        self.session, self.observations, self.picture = None, Observations(), Screen()

    async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
        """Carry out an act or an errand; raises the reason when it is refused."""
        if not self._connected:
            raise HostUnreachable("not connected to the recording")
        errand = self._asked.errands.get(do)
        if errand is not None:
            return await errand(args)
        try:
            return self._part.perform(do, args)
        finally:
            self._news.set()

    async def close(self) -> None:
        """Leave; the recording goes on for whoever connects again."""
        self._connected = False
        self._news.set()

    def _join(self, player: Player) -> None:
        """The person who watches is there; a host that starts anew does not know it and is told again."""
        hosts = sum(envelope.kind == HostStarted.kind for envelope in player.happened.public)
        if hosts > self._joined:
            self._joined = hosts
            joined = ClientJoined(client=self.client, role="interviewer", name=self._who, screen=True)
            player.happened.believe(player.present().t_s, joined, "host")

    def _caught_up(self, happened: Happenings) -> Burst | None:
        """Everything since the last burst; None if there is nothing."""
        public = public_since(happened, self.session.seq if self.session else 0)
        private = private_since(happened, self.observations.seq)
        pictured = self.picture is not happened.picture and not is_dark(happened)
        for envelope in public:
            self.session = opened(envelope) if self.session is None else fold(self.session, envelope)
        for envelope in private:
            self.observations = self.observations.with_event(envelope)
        if pictured:
            self.picture = happened.picture
        if self.session is None or not (public or private or pictured):
            return None
        return Burst(self.session, public, private, pictured)
