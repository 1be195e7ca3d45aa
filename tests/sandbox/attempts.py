"""Attempts in a process of their own: what it gave up first cannot be had back, so never in the one that tests run in.

An attempt is a statement. What came of it is `done`, or the name of the error number that the kernel refused it with.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import proctor
from proctor.sandbox import abilities
from proctor.sandbox.abilities import Ability

CHECKOUT = Path(proctor.__file__).resolve().parents[1]
PROGRAM = """
import ctypes, errno, fcntl, json, os, resource, signal, socket, subprocess, sys, threading
from proctor.sandbox import account, kernel, landlock, seccomp

order = json.loads(sys.argv[1])
said = {}
exec(order["first"])
for name, statement in order["attempts"].items():
    try:
        exec(statement)
    except OSError as error:
        said[name] = errno.errorcode.get(error.errno, str(error.errno))
    else:
        said[name] = "done"
print(json.dumps(said))
"""
FORK = "child = os.fork() or os._exit(0); os.waitpid(child, 0)"


def tried(first: str, attempts: Mapping[str, str], *, within_s: float = 30.0) -> dict[str, str]:
    """What came of each attempt, one after the other, in one process that executed `first` before them."""
    order = json.dumps({"first": first, "attempts": dict(attempts)})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, order],
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, str] = json.loads(done.stdout)
    return said


@cache
def ability(name: str) -> Ability:
    """What this machine can do, tried once."""
    return {"bubblewrap": abilities.sandbox, "Landlock": abilities.file_rules, "seccomp": abilities.call_filter}[name]()


def needs(name: str) -> pytest.MarkDecorator:
    """Skip, saying why, where this machine cannot."""
    found = ability(name)
    return pytest.mark.skipif(not found.works, reason=f"NOT TESTED: no {name} on this machine: {found.why_not}")
