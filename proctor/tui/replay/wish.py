"""What a person wants to replay, and how. Loads nothing heavy: the command line makes it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be replayed, and how; `notice` is a word about it that stays in sight.

    `blind` hides the candidate's name, `damaged` shows what can be read of a damaged recording, `private` says whether
    the interviewers' journal may be seen. `at` is a moment to begin at, `who` the reviewer, for their cards.
    """

    place: Path
    blind: bool = False
    damaged: bool = False
    private: bool = True
    at: str = ""
    speed: float = 1.0
    who: str = ""
    notice: str = ""
