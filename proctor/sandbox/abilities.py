"""What this machine can do to confine a process, found out by doing it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import proctor
from proctor.sandbox import account, bubblewrap, kernel, landlock
from proctor.sandbox.enter import entering
from proctor.sandbox.interpreter import PACKAGE_ROOT, interpreter_paths

_LIMIT_S: Final = 10.0
_FILTERED: Final = """
import socket
from proctor.sandbox import seccomp
seccomp.install(seccomp.Policy(sockets="none"))
try:
    socket.socket(socket.AF_INET)
except PermissionError:
    raise SystemExit(0)
raise SystemExit("a filter was taken, and the call it forbids went through")
"""
_BEHIND_A_DOOR: Final = """
import sys
from proctor.sandbox import landlock
landlock.confine(readable=("/usr", "/lib", "/lib64", sys.base_prefix, sys.prefix), writable=())
try:
    open("/proc/1/status")
except PermissionError:
    raise SystemExit(0)
raise SystemExit("a rule was taken, and the file it hides could be opened")
"""


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing a machine may be able to do; `why_not` is empty if it can, else what it said."""

    name: str
    why_not: str = ""

    @property
    def works(self) -> bool:
        """Whether it did."""
        return not self.why_not


def sandbox() -> Ability:
    """Whether bubblewrap can make a sandbox in which this Python runs as nobody."""
    name = "bubblewrap"
    if sys.platform != "linux":
        return Ability(name, "bubblewrap exists on Linux only")
    if bubblewrap.program() is None:
        return Ability(name, "bwrap is not installed")
    uid = account.spare_account("abilities")
    memory = {"/tmp": 1 << 20}  # noqa: S108 - inside
    contents = bubblewrap.Contents(read_only=interpreter_paths(), memory=memory)
    command = [*entering(uid, memory), sys.executable, "-c", "import proctor"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": PACKAGE_ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    return Ability(name, _why_not(lambda: bubblewrap.start(contents, command, environment, **_streams())))


def file_rules() -> Ability:
    """Whether Landlock really hides a file."""
    if not landlock.abi():
        return Ability("Landlock", "the kernel offers no Landlock (Linux 5.13 or newer, and in its list of modules)")
    return Ability("Landlock", _why_not(lambda: _python(_BEHIND_A_DOOR)))


def call_filter() -> Ability:
    """Whether a seccomp filter really refuses a call."""
    if not kernel.is_known():
        return Ability("seccomp", f"no filter is known for {sys.platform} on {kernel.MACHINE}")
    return Ability("seccomp", _why_not(lambda: _python(_FILTERED)))


def _python(code: str) -> subprocess.Popen[bytes]:
    path = Path(proctor.__file__).resolve().parents[1]
    return subprocess.Popen([sys.executable, "-c", code], env={"PYTHONPATH": str(path)}, **_streams())


def _streams() -> dict[str, Any]:
    return {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}


def why_failed(process: subprocess.Popen[bytes]) -> str:
    """The last words of a program that failed, from its error stream; empty when it did not."""
    try:
        _, said = process.communicate(timeout=_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"no answer within {_LIMIT_S:g} s"
    if process.returncode == 0:
        return ""
    return _last_words(said.decode(errors="replace")) or f"it ended with {process.returncode}"


def _why_not(start: Callable[[], subprocess.Popen[bytes]]) -> str:
    try:
        return why_failed(start())
    except OSError as error:
        return str(error)


def _last_words(said: str) -> str:
    """The last line that names an error, else the last one: a Python that cannot begin says more behind it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    naming = [line for line in lines if line.startswith("bwrap:") or "Error:" in line]
    return next(reversed(naming or lines), "")
