"""A check engine for as long as a command needs one, where no session is being held."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from proctor.host.engine import Engine
from proctor.link.places import passing_places


@asynccontextmanager
async def passing_engine() -> AsyncIterator[Engine]:
    """The engine that `PROCTOR_ENGINE` names, else one of one's own that ends with the block.

    Raises: EnvironmentFault if there is no place for it or it does not start.
    """
    places = passing_places()
    engine = Engine(places.engine, shared=places.shared_engine)
    if places.shared_engine:
        yield engine
        return
    places.make()
    try:
        yield engine
    finally:
        await engine.ended()
        places.remove()
