"""Where things are inside the sandbox of a candidate's shell: fixed places, so that nothing there tells of the host.

The shell finds its session by the same variable as everywhere; only that its folder holds no record, just the word of
where the host listens.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from proctor.link.places import NOTE, Places

WORKSPACE: Final = Path("/workspace")
HOME: Final = Path("/home/candidate")
PLACES: Final = Places(Path("/run/proctor"))
SESSIONS: Final = PLACES.root / "session"
SESSION_VARIABLE: Final = "PROCTOR_SESSION"


def session_inside(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The session folder that this process sees from inside a sandbox; None for everybody else."""
    named = Path(environment.get(SESSION_VARIABLE, ""))
    return named if named.parent == SESSIONS and (named / NOTE).is_file() else None
