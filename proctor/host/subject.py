"""What a run is about."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A content state to check; `settle_s`: wait so long for a newer one first (it may be half a save)."""

    commit: str
    tree: str
    contents: Mapping[str, bytes]
    settle_s: float = 0.0
