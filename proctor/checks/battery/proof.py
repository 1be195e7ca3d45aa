"""The request that proves, and what its verdicts mean: the highest level all of whose demands were met."""

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.checks.request import CheckFinished, Limits, RunRequest
from proctor.session.frameworks import Card
from proctor.session.verdicts import Verdict

SEPARATED: Final = ("test_separate_process",)
CONFINED: Final = (*SEPARATED, "test_secret_files", "test_network", "test_writing", "test_processes", "test_privileges")
SEALED: Final = (*CONFINED, "test_secret_names")
DEMANDS: Final[Mapping[int, tuple[str, ...]]] = {3: SEALED, 2: CONFINED, 1: SEPARATED}
"""By level: the checks that have to pass."""

NAMES: Final[Mapping[int, str]] = {3: "sealed", 2: "confined", 1: "separated", 0: "open"}
_HERE: Final = Path(__file__).parent
_FOLDERS: Final = ("/", "/usr", "/usr/lib", "/etc", "/dev", "/opt", "/var", "/home", "/root", "/run")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved: the level, and what stood against the next one, as check id and finding."""

    level: int
    findings: Mapping[str, CheckFinished]

    @property
    def against(self) -> dict[str, str]:
        """The demands of any level that were not met, and how."""
        return {name: item.message for name, item in self.findings.items() if item.verdict is not Verdict.PASS}


def proved(findings: Mapping[str, CheckFinished], at_most: int) -> Proof:
    """The highest level up to `at_most` whose demands are all met by these verdicts."""
    for level, demands in DEMANDS.items():
        if level <= at_most and all(_holds(findings.get(name)) for name in demands):
            return Proof(level, findings)
    return Proof(0, findings)


@contextmanager
def request(guarded: Sequence[Path], framework: str) -> Iterator[RunRequest]:
    """A run that tries everything against bait of this process, and against `guarded` paths, while it lasts."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="proctor-bait-")))
        secret = secrets.token_hex(16)
        (folder / "secret").write_text(secret, encoding="ascii")
        abstract = f"proctor-bait-{secrets.token_hex(8)}"
        port = _listens(stack, socket.AF_INET, ("127.0.0.1", 0))
        _listens(stack, socket.AF_UNIX, "\0" + abstract)
        _listens(stack, socket.AF_UNIX, str(folder / "listener"))
        values = {
            "SECRET": secret,
            "SECRET_PATH": str(folder / "secret"),
            "GUARDED": [str(path) for path in guarded],
            "SOCKET_PATH": str(folder / "listener"),
            "ABSTRACT": abstract,
            "PORT": port,
            "PID": os.getpid(),
            "STARTED": _started(),
            "ENVIRONMENT": sorted(set(os.environ) - {"PATH", "HOME", "LANG", "TMPDIR", "OMP_NUM_THREADS"}),
            "FOLDERS": [str(folder), *_FOLDERS, *map(str, guarded)],
        }
        yield _request("".join(f"{name} = {value!r}\n" for name, value in values.items()), framework)


def _request(canaries: str, framework: str) -> RunRequest:
    return RunRequest(
        run="proof",
        entry="reach.py",
        level="mid",
        visibility="hidden",
        tree={"reach.py": (_HERE / "reach.py").read_bytes()},
        checks={
            "checks/canaries.py": canaries.encode(),
            "checks/test_reach.py": (_HERE / "test_reach.py").read_bytes(),
        },
        select=list(SEALED),
        seed=secrets.randbits(31),
        limits=Limits(check_s=5.0, run_s=20.0),
        framework=Card(name=framework, title=framework),
    )


def _listens(stack: ExitStack, family: int, address: object) -> int:
    """Open a listener; its port where it has one. One that cannot be opened cannot be reached either."""
    listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    try:
        listener.bind(address)  # type: ignore[arg-type]  # the address has the family's own form
        listener.listen(8)
    except OSError:
        return 0
    name = listener.getsockname()
    return int(name[1]) if family == socket.AF_INET else 0


def _started() -> str:
    """When this process began, in clock ticks since boot; empty where the system does not say."""
    try:
        return Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _holds(found: CheckFinished | None) -> bool:
    return found is not None and found.verdict is Verdict.PASS
