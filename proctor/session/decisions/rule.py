"""What a rule of decision is: from the state, the actor's role and the act's arguments to events."""

from collections.abc import Callable

from proctor.session import events as ev
from proctor.session.events import Actor
from proctor.session.state import Session
from proctor.session.verbs import Value

Args = dict[str, Value]
Rule = Callable[[Session, Actor, Args], list[ev.Event]]
Rules = dict[str, Rule]
