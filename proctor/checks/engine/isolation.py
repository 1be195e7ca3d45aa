"""Which isolation this engine gives a candidate's code: the best that the machine allows, and what of it is proved."""

import sys
from collections.abc import Mapping
from typing import Final

from proctor.checks.battery.proof import NAMES, Proof
from proctor.checks.engine.control import Confinement
from proctor.checks.engine.foundation import Foundation
from proctor.checks.engine.quarters import OpenQuarters, Quarters, SealedQuarters
from proctor.checks.engine.scratch import Scratch
from proctor.sandbox import abilities

LEVELS: Final[Mapping[Confinement, int]] = {"sealed": 3, "landlock": 2, "limits": 1}
_HOLDS: Final[Mapping[int, str]] = {
    3: "code runs in a sandbox: no network, no file of the host, nothing to change",
    2: "code runs behind rules of the kernel: no network, hidden files cannot be read; it can see that files exist",
    1: "own process with limits, cleared environment and own folder; it could still read files and use the network",
    0: "nothing keeps the code apart from the machine it runs on",
}


def best_confinement(at_most: int) -> Confinement:
    """The strongest way to confine workers that works on this machine and is not above a level."""
    if sys.platform != "linux" or at_most < LEVELS["landlock"] or not abilities.call_filter().works:
        return "limits"
    if at_most >= LEVELS["sealed"] and abilities.sandbox().works:
        return "sealed"
    return "landlock" if abilities.file_rules().works else "limits"


def worker_quarters(scratch: Scratch, confinement: Confinement, foundation: Foundation) -> Quarters:
    """Where the workers of an engine live."""
    if confinement == "sealed":
        return SealedQuarters(scratch.root.name, foundation)
    return OpenQuarters(scratch, confinement, foundation)


def note_on(proof: Proof) -> str:
    """What a level means, in one line."""
    return f"{NAMES[proof.level]}: {_HOLDS[proof.level]}"
