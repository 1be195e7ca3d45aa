"""How well this machine would confine candidate code, as a check engine proves it; and where that is not enough."""

import asyncio

from proctor.errors import ProctorError
from proctor.host.bench import passing_engine
from proctor.session.agreement import HIDDEN_FROM_LEVEL
from proctor.session.state import Isolation


def proved_isolation() -> Isolation:
    """What an engine proves here, within some seconds; level 0, saying why, where none can be started."""
    try:
        return asyncio.run(_asked_of_engine())
    except ProctorError as error:
        return Isolation(0, f"open: no check engine could be started ({error})")


def keeps_secrets(isolation: Isolation) -> bool:
    """Whether candidate code that runs here cannot read what it should not."""
    return isolation.level >= HIDDEN_FROM_LEVEL


async def _asked_of_engine() -> Isolation:
    async with passing_engine() as engine:
        ready = await engine.ready()
        return Isolation(ready.isolation, ready.isolation_note)
