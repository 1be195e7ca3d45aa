"""What the figures were measured on, without anything that names the machine or its owner."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from proctor import __version__

_PACKAGES: Final = ("textual", "torch", "pytest", "pytest-watcher", "watchdog", "msgspec")


def facts() -> list[tuple[str, str]]:
    """What matters for the figures, as name and value."""
    return [
        ("measured", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        ("processor", f"{os.cpu_count()} x {_processor()}"),
        ("memory", f"{_memory_gib():.0f} GiB"),
        ("system", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("disk of the sessions", _file_system(Path(tempfile.gettempdir()))),
        ("load when it began", f"{os.getloadavg()[0]:.1f} (one-minute average; other programs slow every figure down)"),
        ("proctor", __version__),
        ("Python", platform.python_version()),
        *((package, _version(package)) for package in _PACKAGES),
        ("git", _said("git", "--version")),
        ("tmux", _said("tmux", "-V")),
    ]


def has_tmux() -> bool:
    """Whether figures with tmux can be measured at all."""
    return shutil.which("tmux") is not None


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.processor() or "unknown"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _file_system(folder: Path) -> str:
    """The type of the file system that holds `folder`: a memory disk would make every sync free."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    around = [(len(place), kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(around)[1] if around else "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "not installed"
    return done.stdout.strip().removeprefix(f"{command[0]} ").removeprefix("version ")
