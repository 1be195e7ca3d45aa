"""Grading one piece of work: every check of a suite gets a verdict, and a fault of ours gets a second try."""

import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from proctor.checks.request import CheckFinished, Flagged, Ready, Reply, RunFinished, RunRequest
from proctor.checks.suite import Suite
from proctor.session.verdicts import Verdict

SEED_BITS: Final = 53
_NO_VERDICT: Final = "The check engine ended the run without a verdict"

CarryOut = Callable[[RunRequest], AsyncGenerator[Reply, None]]
"""Has an engine carry out one run, as `client.run` does at its address."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What a suite said: one outcome per check, in the order of the suite, and the isolation it was found under.

    `flags` are places that a person should look at; they decide nothing.
    """

    ready: Ready | None
    outcomes: dict[str, CheckFinished] = field(default_factory=dict)
    flags: tuple[Flagged, ...] = ()
    fault: str = ""
    ms: float = 0.0

    @property
    def faulty(self) -> bool:
        """Whether something of ours broke."""
        return bool(self.fault) or any(one.verdict is Verdict.FAULT for one in self.outcomes.values())


def new_seed() -> int:
    """A seed that nobody could know before."""
    return secrets.randbits(SEED_BITS)


async def grade(carry_out: CarryOut, suite: Suite, contents: Mapping[str, bytes], *, seed: int) -> Graded:
    """Run a suite on the work in `contents`. Raises EnvironmentFault if no engine can be reached."""
    graded = Graded(None)
    for _ in range(2):
        graded = await _once(carry_out, suite, contents, seed)
        if not graded.faulty:
            break
    return graded


async def _once(carry_out: CarryOut, suite: Suite, contents: Mapping[str, bytes], seed: int) -> Graded:
    ready: Ready | None = None
    found: dict[str, CheckFinished] = {}
    flags: list[Flagged] = []
    end = RunFinished(ms=0.0, fault=_NO_VERDICT)
    request = suite.request(secrets.token_hex(6), contents, seed)
    async with aclosing(carry_out(request)) as replies:
        async for reply in replies:
            match reply:
                case Ready():
                    ready = reply
                case Flagged():
                    flags.append(reply)
                case CheckFinished():
                    found[reply.check] = reply
                case RunFinished():
                    end = reply
    message = f"{end.fault or _NO_VERDICT}."
    outcomes = {
        check: found.get(check) or CheckFinished(check=check, verdict=Verdict.FAULT, message=message)
        for check in suite.ids
    }
    return Graded(ready, outcomes, tuple(flags), end.fault, end.ms)
