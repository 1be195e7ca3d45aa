"""How well this machine would confine candidate code, as a check engine proves it; and where that is not enough."""

import asyncio
from pathlib import Path

from proctor.checks.request import Ready
from proctor.errors import ProctorError
from proctor.host.bench import passing_engine
from proctor.session.agreement import HIDDEN_FROM_LEVEL
from proctor.session.state import Isolation


def proved_isolation(*guarded: Path) -> Isolation:
    """What an engine proves here, within some seconds; level 0, saying why, where none can be started.

    It is the level only if candidate code cannot reach the `guarded` paths either.
    """
    ready = asyncio.run(proved(*guarded))
    return Isolation(ready.isolation, ready.isolation_note)


def keeps_secrets(isolation: Isolation) -> bool:
    """Whether candidate code that runs here cannot read what it should not."""
    return isolation.level >= HIDDEN_FROM_LEVEL


async def proved(*guarded: Path) -> Ready:
    """The same with every demand that is not met; `guarded` paths have to be out of reach too."""
    try:
        async with passing_engine(*guarded) as engine:
            return await engine.ready()
    except ProctorError as error:
        return Ready(isolation=0, isolation_note=f"open: no check engine could be started ({error})")
