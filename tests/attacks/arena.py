"""Where an attack meets a real engine, and what is measured before, during and after it."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from proctor.checks.request import RunRequest
from proctor.session.verdicts import Verdict
from tests.attacks.attack import RIGHT, VALUE, Attack
from tests.checks.engines import Engine, Outcome, request, until

TICK_S: Final = 0.01
_CALM_EVERY: Final = 10  # fights; how long a harmless run takes says how busy the machine is with other things
_SHARED: Final = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - it looks there and nothing more
_MARKS: Final = ("attack-", "pymp-", "torch_")
"""How names begin that these programs, or what they use, leave in shared folders."""


@dataclass
class Watch:
    """A timer of 10 ms beside a run, as a host has one; how late it was at worst, in seconds."""

    late_s: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Let it tick for as long as the block takes."""
        thread = threading.Thread(target=self._tick)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _tick(self) -> None:
        due = time.monotonic() + TICK_S
        while not self._stop.wait(max(due - time.monotonic(), 0.0)):
            now = time.monotonic()
            self.late_s = max(self.late_s, now - due)
            due = now + TICK_S


@dataclass(frozen=True)
class Aftermath:
    """What one attack came to: its last run, and how the engine was after it."""

    outcome: Outcome
    reap_s: float
    next_s: float
    calm_s: float
    late_s: float
    grown_bytes: int
    more_descriptors: int
    left_behind: frozenset[str]

    @property
    def verdict(self) -> Verdict:
        return next(iter(self.outcome.verdicts.values()))

    @property
    def message(self) -> str:
        return next(iter(self.outcome.checks.values())).message

    @property
    def said(self) -> str:
        """What the program raised, without the lines of its source that a message shows."""
        return self.message.partition("\n")[0]


class Reaper:
    """Waits, beside the next run, for the last process of the run before; `end` gives the seconds it took."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._took_s = 0.0
        self._thread = threading.Thread(target=self._wait)

    def begin(self) -> None:
        """Take down who is there now."""
        self._family = self._engine.descendants() - self._engine.zygotes()
        self._began = time.monotonic()
        self._thread.start()

    def end(self) -> float:
        """Seconds until all of them were gone; more than the limit of a test when they never were."""
        self._thread.join()
        return self._took_s

    def _wait(self) -> None:
        until(lambda: not self._family & self._engine.descendants())
        self._took_s = time.monotonic() - self._began


class Arena:
    """One engine for all attacks, as it would serve one session."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        ready = self._right()[0].ready
        self.isolation, self.note = ready.isolation, ready.isolation_note
        self._calm_s = 0.0
        self._fights = 0

    def require(self, level: int, what: str) -> None:
        """Skip, and say so, where this machine does not prove the level that is needed."""
        if self.isolation < level:
            pytest.skip(f"{what} needs isolation level {level}, this machine proves {self.isolation} ({self.note})")

    def fight(self, attack: Attack) -> Aftermath:
        """Run the attack, and look at what is left of it and of the engine."""
        self.require(attack.needs, attack.id)
        if self._fights % _CALM_EVERY == 0:
            self._calm_s = self._right()[1]
        self._fights += 1
        assert until(self.engine.is_at_rest), "the engine was not at rest before the attack"
        memory, descriptors, shared = self._memory_bytes(), self.engine.descriptors(), _shared()
        wanted, watch, reaper = self._request(attack), Watch(), Reaper(self.engine)
        with watch.beside():
            for _ in range(attack.rounds):
                outcome = self.engine.carry_out(wanted)
            reaper.begin()
            after, next_s = self._right()
        assert after.verdicts == {"test_value": Verdict.PASS}, (
            f"the run after the attack was not clean: {after.replies}"
        )
        reap_s = reaper.end()
        assert until(self.engine.is_at_rest), f"the engine does not come to rest: {self.engine.descendants()}"
        return Aftermath(
            outcome=outcome,
            reap_s=reap_s,
            next_s=next_s,
            calm_s=self._calm_s,
            late_s=watch.late_s,
            grown_bytes=self._memory_bytes() - memory,
            more_descriptors=self.engine.descriptors() - descriptors,
            left_behind=frozenset(_shared() - shared),
        )

    def fight_open(self, attack: Attack) -> str:
        """What a harmless program says where nothing is closed to it; nothing else is asked of the engine."""
        assert self.isolation == 1
        outcome = self.engine.carry_out(self._request(attack))
        return next(iter(outcome.checks.values())).message.partition("\n")[0]

    def _right(self) -> tuple[Outcome, float]:
        began = time.monotonic()
        outcome = self.engine.carry_out(request(RIGHT, VALUE))
        return outcome, time.monotonic() - began

    def _request(self, attack: Attack) -> RunRequest:
        plain = request(
            attack.source, attack.checks, check_s=attack.check_s, run_s=20.0, memory_bytes=attack.memory_bytes
        )
        tree = {**plain.tree, **{path: text.encode() for path, text in attack.beside.items()}}
        fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
        return RunRequest(**{**fields, "tree": tree})

    def _memory_bytes(self) -> int:
        """Resident memory of supervisor and warm processes together."""
        pids = {self.engine.process.pid} | self.engine.zygotes()
        return sum(map(_resident_bytes, pids))


def _resident_bytes(pid: int) -> int:
    pages = 0
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _shared() -> set[str]:
    """What lies in folders that everybody can write to, and is named as these programs name things."""
    found: set[str] = set()
    for folder in _SHARED:
        found |= {str(path) for path in folder.glob("*") if path.name.startswith(_MARKS)}
    return found
