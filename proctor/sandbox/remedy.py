"""One piece of advice, and the commands in it as the person at this machine would type them."""

from dataclasses import dataclass
from typing import Final

from proctor.sandbox.machine import Machine

_INSTALLERS: Final = {
    "debian": "apt-get install",
    "ubuntu": "apt-get install",
    "fedora": "dnf install",
    "rhel": "dnf install",
    "centos": "dnf install",
    "arch": "pacman -S",
    "suse": "zypper install",
    "opensuse": "zypper install",
    "alpine": "apk add",
}
"""By what a distribution calls itself or says that it is made from (ID and ID_LIKE of os-release)."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is wrong, what that means and what to think of, and what to type, in this order; there may be nothing."""

    problem: str
    why: str
    commands: tuple[str, ...] = ()


def as_root(machine: Machine, command: str) -> str:
    """The command with what gives it the right, unless the person is root already."""
    return command if machine.root else f"sudo {command}"


def installation(machine: Machine, *packages: str) -> tuple[str, ...]:
    """How to install packages, whose names are the same everywhere; nothing where the distribution is unknown."""
    if machine.system == "darwin":
        return (f"brew install {' '.join(packages)}",)
    installer = next((_INSTALLERS[name] for name in machine.family if name in _INSTALLERS), "")
    return (as_root(machine, f"{installer} {' '.join(packages)}"),) if installer else ()
