"""The window in a sandbox: the workspace to write, the system and proctor's package to read, nothing else of the host.

No network, also where an exercise allows the web: sharing the host's would bring along its own addresses and abstract
sockets. The candidate's socket is there as a folder, so that it stays the right one when a host comes back.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Final

from proctor.host.shell.choice import choose, search_path, seen_below
from proctor.host.shell.environment import handed_in
from proctor.host.shell.habits import habits
from proctor.host.shell.identity import git_settings
from proctor.host.shell.order import Order
from proctor.host.shell.script import start_file, start_script
from proctor.link import inside
from proctor.link.places import NOTE
from proctor.sandbox.bubblewrap import SETTINGS_PATHS, SYSTEM_PATHS, Arguments, Contents, program
from proctor.sandbox.enter import entering
from proctor.sandbox.interpreter import PACKAGE_ROOT, interpreter_paths

_MIB: Final = 1 << 20
_MEMORY: Final = {"/tmp": 1024 * _MIB, "/dev/shm": 512 * _MIB, str(inside.HOME): 128 * _MIB}  # noqa: S108 - its own
_COMMANDS: Final = f"{PACKAGE_ROOT}/bin"
_START: Final = f"{PACKAGE_ROOT}/start"
_BASHRC: Final = f"{PACKAGE_ROOT}/bashrc"
_SETTINGS: Final = f"{PACKAGE_ROOT}/home"


def become(order: Order) -> None:
    """Turn this process into the sandbox of `order`, on the terminal it has. Raises OSError if it cannot start."""
    if order.uid is not None and order.then_shell and os.isatty(0):
        os.fchown(0, order.uid, -1)  # programs open /dev/stdout by its name
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)  # they mean a program inside, not the sandbox
    window = Window(order)
    with Arguments(window.contents, window.environment) as (arguments, files):
        for descriptor in (arguments, *files):
            os.set_inheritable(descriptor, True)  # noqa: FBT003 - its own signature
        words = ["bwrap", "--args", str(arguments), "--", *entry(order), "/bin/sh", _START]
        os.execve(program() or "bwrap", words, {})  # noqa: S606 - no shell is between


def entry(order: Order) -> list[str]:
    """The first program inside, which still has rights."""
    return entering(order.uid, _MEMORY, for_shell=True)


class Window:
    """What is in the sandbox of an order."""

    def __init__(self, order: Order) -> None:
        self._order = order
        visible = seen_below((*SYSTEM_PATHS, *SETTINGS_PATHS, *interpreter_paths()))
        own = _COMMANDS, str(Path(sys.executable).parent)
        self._path = search_path(own, order.offered.get("PATH", ""), visible)
        self._choice = choose(order.offered, self._path, visible)

    @property
    def contents(self) -> Contents:
        """Files and folders."""
        sockets = str(inside.PLACES.socket("candidate").parent)
        return Contents(
            read_only={**interpreter_paths(), sockets: Path(self._order.sockets)},
            writable={str(inside.WORKSPACE): Path(self._order.workspace)},
            made={**self._accounts(), **self._programs(), **_settings()},
            memory=_MEMORY,
            folder=str(inside.WORKSPACE),
            terminal=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        """Variables."""
        return {
            **handed_in(self._order.offered, self._choice),
            "PATH": self._path,
            "HOME": str(inside.HOME),
            "USER": "candidate",
            "LOGNAME": "candidate",
            "PYTHONPATH": PACKAGE_ROOT,
            inside.SESSION_VARIABLE: str(inside.SESSIONS / self._order.session),
            "PROCTOR_SWITCH_KEY": self._order.switch_key,
        }

    def _accounts(self) -> dict[str, str]:
        uid = os.getuid() if self._order.uid is None else self._order.uid
        return {
            "/etc/passwd": f"candidate:x:{uid}:{uid}::{inside.HOME}:{self._choice.shell}\n",
            "/etc/group": f"candidate:x:{uid}:\n",
            "/etc/hosts": "127.0.0.1 localhost workspace\n",
            "/etc/gitconfig": git_settings(self._order.candidate),
        }

    def _programs(self) -> dict[str, str]:
        script = start_script(self._order, self._choice, settings=_SETTINGS, bashrc=_BASHRC)
        return {
            str(inside.SESSIONS / self._order.session / NOTE): str(inside.PLACES.root),
            f"{_COMMANDS}/proctor": f'#!/bin/sh\nexec {sys.executable} -m proctor "$@"\n',
            _BASHRC: start_file(self._order, self._choice),
            _START: script,
        }


def _settings() -> dict[str, str]:
    return {f"{_SETTINGS}/{path}": text for path, text in habits().items()}
