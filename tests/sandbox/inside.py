"""Attempts in a sandbox, entered the way that the product enters it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from proctor.sandbox import account, bubblewrap
from proctor.sandbox.bubblewrap import Contents
from proctor.sandbox.interpreter import PACKAGE_ROOT, interpreter_paths
from tests.sandbox.attempts import PROGRAM

UID = account.spare_uid("test of sandboxes") if os.geteuid() == 0 else None
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": PACKAGE_ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
ROOM = "/tmp"  # noqa: S108 - of the sandbox's own
BARE = Contents(memory={ROOM: 16 << 20})
"""A sandbox with nothing in it but what every one has, and some room to write."""


def entering(*options: str, command: Sequence[str]) -> list[str]:
    """The command that enters as nobody and turns into `command`."""
    become = [] if UID is None else ["--uid", str(UID)]
    return [sys.executable, "-m", "proctor.sandbox.enter", *become, *options, "--", *command]


def with_python(contents: Contents) -> Contents:
    """The same, and what this Python needs."""
    return replace(contents, read_only={**interpreter_paths(), **contents.read_only})


def tried_inside(
    contents: Contents,
    attempts: Mapping[str, str],
    *options: str,
    first: str = "",
    before: Sequence[str] = (),
    descriptors: Sequence[int] = (),
) -> dict[str, str]:
    """What came of each attempt in a sandbox with these contents, entered with these options.

    `before` runs first and turns into what starts there.
    """
    order = json.dumps({"first": first, "attempts": dict(attempts)})
    process = bubblewrap.start(
        with_python(contents),
        [*before, *entering(*options, command=[sys.executable, "-c", PROGRAM, order])],
        ENVIRONMENT,
        descriptors=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    said: dict[str, str] = json.loads(out)
    return said
