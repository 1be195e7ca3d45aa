"""Which isolation this engine really gives a candidate's code, in the words that are shown to people."""

from typing import Final

LEVEL: Final = 1
NOTE: Final = (
    "separated: own process with limits, cleared environment and own folder; "
    "it could still read files of this machine and use its network"
)
