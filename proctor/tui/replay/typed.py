"""Digits that are typed: a time for `G`, or for a moment just the number of a pane. Pure."""

from dataclasses import dataclass
from typing import Final

DIGITS: Final = frozenset("0123456789:")
_LONGEST: Final = 8
_TOGETHER_S: Final = 0.9
"""A second digit that comes within this belongs to the first; later it is another pane's number."""
ALONE_S: Final = 2.5
"""How long a single digit waits for `G`."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far, and when; `pane` was in front before the first digit chose another one."""

    text: str = ""
    pane: str = ""
    at_s: float = 0.0

    def after(self, char: str, pane: str, now_s: float) -> "Typed":
        """One more character."""
        anew = not self.text or (self.alone and char.isdigit() and now_s - self.at_s > _TOGETHER_S)
        return Typed(char, pane, now_s) if anew else Typed((self.text + char)[:_LONGEST], self.pane, now_s)

    def without_last(self) -> "Typed":
        """One less."""
        return Typed(self.text[:-1], self.pane, self.at_s)

    @property
    def alone(self) -> bool:
        """Whether it may be a pane's number."""
        return len(self.text) == 1 and self.text.isdigit()
