"""Where the files of running children live: in memory if the machine offers it, one folder per engine and child."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a private folder is made inside it
_YOUNG_S: Final = 10.0


class Scratch:
    """The engine's folder (0700), locked for as long as the engine lives.

    What earlier engines of this user left behind, because they were killed, is removed on the way.
    """

    def __init__(self, address: Path) -> None:
        self.root = self.path_of(address)
        self.torch_cache = address.absolute().with_name(f"{address.name}.torch")
        """Where torch may keep what it compiled; left to itself it makes a folder in /tmp that nobody removes."""
        _remove_abandoned(self.root.parent)
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(mode=0o700)
        self._lock = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def lone_package(self, package: Path) -> Path:
        """A folder with this package and nothing that lies beside it, for an interpreter with packages of its own."""
        folder = self.root / "package"
        folder.mkdir(exist_ok=True)
        link = folder / package.name
        if not link.is_symlink():
            link.symlink_to(package.resolve())
        return folder

    @staticmethod
    def path_of(address: Path) -> Path:
        """Where the engine of this address keeps its folders."""
        usable = _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK | os.X_OK)
        base = _SHARED_MEMORY if usable else Path(tempfile.gettempdir())
        mark = hashlib.blake2b(bytes(address.resolve()), digest_size=8).hexdigest()
        return base / f"{_prefix()}{mark}"

    def remove(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.torch_cache, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)
        os.close(self._lock)


def _prefix() -> str:
    return f"proctor-{os.getuid()}-"


def _remove_abandoned(base: Path) -> None:
    """Remove engine folders that no living engine holds; very young ones may be about to be locked."""
    for path in base.glob(f"{_prefix()}*"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                status = os.fstat(descriptor)
                if status.st_uid == os.getuid() and time.time() - status.st_mtime > _YOUNG_S:
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(descriptor)
