"""The first program inside a sandbox: bounds its file systems, becomes nobody, and turns into the real one.

`python -m proctor.sandbox.enter [--uid N] [--memory PATH:BYTES]... [--shell] -- COMMAND`. It runs while it still has
the few rights that bubblewrap left it; nothing of a candidate's has run in the sandbox before.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from proctor.sandbox import account, kernel, shell
from proctor.sandbox.interpreter import PACKAGE_ROOT

_INODES_MAX: Final = 10_000
_NOSUID_NODEV: Final = 2 | 4
_PROGRAM: Final = f"import sys; sys.path.insert(0, {PACKAGE_ROOT!r}); from proctor.sandbox.enter import main; main()"


def entering(uid: int | None, memory: Mapping[str, int], *, for_shell: bool = False) -> list[str]:
    """The command that enters, to be put before the real one; nothing of an environment reaches its Python."""
    words = [sys.executable, "-I", "-S", "-c", _PROGRAM]
    words += ["--shell"] if for_shell else []
    words += [] if uid is None else ["--uid", str(uid)]
    for path, size_bytes in memory.items():
        words += ["--memory", f"{path}:{size_bytes}"]
    return [*words, "--"]


def main(words: Sequence[str] | None = None) -> None:
    """Enter, and never return."""
    parser = argparse.ArgumentParser(prog="python -m proctor.sandbox.enter")
    parser.add_argument("--uid", type=int)
    parser.add_argument("--memory", action="append", default=[], metavar="PATH:BYTES")
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(words)
    for text in options.memory:
        path, _, size = text.rpartition(":")
        _bound(path, int(size))
    account.become(options.uid)
    if options.shell:
        shell.settle()
    os.execvp(options.command[0], options.command)  # noqa: S606 - this is what it is for


def _bound(path: str, size_bytes: int) -> None:
    """Bound the number of files too: emptying a file system of a million takes longer than a run.

    Only root can: in a user namespace the file systems belong to the one around it, and only their size is bounded.
    """
    with suppress(OSError):
        kernel.mount_again(path, f"size={size_bytes},nr_inodes={_INODES_MAX}", _NOSUID_NODEV)


if __name__ == "__main__":
    main(sys.argv[1:])
