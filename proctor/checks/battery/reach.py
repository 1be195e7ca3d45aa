"""Attempts to reach out of a worker, each a function that says how far it got. Runs in the candidate's place."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

WAIT_S = 0.5


def read_file(path: str) -> str:
    """What the file says; empty where it cannot be read."""
    with suppress(OSError):
        return Path(path).read_text(encoding="utf-8")
    return ""


def seen(paths: list[str]) -> list[str]:
    """Those of the paths whose existence shows."""
    return [path for path in paths if os.path.lexists(path)]


def opened(paths: list[str]) -> list[str]:
    """Those of the paths that can be listed or read."""
    found = []
    for path in paths:
        with suppress(OSError):
            if Path(path).is_dir():
                list(Path(path).iterdir())
            else:
                os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
            found.append(path)
    return found


def written(folders: list[str]) -> list[str]:
    """Those of the folders in which a file can be made."""
    found = []
    for folder in folders:
        path = Path(folder) / f"reach-{os.getpid()}"
        with suppress(OSError):
            path.touch(exist_ok=False)
            found.append(folder)
            path.unlink()
    return found


def connected(port: int, abstract: str, path: str) -> list[str]:
    """Which listeners of the host answer."""
    ways = {
        "tcp": (socket.AF_INET, ("127.0.0.1", port)),
        "abstract": (socket.AF_UNIX, "\0" + abstract),
        "path": (socket.AF_UNIX, path),
    }
    return [name for name, (family, address) in ways.items() if _connects(family, address)]


def families() -> list[str]:
    """Kinds of socket other than local ones that can be made."""
    names = ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG")
    return [name for name in names if _makes(name)]


def touched(pid: int, started: str) -> list[str]:
    """What could be done to the process of this number that began at `started` (clock ticks since boot).

    In a sandbox the number may belong to somebody else, so the process has to be the one that is meant.
    """
    if read_file(f"/proc/{pid}/stat").rpartition(")")[2].split()[19:20] not in ([], [started]):
        return []
    done = opened([f"/proc/{pid}/{name}" for name in ("environ", "mem", "maps", "fd")])
    with suppress(OSError):
        os.kill(pid, 0)
        done.append("signal")
    return done


def privileges() -> dict[str, str]:
    """What the kernel says of this process's rights."""
    wanted = ("CapEff", "CapPrm", "NoNewPrivs", "Seccomp")
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split(":", 1) for line in lines)
    return {key: value.strip() for key, value in pairs if key in wanted}


def environment() -> list[str]:
    """Names of the environment."""
    return sorted(os.environ)


def process_id() -> int:
    """Its own."""
    return os.getpid()


def _connects(family: int, address: Any) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.settimeout(WAIT_S)
            tried.connect(address)
    except OSError:
        return False
    return True


def _makes(name: str) -> bool:
    family = getattr(socket, name, None)
    if family is None:
        return False
    kind = socket.SOCK_RAW if name in {"AF_NETLINK", "AF_PACKET"} else socket.SOCK_STREAM
    kind = socket.SOCK_SEQPACKET if name == "AF_ALG" else kind
    try:
        socket.socket(family, kind).close()
    except OSError:
        return False
    return True
