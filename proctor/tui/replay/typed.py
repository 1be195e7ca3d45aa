"""Digits that are typed: a time for `G`, or for the first moment just the number of a pane. Pure."""

from dataclasses import dataclass
from typing import Final

LONGEST: Final = 8
DIGITS: Final = frozenset("0123456789:")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far; `pane` is the pane that was in front before the first digit chose another."""

    text: str = ""
    pane: str = ""

    def after(self, char: str, pane: str) -> "Typed":
        """One more character."""
        return Typed((self.text + char)[:LONGEST], self.pane if self.text else pane)

    def without_last(self) -> "Typed":
        """One less."""
        return Typed(self.text[:-1], self.pane)

    @property
    def chooses_pane(self) -> bool:
        """Whether it can only be a pane's number so far."""
        return len(self.text) == 1 and self.text.isdigit()
