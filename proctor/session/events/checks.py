"""Runs of the checks and their verdicts. Those of hidden checks stand in the private journal only."""

from typing import Literal

import msgspec

from proctor.session.events.base import Event
from proctor.session.verdicts import Verdict


class RunStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The checks run on a snapshot."""

    kind = "run.started"
    durable = False
    run: str
    commit: str
    tree: str
    checks: tuple[str, ...]
    visibility: Literal["visible", "hidden"] = "visible"


class CheckEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One check's verdict on one snapshot."""

    kind = "check.ended"
    durable = False
    run: str
    commit: str
    tree: str
    check: str
    verdict: Verdict
    message: str = ""
    output: str = ""
    ms: float = 0.0
    evidence: Literal["judge", "worker"] = "judge"
    figures: dict[str, float] = msgspec.field(default_factory=dict)
    """What the check measured, by a name that ends in its unit: `time_ratio`, `peak_bytes`."""
    later: bool = False
    """Judged after the session from its record; then it says nothing about how the work stood when it was seen."""


class RunEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A run is over; `superseded` when a newer save took its place, `fault` when something of ours broke."""

    kind = "run.ended"
    run: str
    commit: str
    ms: float = 0.0
    superseded: bool = False
    fault: str = ""
