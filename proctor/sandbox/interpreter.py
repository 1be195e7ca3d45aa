"""What a sandbox needs so that this very Python, its packages and proctor run in it: all of it public."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import proctor

PACKAGE_ROOT: Final = "/opt/proctor"
"""Where proctor's package lies inside a sandbox, whatever folder it is in outside."""

_ALWAYS_THERE: Final = ("/usr", "/bin", "/lib")


def interpreter_paths() -> dict[str, Path]:
    """Path inside to path outside: the interpreter, the environment's packages, and proctor without its neighbours."""
    prefixes = {sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix}
    found = {prefix: Path(prefix) for prefix in sorted(prefixes) if not _is_there(prefix)}
    return {**found, f"{PACKAGE_ROOT}/proctor": Path(proctor.__file__).resolve().parent}


def foreign_paths(interpreter: str) -> dict[str, Path]:
    """The same folders of another Python, as it names them itself; OSError or ValueError where it cannot be asked."""
    words = "import json, sys; print(json.dumps([sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix]))"
    said = subprocess.run([interpreter, "-I", "-c", words], capture_output=True, text=True, timeout=20, check=False)
    prefixes = json.loads(said.stdout)
    return {prefix: Path(prefix) for prefix in sorted(set(prefixes)) if not _is_there(prefix)}


def _is_there(prefix: str) -> bool:
    return any(Path(prefix).is_relative_to(path) for path in _ALWAYS_THERE)
