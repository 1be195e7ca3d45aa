"""What this machine is: facts that people ask for first, read without changing anything and without importing torch."""

import os
import platform
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

from proctor.sandbox.containers import container_kind
from proctor.sandbox.namespaces import NamespaceRules, namespace_rules
from proctor.sandbox.readable import unreadable_to_others

_NVIDIA: Final = ("dev/nvidia0", "proc/driver/nvidia/version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`system` is Python's name for it (`linux`, `darwin`); `name` what people call it, with its version.

    `family` is the distribution and those it is made from, nearest first; `version` its number, empty for one without.
    `bubblewrap` is where the program lies, empty if nowhere. `modules` are the kernel's security modules, empty where
    it does not say. `unreadable` is a file of this Python that other accounts cannot read, empty for none: it matters
    to root, which runs code as somebody else.
    """

    system: str
    name: str
    kernel: str
    architecture: str
    family: tuple[str, ...] = ()
    version: tuple[int, ...] = ()
    container: str = ""
    root: bool = False
    python: str = ""
    torch: str = ""
    memory_bytes: int = 0
    cores: int = 1
    nvidia: bool = False
    bubblewrap: str = ""
    rules: NamespaceRules = field(default_factory=NamespaceRules)
    modules: tuple[str, ...] = ()
    unreadable: str = ""

    @property
    def kernel_version(self) -> tuple[int, ...]:
        """Major and minor number of the kernel."""
        return numbers(self.kernel)[:2]


def this_machine(bubblewrap: str | None, root: Path = Path("/")) -> Machine:
    """The facts of the machine whose file system begins at `root`; `bubblewrap` is where that program was found."""
    release = _os_release(root) if sys.platform == "linux" else {}
    return Machine(
        system=sys.platform,
        name=release.get("PRETTY_NAME") or _plain_name(),
        kernel=platform.release(),
        architecture=platform.machine(),
        family=tuple(f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".split()),
        version=numbers(release.get("VERSION_ID", "")),
        container=container_kind(root),
        root=os.geteuid() == 0,
        python=platform.python_version(),
        torch=_torch_version(),
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        cores=_cores(),
        nvidia=any((root / path).exists() for path in _NVIDIA),
        bubblewrap=bubblewrap or "",
        rules=namespace_rules(root),
        modules=_security_modules(root),
        unreadable=unreadable_to_others() if os.geteuid() == 0 else "",
    )


def numbers(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with: `6.8.0-35-generic` is (6, 8, 0)."""
    found: list[int] = []
    for part in version.replace("-", ".").replace("_", ".").split("."):
        if not part.isdigit():
            break
        found.append(int(part))
    return tuple(found)


def _os_release(root: Path) -> Mapping[str, str]:
    """The distribution about itself; its form is that of a shell's assignments (os-release(5))."""
    with suppress(OSError, ValueError):
        words = shlex.split((root / "etc/os-release").read_text(encoding="utf-8"), comments=True)
        return dict(word.split("=", 1) for word in words if "=" in word)
    return {}


def _plain_name() -> str:
    version = platform.mac_ver()[0]
    return f"macOS {version}" if version else platform.system()


def _torch_version() -> str:
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return ""


def _cores() -> int:
    """Those that this process may use, which a container can have fewer of than its machine."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _security_modules(root: Path) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple((root / "sys/kernel/security/lsm").read_text(encoding="ascii").strip().split(","))
    return ()
