"""The mapping of texts: a name becomes a label, and words that somebody listed become one that says so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from proctor.errors import UsageError
from proctor.review.blind import OWN_WORDS, name_pattern

REDACTED: Final = "redacted"
"""What stands for a listed word."""
USUAL_LABEL: Final = "Candidate"
_ROUNDS: Final = 20
"""What was taken out of the middle of letters can lay a name bare; each round leaves fewer letters of it."""
_SHORTEST_WORD: Final = 2


class Redactor:
    """Replaces `name` by `label`, and each of `words` wherever it stands, inside of other words too, in any case.

    In code and texts the label is spelled as an identifier, so that code stays code; words of Python itself stay as
    they are (somebody may be called Max). `counts` says how often something was replaced, by the kind of place.
    Raises: UsageError for a label or a word that would bring back what it hides.
    """

    def __init__(self, name: str, label: str = USUAL_LABEL, words: Iterable[str] = ()) -> None:
        self.label = " ".join(label.split())
        self.spelled = re.sub(r"\W+", "_", self.label)
        self.counts: Counter[str] = Counter()
        self._whole = " ".join(name.split()).casefold()
        self._name = name_pattern(name)
        self._words = _listed(words)
        if not self.spelled.strip("_") or not self.label.isprintable():
            raise UsageError("the new name needs letters", hint='for example: --name "Candidate 7"')
        for shown in (self.label, self.spelled, REDACTED):
            if any(pattern and pattern.search(shown) for pattern in (self._name, self._words)):
                raise UsageError(
                    f"{shown!r} would stand for what is hidden, and holds a part of it",
                    hint='give another --name, such as "Person 7", or a longer --word',
                )

    def text(self, text: str, place: str) -> str:
        """A text or a file's content without the name."""
        return self._replaced(text, place, self.spelled, spared=OWN_WORDS)

    def named(self, text: str, place: str) -> str:
        """What is a person's name as a whole, with the label as people write it."""
        if self._whole and " ".join(text.split()).casefold() == self._whole:
            self.counts[place] += 1
            return self.label
        return self._replaced(text, place, self.label)

    def path_part(self, part: str, place: str) -> str:
        """The name of one file or folder."""
        return self._replaced(part, place, self.spelled)

    def _replaced(self, text: str, place: str, label: str, spared: frozenset[str] = frozenset()) -> str:
        for _ in range(_ROUNDS):
            changed = self._once(text, place, label, spared)
            if changed == text:
                break
            text = changed
        return text

    def _once(self, text: str, place: str, label: str, spared: frozenset[str]) -> str:
        def hidden(found: re.Match[str]) -> str:
            if found[0] in spared:
                return found[0]
            self.counts[place] += 1
            return label

        def listed(_found: re.Match[str]) -> str:
            self.counts[place] += 1
            return REDACTED

        text = self._words.sub(listed, text) if self._words else text
        return self._name.sub(hidden, text) if self._name else text


def _listed(words: Iterable[str]) -> re.Pattern[str] | None:
    """Longest first, each as it is and as other systems write its accents."""
    given = {" ".join(word.split()) for word in words}
    if any(len(word) < _SHORTEST_WORD for word in given):
        raise UsageError(f"a word has at least {_SHORTEST_WORD} letters", hint="it is replaced inside of words too")
    spelled = {unicodedata.normalize(form, word) for word in given for form in ("NFC", "NFD")}
    ordered = sorted(spelled, key=lambda word: (-len(word), word))
    spaced = (r"\s+".join(map(re.escape, word.split())) for word in ordered)
    return re.compile("|".join(spaced), re.IGNORECASE) if ordered else None
