"""Resident memory of another process, as the kernel tells it and not as that process does."""

import os
import re
from typing import Final

from proctor.checks.outcome import Unsure

_LINE: Final = re.compile(rb"^(VmHWM|VmRSS):\s+(\d+) kB$", re.MULTILINE)
_FORGET_PEAK: Final = b"5"
_CHILD_FAULTS_FIELD: Final = 10  # cminflt, counted from 0


class Residence:
    """One process, held by its folder in /proc: a number that is used again later would not be mistaken for it."""

    def __init__(self, pid: int | None) -> None:
        """Raises: Unsure where the process cannot be looked at."""
        try:
            if not pid:
                raise FileNotFoundError
            self._folder = os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            raise Unsure("This system does not let us see the memory of your code's process.") from None

    def close(self) -> None:
        """Let go of it."""
        os.close(self._folder)

    def now_bytes(self) -> int:
        """Resident memory now."""
        return self._figures()[b"VmRSS"]

    def peak_bytes(self) -> int:
        """Most resident memory since the process began, or since its peak was forgotten."""
        return self._figures()[b"VmHWM"]

    def forget_peak(self) -> bool:
        """Start the peak anew from what is resident now; False where this is not permitted."""
        try:
            self._write("clear_refs", _FORGET_PEAK)
        except OSError:
            return False
        return True

    def family(self) -> tuple[int, int]:
        """Living children, and page faults of those that were waited for: both stay as they are if none is started."""
        living = sum(len(self._read(f"task/{task}/children").split()) for task in self._tasks())
        after_name = self._read("stat").rpartition(b")")[2].split()  # the name may hold anything
        return living, int(after_name[_CHILD_FAULTS_FIELD - 2])

    def _tasks(self) -> list[str]:
        folder = self._open("task", os.O_DIRECTORY)
        try:
            return os.listdir(folder)  # noqa: PTH208 - relative to an open folder
        finally:
            os.close(folder)

    def _figures(self) -> dict[bytes, int]:
        found = {name: 1024 * int(size) for name, size in _LINE.findall(self._read("status"))}
        if len(found) != 2:
            raise Unsure("The memory of your code's process could not be read; a person will look.")
        return found

    def _read(self, name: str) -> bytes:
        try:
            with os.fdopen(self._open(name), "rb") as file:
                return file.read()
        except OSError:
            raise Unsure("The memory of your code's process could not be read; a person will look.") from None

    def _write(self, name: str, data: bytes) -> None:
        with os.fdopen(self._open(name, os.O_WRONLY), "wb") as file:
            file.write(data)

    def _open(self, name: str, flags: int = os.O_RDONLY) -> int:
        return os.open(name, flags | os.O_CLOEXEC, dir_fd=self._folder)
