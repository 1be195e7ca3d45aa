"""How each kind of event changes the state, by what it is about. Pure; the rules refuse by `IllegalMove`."""

from typing import Final

from proctor.session.handlers import clock, lifetime, presence, talk, work
from proctor.session.handlers.handler import Handlers

HANDLERS: Final[Handlers] = {
    **lifetime.HANDLERS,
    **presence.HANDLERS,
    **clock.HANDLERS,
    **talk.HANDLERS,
    **work.HANDLERS,
}

__all__ = ["HANDLERS"]
