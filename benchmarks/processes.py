"""Processes as Linux tells of them in /proc: which ones belong to a stage, what they have cost, and their end."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
_END_S: Final = 10.0
_POLL_S: Final = 0.02


@dataclass(frozen=True)
class Process:
    """One process at one moment; `cpu_s` counts itself and the children it has waited for."""

    pid: int
    parent: int
    command: str
    cpu_s: float


def belonging_to(mark: str) -> list[Process]:
    """Every process whose environment holds the assignment `mark`, and whatever descends from one of them."""
    everything = {process.pid: process for process in _all()}
    ours = {pid for pid in everything if pid != os.getpid() and _has(pid, mark)}
    grown = True
    while grown:
        more = {process.pid for process in everything.values() if process.parent in ours} - ours
        ours |= more
        grown = bool(more)
    return [everything[pid] for pid in sorted(ours)]


def end_all(mark: str) -> None:
    """End every process that belongs to `mark`: asked first, so that hosts close their records; then made to."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline_s = time.monotonic() + _END_S
        for process in belonging_to(mark):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, number)
        while belonging_to(mark):
            if time.monotonic() > deadline_s:
                break
            time.sleep(_POLL_S)
        else:
            return


def cost_s(earlier: Iterable[Process], later: Iterable[Process]) -> dict[str, float]:
    """CPU seconds between two looks, by what the processes are (`named`)."""
    before = {process.pid: process.cpu_s for process in earlier}
    total: dict[str, float] = {}
    for process in later:
        name = named(process.command)
        total[name] = total.get(name, 0.0) + process.cpu_s - before.get(process.pid, 0.0)
    return total


def named(command: str) -> str:
    """What a process of a session is, told from its command line."""
    words = command.split()
    for word, name in (("proctor.host", "host"), ("proctor", "screen")):
        if word in words:
            return name
    if any(word.startswith("proctor.checks") for word in words):
        return "engine"
    return Path(words[0]).name if words else "?"


def _all() -> Iterator[Process]:
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            numbers = (folder / "stat").read_text().rpartition(")")[2].split()
            if numbers[0] == "Z":
                continue
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            cpu_s = sum(int(number) for number in numbers[11:15]) / _TICKS_PER_S
            yield Process(int(folder.name), int(numbers[1]), command, cpu_s)


def _has(pid: int, mark: str) -> bool:
    try:
        return mark.encode() in (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
