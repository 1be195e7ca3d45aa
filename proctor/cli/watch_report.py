"""How a linear watch speaks: plain lines for people and screen readers, or one JSON object a line for programs.

Nothing is ever drawn over: no colour, no cursor, no progress; each line is out as soon as it is known.
"""

import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from proctor.cli.clock_words import local_time
from proctor.cli.watch_summary import Sight, summary_lines, summary_report
from proctor.cli.watch_told import Telling
from proctor.session.durations import clock_text
from proctor.session.phases import TITLES
from proctor.session.state import Session


class Remark(NamedTuple):
    """What the watch itself says: `kind` is lost, gone, back, relit, next or over, `seq` the last shared event told."""

    kind: str
    text: str
    seq: int


class Report(ABC):
    """What a watcher is told."""

    @abstractmethod
    def state(self, sight: Sight) -> None:
        """Where everything stands."""

    @abstractmethod
    def event(self, telling: Telling) -> None:
        """Something happened."""

    @abstractmethod
    def remark(self, remark: Remark) -> None:
        """The watch itself has to say something."""


class PlainReport(Report):
    """Lines that begin with the time of day and the clock: `14:05:12, 43:21 left: Ada asks, question 1: ...`."""

    def state(self, sight: Sight) -> None:
        """The summary, most important first."""
        for line in summary_lines(sight):
            _say(line)

    def event(self, telling: Telling) -> None:
        """One line, however long: a screen reader reads it in one go."""
        if telling.line:
            when = local_time(telling.envelope.at_utc, seconds=True)
            private = "private: " if telling.private else ""
            _say(f"{when}, {clock_words(telling.session)}: {private}{telling.line}")

    def remark(self, remark: Remark) -> None:
        """The same with the present time."""
        _say(f"{local_time(datetime.now(UTC), seconds=True)}: {remark.text}")


class JsonReport(Report):
    """One object a line: journal (shared, private, or watch for the watch itself), seq, at, kind, by, who, data."""

    def state(self, sight: Sight) -> None:
        """The folded state as `watch.state`."""
        _say_json("watch", sight.session.seq, _now(), "watch.state", msgspec.to_builtins(summary_report(sight)))

    def event(self, telling: Telling) -> None:
        """An event as its journal has it."""
        envelope, data = telling.envelope, json.loads(bytes(telling.envelope.data))
        journal = "private" if telling.private else "shared"
        _say_json(journal, envelope.seq, envelope.at_utc, envelope.kind, data, by=envelope.by, who=envelope.who)

    def remark(self, remark: Remark) -> None:
        """A remark as `watch.KIND`."""
        _say_json("watch", remark.seq, _now(), f"watch.{remark.kind}", {"text": remark.text})


def clock_words(session: Session) -> str:
    """`43:21 left`, `43:21 paused`, or the phase where no clock runs."""
    left_s = session.remaining_s(session.t_s)
    if left_s is None:
        return TITLES[session.phase].lower()
    return f"{clock_text(left_s)} {'paused' if session.paused else 'left'}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _say(line: str) -> None:
    print(line, flush=True)


def _say_json(  # noqa: PLR0913 a line has these parts
    journal: str, seq: int, at: str, kind: str, data: Any, *, by: str = "", who: str = ""
) -> None:
    one = {"journal": journal, "seq": seq, "at": at, "kind": kind, "by": by, "who": who, "data": data}
    _say(json.dumps(one, ensure_ascii=False))
