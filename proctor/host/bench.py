"""A check engine for as long as a command needs one, where no session is being held."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from proctor.checks.place import HERE, Place
from proctor.host.engine import Engine
from proctor.link.places import passing_places

_IDLE_S: Final = 60.0
"""A command that is killed leaves its engine alone; then it ends by itself after this."""


@asynccontextmanager
async def passing_engine(*guarded: Path, framework: Place = HERE) -> AsyncIterator[Engine]:
    """The engine that `PROCTOR_ENGINE` names, else one of one's own that ends with the block.

    `guarded` are paths that an engine of one's own proves to be out of reach of the code it runs, `framework` is the
    one that it serves.

    Raises: EnvironmentFault if there is no place for it or it does not start.
    """
    places = passing_places()
    if places.shared_engine:
        yield Engine(places.engine, shared=True)
        return
    engine = Engine(places.engine, shared=False, guarded=guarded, idle_s=_IDLE_S, framework=lambda: framework)
    places.make()
    try:
        yield engine
    finally:
        await engine.ended()
        places.remove()
