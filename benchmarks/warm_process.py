"""Runs a workspace's tests whenever a line comes in, in a child of a process where torch and pytest are loaded.

The bare minimum that any tool could do: no separation, no record, no screen. Answers each line with pytest's exit code.
"""

import gc
import os
import sys
from pathlib import Path

import pytest
import torch

_QUIET = ("-q", "-p", "no:cacheprovider")


def main(workspace: Path) -> None:
    """Warm up with one whole run, then serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    torch.set_num_threads(1)
    pytest.main(_arguments(workspace))
    _forget(workspace)
    gc.collect()
    gc.freeze()
    answers.write("ready\n")
    for _ in sys.stdin:
        answers.write(f"{_run(workspace)}\n")


def _run(workspace: Path) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(int(pytest.main(_arguments(workspace))))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _forget(workspace: Path) -> None:
    """Let the next run import the tests and the entry afresh."""
    for name, module in tuple(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(workspace):
            del sys.modules[name]


def _arguments(workspace: Path) -> list[str]:
    return [*_QUIET, f"--rootdir={workspace}", str(workspace)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
