"""What the summary can do without at first: what the revision changed, derived facts, criteria without a score."""

import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from proctor.errors import ProctorError
from proctor.record.reel import Reel
from proctor.review.before_after import before_after
from proctor.review.cards.unscored import unscored
from proctor.review.evidence import evidence
from proctor.tui.replay.before_after_pane import BeforeAfterPane
from proctor.tui.replay.opening import Opened
from proctor.tui.replay.summary_pane import SummaryPane
from proctor.tui.replay.summary_words import Summary

if TYPE_CHECKING:
    from proctor.tui.replay.app import ReplayApp
    from proctor.tui.replay.screen import ReplayScreen


class Details:
    """Reads in a thread, with git processes of its own, and shows each part when it is there."""

    def __init__(self, app: "ReplayApp", opened: Opened, who: str, ground: "ReplayScreen") -> None:
        self._app, self._opened, self._who, self._ground = app, opened, who, ground
        recording = opened.film.recording
        self._summary = Summary(opened.film, opened.veil, proof=recording.proof)
        self._thread = threading.Thread(target=self._read, daemon=True)

    def begin(self) -> None:
        """Show what is known, and read the rest."""
        self._ground.query_one(SummaryPane).show(self._summary)
        self._thread.start()

    def _read(self) -> None:
        with suppress(RuntimeError):  # the screen was left meanwhile
            try:
                with Reel(self._opened.film.recording.record) as reel:
                    self._more(change=before_after(self._opened.film, reel))
                    self._more(unscored=self._unscored())
                    self._more(facts=evidence(self._opened.film, reel))
            except ProctorError as error:
                self._app.call_from_thread(self._app.notify, str(error), severity="warning", markup=False)

    def _unscored(self) -> tuple[str, ...]:
        """What this reviewer has not scored; all criteria that were agreed on where their cards cannot be read."""
        try:
            return unscored(self._opened.film.recording, self._who)
        except ProctorError:
            return tuple(criterion.name for criterion in self._opened.film.terms.criteria)

    def _more(self, **found: object) -> None:
        self._app.call_from_thread(self._show, replace(self._summary, **found))  # type: ignore[arg-type]

    def _show(self, summary: Summary) -> None:
        self._summary = summary
        self._ground.query_one(SummaryPane).show(summary)
        if summary.change is not None:
            self._ground.query_one(BeforeAfterPane).know(summary.change, self._opened.veil)
