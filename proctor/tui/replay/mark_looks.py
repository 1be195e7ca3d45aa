"""How marks look on the timeline and in lists: a letter or a sign for each sort, the same in ASCII."""

from typing import Final

from proctor.review.marks import Mark, Sort

LOOKS: Final[dict[Sort, tuple[str, str]]] = {
    Sort.PHASE: ("|", "strong"),
    Sort.FEEDBACK: ("F", "place"),
    Sort.CHECK: ("c", "string"),
    Sort.TALK: ("?", "number"),
    Sort.CLOCK: ("=", "number"),
    Sort.FOCUS: ("o", "place"),
    Sort.WORK: ("w", "text"),
    Sort.PEOPLE: ("@", "muted"),
    Sort.PRIVATE: ("p", "place"),
}
"""In the order of their weight: where several fall into one column of the timeline, the first shows."""

MEANINGS: Final = (
    "| phase   F feedback   c check   ? talk   = clock   o focus time   w work   @ terminal   p private note"
)


def look_of(mark: Mark, *, ascii_only: bool) -> tuple[str, str]:
    """Sign and ink of a mark; a check that holds no longer looks other than one that holds."""
    sign, ink = LOOKS[mark.sort]
    if mark.sort is Sort.CHECK:
        if "no longer" in mark.words:
            return ("x" if ascii_only else "✗"), "deleted"
        return ("+" if ascii_only else "✓"), "string"
    return sign, ink


def weight_of(mark: Mark) -> int:
    """Less is shown first."""
    return _ORDER[mark.sort]


_ORDER: Final = {sort: number for number, sort in enumerate(LOOKS)}
