"""What travels between a host and a check engine: length-prefixed MessagePack over a Unix socket.

One connection is one run: a `RunRequest` goes in, then `Ready`, then one `CheckFinished` per check as it ends,
then one `Flagged` per place that a person should look at, then `RunFinished`. Closing the connection cancels the run.
Frame: 4-byte big-endian length, then the message.
"""

from typing import Final, Literal

import msgspec

from proctor.session.frameworks import TORCH_CARD, Card
from proctor.session.verdicts import Verdict

Visibility = Literal["visible", "hidden"]
Evidence = Literal["judge", "worker"]


BUSY_TIMES: Final = 2
"""On a busy machine a check, and a run, may take so many times its limit longer, as far as others had the processor."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one run; seconds are the judge's wall clock, without time in line for a processor."""

    check_s: float = 10.0
    run_s: float = 60.0
    memory_bytes: int = 4 << 30
    output_bytes: int = 64 << 10


class Shortcut(msgspec.Struct, frozen=True, kw_only=True):
    """What an exercise wants a person to look at: `names` are dotted paths, or patterns of them."""

    what: str
    names: tuple[str, ...]
    why: str


class RunRequest(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """Everything one run needs; no path of the host's machine travels.

    `tree` is the snapshot (workspace-relative path to content), `checks` the package's own check files (relative
    path to content), `select` the check ids to run in this order (the engine may only move a check behind those it
    needs), `seed` the run's recorded seed, `shortcuts` what to flag in the tree beside signs of tampering,
    `given` contents that came with the exercise, for which nobody is flagged, `framework` what the code is written in.
    """

    run: str
    entry: str
    level: str
    visibility: Visibility
    tree: dict[str, bytes]
    checks: dict[str, bytes]
    select: list[str]
    seed: int
    limits: Limits = Limits()
    shortcuts: tuple[Shortcut, ...] = ()
    given: tuple[bytes, ...] = ()
    framework: Card = TORCH_CARD


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The engine is warm and has taken the run; `isolation` is the level it has proved (3, 2, 1 or 0).

    `unmet` says what a candidate's code could do that a higher level forbids.
    """

    isolation: int
    isolation_note: str
    unmet: tuple[str, ...] = ()


class CheckFinished(msgspec.Struct, frozen=True, kw_only=True, tag="check"):
    """One check's outcome. `message` is one short paragraph for a person; `output` what the code printed (cut).

    `figures` are the last ones of each kind that the check measured, by a name that ends in their unit.
    """

    check: str
    verdict: Verdict
    message: str = ""
    output: str = ""
    ms: float = 0.0
    evidence: Evidence = "judge"
    figures: dict[str, float] = {}


class Flagged(msgspec.Struct, frozen=True, kw_only=True, tag="flag"):
    """A place in the candidate's files for a person to look at; never a verdict.

    `what` goes on a sentence that begins with the file ("uses ..."), `why` says why to look, `line` is 0 for a whole
    file. For interviewers only: what is looked for is not told to whom it is looked for in.
    """

    sort: Literal["shortcut", "tamper"]
    file: str
    line: int
    what: str
    why: str
    text: str = ""


class RunFinished(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """The run is over. `fault` is empty, or says what broke on our side (checks without a verdict are FAULT)."""

    ms: float
    fault: str = ""


Reply = Ready | CheckFinished | Flagged | RunFinished
