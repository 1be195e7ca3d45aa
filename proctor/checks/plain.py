"""Text from untrusted places made fit for a person's screen."""

import re
from typing import Final

MESSAGE_CHARACTERS: Final = 2000
_SEQUENCES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain_text(text: str, limit: int = MESSAGE_CHARACTERS) -> str:
    """`text` without terminal sequences, control characters and marks that reorder it, cut to `limit` characters."""
    clean = _CONTROLS.sub("", _SEQUENCES.sub("", text)).encode("utf-8", "replace").decode("utf-8").strip("\n")
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
