"""What a handler is: from the state, the event and whoever acted to the next state."""

from collections.abc import Callable
from typing import Any, NamedTuple

from proctor.session import events as ev
from proctor.session.events import Actor
from proctor.session.state import Session


class Doer(NamedTuple):
    """In which role somebody acted, and which person it was, where known."""

    role: Actor
    name: str = ""


Handler = Callable[[Session, Any, Doer], Session]
Handlers = dict[type[ev.Event], Handler]
