"""Where the warm process of a role lives, and so its children: on the host, or in a sandbox of its own."""

import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import proctor
from proctor.checks.engine.control import Confinement
from proctor.checks.engine.foundation import INSIDE, Foundation
from proctor.checks.engine.scratch import Scratch
from proctor.sandbox import account, bubblewrap
from proctor.sandbox.enter import entering
from proctor.sandbox.interpreter import PACKAGE_ROOT

_MEMORY_BYTES: Final = 256 << 20
_MEMORY: Final = {"/tmp": _MEMORY_BYTES, "/dev/shm": _MEMORY_BYTES}  # noqa: S108 - of the sandbox's own
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_INHERITED: Final = (
    "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
)  # fmt: skip
"""What a warm process on the host takes over. A child that empties its own can still read what its parent began with
(`/proc/self/environ`), so nothing secret may be among it."""


class Quarters(ABC):
    """A place for one warm process at a time."""

    confinement: Confinement

    @abstractmethod
    def start(self, command: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
        """Start the warm process with its end of the control socket."""

    @abstractmethod
    def folder(self, name: str) -> str:
        """A path for the folder of one child, which its keeper makes; as the keeper sees it."""

    @abstractmethod
    def is_ours(self) -> bool:
        """Whether the children's folders are on the host's disk, to be cleared when their keeper is lost."""


class OpenQuarters(Quarters):
    """On the host. Children of `confinement` "landlock" close the door behind themselves; others have limits only."""

    def __init__(
        self, scratch: Scratch, confinement: Confinement = "limits", foundation: Foundation | None = None
    ) -> None:
        self.confinement = confinement
        self._scratch = scratch
        self._foundation = foundation or Foundation()

    def start(self, command: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
        """Start it as a process of this account, in a session of its own."""
        own = {**_inherited(), **_ONE_THREAD, "TORCHINDUCTOR_CACHE_DIR": str(self._scratch.torch_cache)}
        if self._foundation.is_foreign:
            own |= {"PYTHONPATH": str(self._scratch.lone_package(Path(proctor.__file__).parent)), "VIRTUAL_ENV": ""}
        return subprocess.Popen(
            command, pass_fds=[descriptor], stdin=subprocess.DEVNULL, env=own, start_new_session=True
        )

    def folder(self, name: str) -> str:
        """Below the engine's own."""
        return str(self._scratch.root / name)

    def is_ours(self) -> bool:
        """They are."""
        return True


class SealedQuarters(Quarters):
    """In a sandbox: no network, no host process, nothing writable but memory, and nothing to read but what is public.

    Raises OSError on `start` where bubblewrap is missing.
    """

    confinement: Confinement = "sealed"

    def __init__(self, purpose: str, foundation: Foundation | None = None) -> None:
        self._foundation = foundation or Foundation()
        self._uid = account.spare_account(f"worker:{purpose}")

    def start(self, command: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
        """Start it as the second process of a sandbox that ends with this thread."""
        return bubblewrap.start(
            self._contents(),
            [*entering(self._uid, _MEMORY), *command],
            self._environment(),
            descriptors=[descriptor],
            stdin=subprocess.DEVNULL,
        )

    def folder(self, name: str) -> str:
        """In the sandbox's own memory."""
        return f"/tmp/{name}"  # noqa: S108 - of the sandbox's own

    def is_ours(self) -> bool:
        """They vanish with the sandbox."""
        return False

    def _contents(self) -> bubblewrap.Contents:
        uid = self._uid if self._uid is not None else os.getuid()
        return bubblewrap.Contents(
            read_only=self._foundation.folders,
            memory=_MEMORY,
            made={
                **self._adapter(),
                "/etc/passwd": f"worker:x:{uid}:{uid}::/tmp:/bin/sh\n",
                "/etc/group": f"worker:x:{uid}:\n",
                "/etc/hosts": "127.0.0.1 localhost\n",
            },
            folder="/tmp",  # noqa: S108 - of the sandbox's own
        )

    def _adapter(self) -> Mapping[str, str]:
        adapter = self._foundation.adapter
        return {INSIDE: adapter.read_text(encoding="utf-8")} if adapter else {}

    def _environment(self) -> Mapping[str, str]:
        return {
            **_ONE_THREAD,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": PACKAGE_ROOT,
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": "/tmp",  # noqa: S108 - of the sandbox's own
            "LANG": "C.UTF-8",
            "TORCHINDUCTOR_CACHE_DIR": "/tmp/torch",  # noqa: S108 - likewise
        }


def _inherited() -> Mapping[str, str]:
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}
