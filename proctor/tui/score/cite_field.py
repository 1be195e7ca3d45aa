"""The field for what a score rests on: words apart by spaces, each completed from what was recorded."""

from collections.abc import Callable
from typing import Final

from textual.suggester import Suggester
from textual.widgets import Input

from proctor.review.cards.cites import Citable

_SHOWN: Final = 4
_EXAMPLE: Final = "submitted, 12:05, test_..."


class _Proposals(Suggester):
    """Completes the last word."""

    def __init__(self, known: Callable[[], tuple[Citable, ...]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The whole value with its last word completed."""
        last = last_word(value)
        found = next((one.words for one in self._known() if last and one.words.startswith(last)), None)
        return None if found is None else value + found[len(last) :]


class CiteField(Input):
    """`known` gives what can be cited now."""

    def __init__(self, known: Callable[[], tuple[Citable, ...]]) -> None:
        super().__init__(
            compact=True,
            id="cites",
            suggester=_Proposals(known),
            placeholder=_EXAMPLE,
            select_on_focus=False,
        )
        self.cursor_blink = False


def last_word(value: str) -> str:
    """The word that is being written."""
    return value.replace(",", " ").rsplit(" ", 1)[-1]


def matching(value: str, known: tuple[Citable, ...]) -> tuple[Citable, ...]:
    """The first few that begin with the last word, or hold it in what they are about."""
    last = last_word(value).lower()
    begins = [one for one in known if one.words.lower().startswith(last)]
    others = [one for one in known if last and last in one.about.lower() and one not in begins]
    return tuple([*begins, *others][:_SHOWN])
