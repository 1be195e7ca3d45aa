"""What the checks said, over time: a track per check, and what is known of each content."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

import msgspec

from proctor.session.events import CheckEnded
from proctor.session.verdicts import UNDECIDED, Verdict

Visibility = Literal["visible", "hidden"]


class Said(msgspec.Struct, frozen=True):
    """One verdict, when it came, and the journal's number of it."""

    t_s: float
    seq: int
    ended: CheckEnded

    @property
    def verdict(self) -> Verdict:
        """The outcome."""
        return self.ended.verdict


class Track:
    """All verdicts of one check in the order of time; what was judged after the session stands apart, in `later`."""

    def __init__(self, check: str, visibility: Visibility) -> None:
        self.check = check
        self.visibility: Visibility = visibility
        self.said: list[Said] = []
        self.later: list[Said] = []
        self._times: list[float] = []
        self._on_tree: dict[str, Said] = {}
        self._first_pass: Said | None = None

    def add(self, said: Said) -> None:
        """One more verdict."""
        if said.ended.later:
            self.later.append(said)
        else:
            self.said.append(said)
            self._times.append(said.t_s)
            if self._first_pass is None and said.verdict is Verdict.PASS:
                self._first_pass = said
        known = self._on_tree.get(said.ended.tree)
        if known is None or known.verdict in UNDECIDED or said.verdict not in UNDECIDED:
            self._on_tree[said.ended.tree] = said

    def at(self, t_s: float) -> Said | None:
        """The last verdict that had come by then, whatever content it was for."""
        found = bisect_right(self._times, t_s)
        return self.said[found - 1] if found else None

    def on_tree(self, tree: str) -> Said | None:
        """The last verdict that decides anything about this content, whenever it came."""
        return self._on_tree.get(tree)

    def first_pass(self) -> Said | None:
        """When it held for the first time during the session."""
        return self._first_pass

    def cells(self, times_s: Sequence[float]) -> list[Verdict | None]:
        """The verdict that stood at each of these moments; None before the first."""
        return [said.verdict if (said := self.at(t_s)) is not None else None for t_s in times_s]
