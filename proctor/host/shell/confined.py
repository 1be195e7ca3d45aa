"""The window without a sandbox of its own: rules that the kernel keeps for its programs (Landlock, seccomp).

They hide every file but the system's and the workspace. They cannot hide sockets that have a path, and behind those
are the interviewer's controls; so no socket can be made at all, and `proctor` says where to go instead.
"""

import os
import sys
from pathlib import Path
from typing import Final

from proctor.host.shell.choice import Choice, choose, search_path, seen_below
from proctor.host.shell.environment import handed_in
from proctor.host.shell.identity import git_settings
from proctor.host.shell.order import Order
from proctor.host.shell.script import start_script
from proctor.sandbox import account, landlock, shell
from proctor.sandbox.bubblewrap import SETTINGS_PATHS, SYSTEM_PATHS
from proctor.sandbox.interpreter import interpreter_paths

_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")
_FACTS: Final = ("/proc", "/sys/devices/system/cpu", "/etc/passwd", "/etc/group", "/etc/hosts")
_ELSEWHERE: Final = """\
#!/bin/sh
echo "proctor's commands do not work in this window: this machine cannot give it a sandbox with a door of its own." >&2
echo "Go to the task's window for them ({key})." >&2
exit 4
"""


def become(order: Order, room: Path) -> None:
    """Turn this process into the window of `order`; `room` is a private folder for its home and temporary files.

    Raises OSError where the kernel does not keep such rules.
    """
    home = _furnish(room, order)
    packages = interpreter_paths()
    readable = (*SYSTEM_PATHS, *SETTINGS_PATHS, *_FACTS, *map(str, packages.values()), str(room))
    path = search_path(
        (str(room / "bin"), str(Path(sys.executable).parent)), order.offered.get("PATH", ""), seen_below(readable)
    )
    choice = choose(order.offered, path, seen_below(readable))
    os.chdir(order.workspace)
    spared = () if landlock.abi() >= landlock.SCOPES_SINCE else order.spared
    landlock.confine(readable, (order.workspace, str(home), str(room / "tmp"), *_DEVICES), devices=True)
    account.become(None)
    shell.settle(sockets="none", spared=spared)
    words = ["/bin/sh", "-c", start_script(order, choice)]
    os.execve(words[0], words, _environment(order, choice, path, room))  # noqa: S606


def _furnish(room: Path, order: Order) -> Path:
    for name in ("home", "tmp", "bin"):
        (room / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    (room / "git").write_text(git_settings(order.candidate), encoding="utf-8")
    command = room / "bin" / "proctor"
    command.unlink(missing_ok=True)
    command.write_text(_ELSEWHERE.format(key=order.switch_key), encoding="utf-8")
    command.chmod(0o500)
    return room / "home"


def _environment(order: Order, choice: Choice, path: str, room: Path) -> dict[str, str]:
    return {
        **handed_in(order.offered, choice),
        "PATH": path,
        "HOME": str(room / "home"),
        "TMPDIR": str(room / "tmp"),
        "GIT_CONFIG_SYSTEM": str(room / "git"),
        "PROCTOR_SWITCH_KEY": order.switch_key,
    }
