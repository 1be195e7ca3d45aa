"""How well the candidate's editor and shell are kept apart on this machine, found out by starting one."""

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import proctor
from proctor.host.shell.exposure import exposed
from proctor.host.shell.order import Order
from proctor.host.shell.owner import shell_uid
from proctor.host.shell.sealed import Window, entry
from proctor.sandbox import bubblewrap, landlock
from proctor.sandbox.abilities import why_failed

SEALED: Final = 3
CONFINED: Final = 2
OPEN: Final = 0
_RULES: Final = "import sys; from proctor.host.shell.isolation import try_rules; sys.exit(try_rules(sys.argv[1]))"
_NOTES: Final = {
    SEALED: "editor and shell run in a sandbox: the workspace, no network, no other file or socket of the host",
    CONFINED: (
        "editor and shell can open no file but the system's and the workspace, and no socket or network; they see "
        "that other processes of this account exist, and proctor's commands do not work in them"
    ),
    OPEN: "editor and shell run as any program of this account: they can read what the account can read",
}


class ShellIsolation(NamedTuple):
    """3 sealed, 2 confined, 0 open; `note` says it in words, and why it is not better."""

    level: int
    note: str


@cache
def shell_isolation() -> ShellIsolation:
    """The best that works here, by trial. Takes a moment the first time: call it in a thread."""
    in_view = exposed()
    if in_view:
        return ShellIsolation(OPEN, f"{_NOTES[OPEN]} ({in_view})")
    why = _sandbox_fails()
    if not why:
        return ShellIsolation(SEALED, _NOTES[SEALED])
    level = CONFINED if _rules_work() else OPEN
    return ShellIsolation(level, f"{_NOTES[level]} ({why})")


def _sandbox_fails() -> str:
    """Why the very sandbox of a shell does not start here; empty when it does."""
    if sys.platform != "linux" or bubblewrap.program() is None:
        return "bubblewrap is not installed" if sys.platform == "linux" else "sandboxes exist on Linux only"
    with tempfile.TemporaryDirectory() as folder:
        try:
            order = _trial(folder)
            window = Window(order)
            words = [*entry(order), sys.executable, "-c", "import proctor"]
            process = bubblewrap.start(
                window.contents, words, window.environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            return str(error)
        return why_failed(process)


def _trial(folder: str) -> Order:
    uid = shell_uid("trial")
    if uid is not None:
        os.chown(folder, uid, uid)
    return Order(
        session="trial",
        workspace=folder,
        sockets=folder,
        level=SEALED,
        candidate="",
        offered={},
        file="",
        switch_key="",
        uid=uid,
    )


def _rules_work() -> bool:
    if sys.platform != "linux" or not landlock.abi():
        return False
    with tempfile.TemporaryDirectory() as folder:
        paths = (str(Path(proctor.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", ""))
        own = {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        words = [sys.executable, "-P", "-c", _RULES, folder]
        done = subprocess.run(words, env=own, capture_output=True, check=False)
    return done.returncode == 0


def try_rules(folder: str) -> int:
    """Put this process under the rules of a confined window; 0 if they hold. For a process of its own."""
    from proctor.sandbox import shell  # noqa: PLC0415 - nobody else needs it

    landlock.confine(("/usr", "/lib", "/lib64"), (folder,))
    shell.settle(sockets="none")
    (Path(folder) / "written").touch()
    for forbidden in ("/etc/passwd", f"{sys.prefix}/pyvenv.cfg"):
        with suppress(FileNotFoundError, PermissionError):
            Path(forbidden).read_bytes()
            return 1
    return 0
