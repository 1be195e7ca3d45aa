"""Lets time bring about what is due, leaves a sign of life on disk, and notices when the machine slept.

The clock itself needs no ticking: it is arithmetic on the journal. A late tick of a starved host gives no time back;
only time that the machine was suspended, or that no host was alive, does (policy of the session's terms).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec

from proctor.host.patience import happens
from proctor.host.recorder import Moment, Recorder
from proctor.link.machine import boot_id, boot_ns, utc_text
from proctor.session.due import due, next_due_s
from proctor.session.events import ClockCredited, Event, SessionFinished, WorkSubmitted
from proctor.session.state import Session

HEARTBEAT_S: Final = 5.0


class Heartbeat(msgspec.Struct, frozen=True):
    """The last sign of life of a host."""

    boot_id: str
    boot_ns: int
    at_utc: str

    @classmethod
    def read(cls, path: Path) -> "Heartbeat | None":
        """What a former host left, if it can be read."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return None

    @classmethod
    def leave(cls, path: Path) -> None:
        """Write the present as the last sign of life. Never forced to disk: it is a hint, bounded by the journal."""
        path.write_bytes(msgspec.json.encode(cls(boot_id(), boot_ns(), utc_text())))


class Clockwork:
    """Wakes when something may be due; a phase that time has ended is handed to `time_up`, which records its end."""

    def __init__(self, recorder: Recorder, heartbeat: Path, time_up: Callable[[], Awaitable[None]]) -> None:
        self._recorder = recorder
        self._heartbeat = heartbeat
        self._time_up = time_up
        self._changed = asyncio.Event()
        self._asleep_ns = _asleep_ns()
        recorder.listen(lambda _envelope, _event, _text: self._changed.set())

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            Heartbeat.leave(self._heartbeat)
            self._give_back_sleep()
            await self.bring_about()
            self._changed.clear()
            await happens(self._changed, self._wait_s())

    async def bring_about(self) -> None:
        """Record everything that is due now."""
        while (event := self.due()) is not None:
            if isinstance(event, WorkSubmitted | SessionFinished):
                await self._time_up()
            else:
                self._recorder.record(event)

    def due(self) -> Event | None:
        """What time has brought about by now."""
        session = self._recorder.at(Moment.now())
        return due(session, session.t_s)

    def _wait_s(self) -> float:
        session = self._recorder.at(Moment.now())
        next_s = next_due_s(session)
        return HEARTBEAT_S if next_s is None else max(0.005, min(HEARTBEAT_S, next_s - session.t_s))

    def _give_back_sleep(self) -> None:
        slept_s = (_asleep_ns() - self._asleep_ns) / 1e9
        self._asleep_ns = _asleep_ns()
        if slept_s > 1.0:
            credit(self._recorder, slept_s, "the machine was suspended")


def credit(recorder: Recorder, lost_s: float, note: str) -> None:
    """Give lost time back where the terms say so and a clock was running."""
    moment = Moment.now()
    session = recorder.at(moment)
    if lost_s <= 0 or session.terms.downtime != "pause" or session.clock is None or not session.clock.running:
        return
    seconds = min(lost_s, session.clock.used_at_s(session.t_s))
    if seconds > 0:
        recorder.record(ClockCredited(seconds=seconds, cause="downtime", note=note), "host", moment)


def downtime_s(session: Session, last: Heartbeat | None) -> float:
    """How long no host was alive before now, by the last sign of life (the last event's, if that is newer)."""
    now_boot = boot_id()
    if last is not None and last.boot_id == now_boot:
        since_ns = max(last.boot_ns, session.boot_ns) if session.boot_id == now_boot else last.boot_ns
        return max(0.0, (boot_ns() - since_ns) / 1e9)
    if session.boot_id == now_boot:
        return max(0.0, (boot_ns() - session.boot_ns) / 1e9)
    return _wall_gap_s(max(session.at_utc, last.at_utc) if last else session.at_utc)


def _wall_gap_s(since_utc: str) -> float:
    from datetime import datetime  # noqa: PLC0415 only after a reboot

    return max(0.0, (datetime.fromisoformat(utc_text()) - datetime.fromisoformat(since_utc)).total_seconds())


def _asleep_ns() -> int:
    """How long the machine has been suspended since it started: the boot clock counts that, the monotonic one not."""
    return boot_ns() - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
