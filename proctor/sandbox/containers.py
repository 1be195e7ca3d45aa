"""Whether this machine is the inside of a container, and of which sort, told by the marks that each leaves."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

_MARKS: Final = {".dockerenv": "docker", "run/.containerenv": "podman"}
_GROUPS: Final = {
    "kubepods": "kubernetes",
    "docker": "docker",
    "libpod": "podman",
    "lxc": "lxc",
    "/actions_job": "docker",
}


def container_kind(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> str:
    """`docker`, `podman`, `kubernetes`, `lxc` or what systemd calls it; empty where nothing looks like a container."""
    if environment.get("KUBERNETES_SERVICE_HOST"):
        return "kubernetes"
    for mark, kind in _MARKS.items():
        if (root / mark).exists():
            return kind
    with suppress(OSError):
        return (root / "run/systemd/container").read_text(encoding="utf-8").strip()
    with suppress(OSError):
        groups = (root / "proc/1/cgroup").read_text(encoding="utf-8")
        return next((kind for word, kind in _GROUPS.items() if word in groups), "")
    return ""
