"""Opening a recording in a thread while the screen is being loaded, and keeping it open until the screen is left."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from proctor.record.reel import Reel
from proctor.review.ahead import Ahead
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.film import Film, without_private
from proctor.review.reading import recording
from proctor.tui.replay.wish import Wish

LABEL: Final = "The candidate"
"""What a hidden name is replaced with."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A recording that is open."""

    film: Film
    reel: Reel
    veil: Veil


@contextmanager
def opened(wish: Wish, ahead: Ahead | None = None) -> Iterator[Opened]:
    """The recording that is wished for. Raises: UsageError if it is not over; RecordError where it is damaged."""
    with recording(wish.place, damaged_too=wish.damaged, ahead=ahead) as found, Reel(found.record) as reel:
        film = Film(found if wish.private else without_private(found))
        veil = Veil(film.terms.candidate, LABEL) if wish.blind else NO_VEIL
        if veil.hides:
            film.marks[:] = [replace(mark, words=veil.text(mark.words)) for mark in film.marks]
        yield Opened(film, reel, veil)


class Opening:
    """`begin` reads in a thread; `result` has what it came to, or raises what went wrong. `close` at the end.

    `ahead` is a second process that reads before: a thread that reads shares an interpreter with the screen.
    """

    def __init__(self, wish: Wish, ahead: Ahead | None = None) -> None:
        self.wish = wish
        self.result: Future[Opened] = Future()
        self._held = ExitStack()
        self._ahead = ahead
        self._thread = threading.Thread(target=self._read, daemon=True)

    def begin(self) -> None:
        """Start reading."""
        self._thread.start()

    def close(self) -> None:
        """Let go of what was opened."""
        self._thread.join()
        self._held.close()

    def _read(self) -> None:
        try:
            self.result.set_result(self._held.enter_context(opened(self.wish, self._ahead)))
        except BaseException as fault:  # noqa: BLE001 whatever it is, whoever waits for the result gets it
            self.result.set_exception(fault)
