"""What the summary can do without at first: what the revision changed, criteria without a score, derived facts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from proctor.errors import ProctorError
from proctor.record.reel import Reel
from proctor.review.before_after import before_after
from proctor.review.cards.unscored import unscored
from proctor.review.evidence import evidence
from proctor.tui.replay.opening import Opened
from proctor.tui.replay.summary_words import Summary


class Details:
    """Reads in a thread with git processes of its own, so that no step waits for it; `show` is told each part."""

    def __init__(self, opened: Opened, who: str, show: Callable[[Summary], None]) -> None:
        self._opened, self._who, self._show = opened, who, show
        self._summary = Summary(opened.film, opened.veil, proof=opened.film.recording.proof)

    async def read(self) -> None:
        """Show what is known, then each part when it is there. Raises: RecordError."""
        film = self._opened.film
        self._show(self._summary)
        with Reel(film.recording.record) as reel:
            self._more(change=await asyncio.to_thread(before_after, film, reel))
            self._more(unscored=await asyncio.to_thread(self._unscored))
            self._more(facts=await asyncio.to_thread(evidence, film, reel))

    def _more(self, **found: object) -> None:
        self._summary = replace(self._summary, **found)  # type: ignore[arg-type]
        self._show(self._summary)

    def _unscored(self) -> tuple[str, ...]:
        """What this reviewer has not scored; all criteria that were agreed on where their cards cannot be read."""
        try:
            return unscored(self._opened.film.recording, self._who)
        except ProctorError:
            return tuple(criterion.name for criterion in self._opened.film.terms.criteria)
