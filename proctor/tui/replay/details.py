"""What the summary can do without at first: what the revision changed, criteria without a score, derived facts."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from proctor.errors import ProctorError
from proctor.record.reel import Reel
from proctor.review.before_after import before_after
from proctor.review.cards.unscored import unscored
from proctor.review.evidence import evidence
from proctor.tui.replay.opening import Opened
from proctor.tui.replay.summary_words import Summary


class Details:
    """Reads in a thread with git processes of its own, so that no step waits for it; `show` is told each part."""

    def __init__(self, opened: Opened, who: str, summary: Summary, show: Callable[[Summary], None]) -> None:
        self._opened, self._who, self._summary, self._show = opened, who, summary, show

    async def read(self) -> None:
        """Show each part when it is there. Raises: RecordError."""
        await asyncio.to_thread(self._read, asyncio.get_running_loop())

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread, which has the git processes to itself: whoever leaves meanwhile does not end them under it."""
        film = self._opened.film
        with suppress(RuntimeError), Reel(film.recording.record) as reel:  # the loop has ended: nobody looks any more
            loop.call_soon_threadsafe(partial(self._more, change=before_after(film, reel)))
            loop.call_soon_threadsafe(partial(self._more, unscored=self._unscored()))
            loop.call_soon_threadsafe(partial(self._more, facts=evidence(film, reel)))

    def _more(self, **found: object) -> None:
        self._summary = replace(self._summary, **found)  # type: ignore[arg-type]
        self._show(self._summary)

    def _unscored(self) -> tuple[str, ...]:
        """What this reviewer has not scored; all criteria that were agreed on where their cards cannot be read."""
        try:
            return unscored(self._opened.film.recording, self._who)
        except ProctorError:
            return tuple(criterion.name for criterion in self._opened.film.terms.criteria)
