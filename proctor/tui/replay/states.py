"""The session's state step by step: a step on costs the few events in between."""

from bisect import bisect_right
from typing import Final

from proctor.review.film import Film
from proctor.session.fold import fold
from proctor.session.state import Session

_NEAR: Final = 200
"""Events that are folded onto the state before, rather than looking the state up."""


class States:
    """Remembers the last state that was asked for."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._number = 0
        self._state: Session | None = None

    def at(self, t_s: float) -> Session:
        """The state at a moment; before the first event, the one that it made."""
        number = max(1, bisect_right(self._film.times_s, t_s))
        state = self._state
        if state is None or not 0 <= number - self._number <= _NEAR:
            state = self._film.state_at(t_s)
        else:
            for envelope in self._film.recording.public[self._number : number]:
                state = fold(state, envelope)
        self._number, self._state = number, state
        return state
