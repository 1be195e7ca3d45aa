"""`proctor watch --linear`: a session as lines that only ever follow each other, across lost connections."""

import re
from enum import Enum, auto
from typing import Final

from proctor.cli.watch_heard import Heard, Sign, hearing
from proctor.cli.watch_report import Remark, Report
from proctor.cli.watch_summary import Sight
from proctor.cli.watch_told import Teller, Telling
from proctor.errors import HostUnreachable
from proctor.link.again import GONE_AFTER, Revive, before_attempt
from proctor.link.live import Burst
from proctor.session.agenda import next_act
from proctor.session.events import ClientJoined, ClientLeft
from proctor.session.fold import decode
from proctor.session.material import PrivateMaterial
from proctor.session.phases import Phase
from proctor.tui.cockpit.link import WatchLink

_LOOK_S: Final = 5.0
"""How often the next due act is thought about while nothing happens."""


class _End(Enum):
    """How following a connection ended."""

    OVER = auto()
    LOST = auto()
    RELIT = auto()


class LinearWatch:
    """One watch: what was told, and how it goes on. `once`: say where everything stands, and leave."""

    def __init__(self, link: WatchLink, report: Report, who: str, *, once: bool, from_start: bool) -> None:
        self._link = link
        self._report = report
        self._who = who
        self._once = once
        self._from_start = from_start
        self._teller = Teller()
        self._material = PrivateMaterial()
        self._due = ""
        self._began = False
        self._relit = False

    async def run(self, revive: Revive | None = None) -> None:
        """Tell everything until the session is over. Raises what a host refuses for good.

        A host that is gone is started again by `revive`, where there is one.
        """
        attempts = 0
        while True:
            try:
                await self._link.connect()
            except HostUnreachable:
                if not self._began:
                    raise
                attempts += 1
                self._still_lost(attempts)
            else:
                if attempts:
                    self._remark("back", "Connected again.")
                attempts = 0
                async with hearing(self._link) as heard:
                    end = await self._follow(heard)
                if end is _End.OVER:
                    return
                if end is _End.RELIT:
                    self._relit = True
                    continue
                attempts = 1
                self._remark("lost", "The connection is lost; trying again.")
            await before_attempt(attempts, revive)

    def _still_lost(self, attempts: int) -> None:
        if attempts == GONE_AFTER:
            self._remark("gone", "No host answers; trying again until one does. Nothing that was saved is lost.")

    async def _follow(self, heard: Heard) -> _End:
        """Tell what comes over one connection, until that ends."""
        early: list[Burst] = []
        caught_up = False
        while True:
            try:
                came = await heard.next(_LOOK_S)
            except TimeoutError:
                self._think()
                continue
            was_dark = self._teller.dark
            if came is Sign.LOST:
                return _End.LOST if caught_up else self._from_scratch(_End.LOST)
            if came is Sign.CAUGHT_UP:
                caught_up, self._material = True, heard.material
                self._catch_up(early)
            elif caught_up:
                self._tell(came)
            else:
                early.append(came)
                continue
            if was_dark and not self._teller.dark:
                return self._from_scratch(_End.RELIT)
            if self._over():
                return _End.OVER
            self._think()

    def _from_scratch(self, end: _End) -> _End:
        """Let the next connection tell everything from its beginning: some of it was withheld, or not told yet."""
        self._link.forget()
        self._teller.start_over()
        return end

    def _catch_up(self, early: list[Burst]) -> None:
        events = [event for burst in early for event in (*burst.public, *burst.private)]
        tellings = tuple(self._teller.follow(events))
        if self._relit and tellings:
            self._remark("relit", "What happened meanwhile:")
        self._relit = False
        for telling in tellings:
            if self._began or self._from_start:
                self._say(telling)
        if not self._began:
            self._began = True
            self._due = self._next()
            self._report.state(self._sight())

    def _tell(self, burst: Burst) -> None:
        for telling in self._teller.follow((*burst.public, *burst.private)):
            self._say(telling)

    def _say(self, telling: Telling) -> None:
        """An own coming and going is nothing to be told of."""
        event = decode(telling.envelope)
        if isinstance(event, ClientJoined | ClientLeft) and event.client == getattr(self._link, "client", None):
            return
        self._report.event(telling)

    def _over(self) -> bool:
        session = self._link.session
        if self._once:
            return True
        if session is None or session.phase is not Phase.DONE:
            return False
        self._remark("over", "The session is over; there is nothing more to watch.")
        return True

    def _think(self) -> None:
        """Name the next due act when it has become another one; its figures may change without being said again."""
        due = self._next()
        if not self._began or _bare(due) == _bare(self._due):
            return
        self._due = due
        self._remark("next", f"Next: {due}")

    def _next(self) -> str:
        session = self._link.session
        return "" if session is None else next_act(session, self._link.observations, self._link.now_s())

    def _remark(self, kind: str, text: str) -> None:
        session = self._teller.session
        self._report.remark(Remark(kind, text, session.seq if session is not None else 0))

    def _sight(self) -> Sight:
        session = self._link.session
        if session is None:
            raise HostUnreachable("the host told nothing of the session", hint="is it of another version?")
        seen, t_s = self._link.observations, self._link.now_s()
        return Sight(session, seen, self._material, t_s, who=self._who, due=self._due)


def _bare(due: str) -> str:
    """The act without its figures, which change by themselves."""
    return " ".join(re.sub(r"[\d:]+( min\b| s\b)?", "", due).split())
