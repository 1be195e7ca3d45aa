"""What of the candidate's own terminal their private one takes over: their editor, shell, language and tools.

The client offers it, the host takes only this, and only into the window of the editor; what runs outside of the
candidate's sandbox gets no more of it than language and colours (`host/shell/environment.py`).
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_PASSED_ON: Final = re.compile(
    r"EDITOR|VISUAL|SHELL|PATH|HOME|USER|LOGNAME|TERM|COLORTERM|NO_COLOR|LANG|LANGUAGE|LC_[A-Z]+|TZ|VIMINIT"
    r"|XDG_(CONFIG|DATA|CACHE|STATE|RUNTIME)_(HOME|DIR)|SSH_CONNECTION|VIRTUAL_ENV|PYTHONPATH|PROCTOR_[A-Z_]+"
)


def passed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of `environment` that the candidate's windows get."""
    return {name: value for name, value in environment.items() if _PASSED_ON.fullmatch(name)}


def own_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a client offers: the part that is passed on, with relative import paths made absolute."""
    kept = passed_on(environment)
    if "PYTHONPATH" in kept:
        kept["PYTHONPATH"] = absolute_paths(kept["PYTHONPATH"])
    return kept


def absolute_paths(paths: str) -> str:
    """A search path whose relative parts mean the same from any working folder."""
    return os.pathsep.join(str(Path(part).absolute()) for part in paths.split(os.pathsep) if part)
