"""Reading without the name: a candidate's name and what identifies them, hidden in texts and in code.

What a person chose to write in other words (a nickname, a place, a style) cannot be known and is not hidden.
"""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Final

_SHORTEST: Final = 3
_ANYWHERE: Final = 5
"""Parts of so many letters are hidden inside other words too. A shorter one would be cut out of ordinary words, and a
gap in an ordinary word says what the name is."""
_IDEOGRAPHS: Final = "\u2e80"
_GAP: Final = r"[^\S\n]?[._\-]?[^\S\n]?"
_BEFORE: Final = r"(?:(?<![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z])))"
_AFTER: Final = r"(?:(?![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z]))|(?-i:(?=[A-Z][a-z])))"
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
OWN_WORDS: Final = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins)})
"""Words of Python itself: that somebody is called Max is not to be read from a hole where max stood."""

_TELLING: Final = re.compile(
    r"\bauthor|copyright|\(c\)\s|©|(?:written|created|made|implemented) by\b|maintainer|\bcontact\b|\be-?mail\b"
    r"|\b(?:name|student|candidate)\s*:|[\w.+-]+@[\w-]+\.\w|(?<![\w)\]])@\w{2,}"
    r"|git(?:hub|lab)\.com|linkedin|orcid",
    re.IGNORECASE,
)
_DUNDER: Final = re.compile(r"__(?:author|authors|copyright|email|maintainer|credits|contact)__\s*(?::[^=]+)?=")
_COMMENT: Final = re.compile(r"\s*(?:#|//|/\*|\*|<!--|;|--)")
_QUOTE: Final = re.compile(r"\s*[rRuUbB]{0,2}(\"\"\"|'''|\"|')")


@dataclass(frozen=True)
class Veil:
    """Hides `name` behind `label`. An empty name hides nothing."""

    name: str
    label: str

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return self._names is not None

    def text(self, text: str) -> str:
        """The text with the label wherever a part of the name stood; lines stay lines."""
        return text if self._names is None else self._names.sub(lambda _found: self.label, text)

    def code(self, text: str) -> str:
        """A file's text without the name, and without header lines that say who wrote it; lines keep their numbers."""
        return text if self._names is None else self._in_code("\n".join(_unsigned(text.split("\n"))))

    def patch(self, text: str) -> str:
        """A diff likewise; a comment that says who wrote it is blank wherever it stands."""
        if self._names is None:
            return text
        lines = (f"{line[:1]}" if _signs(line[1:]) else line for line in text.split("\n"))
        return self._in_code("\n".join(lines))

    def session(self, session: str) -> str:
        """What a session is called: its id, or where a name is hidden the label."""
        return session if self._names is None else self.label

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        return name_pattern(self.name)

    def _in_code(self, text: str) -> str:
        label = re.sub(r"\W+", "_", self.label)

        def hidden(found: re.Match[str]) -> str:
            return found[0] if found[0] in OWN_WORDS else label

        return text if self._names is None else self._names.sub(hidden, text)


NO_VEIL: Final = Veil("", "")


def name_pattern(name: str) -> re.Pattern[str] | None:
    """What finds a name in a text, in all the ways in which it is written; None for an empty name."""
    parts = [part for part in re.split(r"[\W\d_]+", unicodedata.normalize("NFC", name)) if part]
    hidden = [part for part in parts if len(part) >= _SHORTEST or (len(part) > 1 and part[0] >= _IDEOGRAPHS)]
    if not hidden:
        whole = name.strip()  # a name of short parts, such as "Bo Li", is hidden where it stands as a whole
        return re.compile(f"{_BEFORE}{_spaced(whole)}{_AFTER}", re.IGNORECASE) if whole else None
    return re.compile("|".join(_shapes(parts, hidden)), re.IGNORECASE)


def _shapes(parts: list[str], hidden: list[str]) -> Iterator[str]:
    """Longest first: all parts run together (the last one first, too), two in any order, an initial with one, each."""
    written = {part: "(?:" + "|".join(map(re.escape, _spellings(part))) + ")" for part in parts}
    for count in range(len(parts), 2, -1):
        for order in (parts[:count], [parts[-1], *parts[: count - 1]]):
            yield f"{_BEFORE}{_GAP.join(written[part] for part in order)}{_AFTER}"
    for first, second in permutations(parts, 2) if len(parts) <= _ANYWHERE else ():
        if first in hidden or second in hidden:
            yield f"{_BEFORE}{written[first]}{_GAP}{written[second]}{_AFTER}"
    for first, second in permutations(parts, 2):
        if second in hidden:
            yield f"{_BEFORE}{re.escape(first[0])}[._-]?{written[second]}{_AFTER}"
    for part in sorted(hidden, key=len, reverse=True):
        free = len(part) >= _ANYWHERE or part[0] >= _IDEOGRAPHS
        yield written[part] if free else f"{_BEFORE}{written[part]}{_AFTER}"


def _spellings(part: str) -> list[str]:
    """As it is, and as keyboards without its letters write it; longest first."""
    small = part.lower()
    taken_apart = unicodedata.normalize("NFD", part)
    bare = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return sorted({part, taken_apart, bare, small.translate(_GERMAN)} - {""}, key=len, reverse=True)


def _spaced(name: str) -> str:
    return r"[^\S\n]*".join(map(re.escape, name.split()))


def _signs(line: str) -> bool:
    """Whether this line alone says who wrote the file."""
    return bool(_DUNDER.match(line) or (_COMMENT.match(line) and _TELLING.search(line)))


def _unsigned(lines: list[str]) -> Iterator[str]:
    """The lines, with those of the head that say who wrote it blank, and the same for `__author__` and its kin."""
    in_head, closing, open_brackets = True, "", 0
    for line in lines:
        if open_brackets > 0:
            open_brackets += _opened(line)
            yield ""
        elif closing:  # inside the head's docstring
            yield _without_telling(line, closing)
            if closing in line:
                closing, in_head = "", False
        elif _DUNDER.match(line):
            open_brackets = _opened(line)
            yield ""
        elif in_head and (quote := _QUOTE.match(line)):
            rest = line[quote.end() :]
            closing = "" if quote[1] in rest or len(quote[1]) == 1 else quote[1]
            in_head = bool(closing)
            yield line[: quote.end()] + _without_telling(rest, quote[1])
        elif in_head and line.strip() and not _COMMENT.match(line):
            in_head = False
            yield line
        elif in_head and _TELLING.search(line):
            yield "#"
        else:
            yield line


def _without_telling(line: str, closing: str) -> str:
    if not _TELLING.search(line):
        return line
    return line[line.index(closing) :] if closing in line else ""


def _opened(line: str) -> int:
    return sum(line.count(bracket) for bracket in "([{") - sum(line.count(bracket) for bracket in ")]}")
