"""Text that somebody else wrote, made safe to paint: file names, messages, printed output, notes."""

import re
from typing import Final

_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_].*?(?:\x1b\\|$)|\x1b.?"
)
_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_TAB_CELLS: Final = 4


def shown(text: str) -> str:
    """The text without terminal escapes, control characters and direction overrides; line breaks stay."""
    plain = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    return _CONTROLS.sub("", plain.expandtabs(_TAB_CELLS))


def shown_line(text: str) -> str:
    """The same on one line: for names and titles."""
    return " ".join(shown(text).split())
