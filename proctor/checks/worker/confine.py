"""What a worker process gives up before it reads a byte of the candidate's code.

Everywhere: environment, descriptors, core dumps, endless resources, its parent's generators and its output. Beyond
that, as ordered: behind Landlock and seccomp on the host ("landlock"), or the same inside a sandbox ("sealed").
"""

import os
import random
import resource
import secrets
import signal
import sys
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

import proctor
from proctor.checks.engine.control import Confinement, WorkerLimits
from proctor.sandbox import account, kernel, landlock, seccomp
from proctor.sandbox.bubblewrap import SETTINGS_PATHS, SYSTEM_PATHS

_OWN_MEMORY: Final = ("/tmp", "/dev/shm")  # noqa: S108 - of the sandbox's own
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_KERNEL_FACTS: Final = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu")
_OPEN_FILES = 256
_FILE_BYTES = 256 << 20
_EXTRA_PROCESSES = 128
"""Beyond those of the user when the worker starts; what the user starts while it waits for its run counts too."""


def confine(folder: Path, limits: WorkerLimits, confinement: Confinement) -> Path:
    """Enter `folder` with limits in force; return the root for the candidate's files.

    The environment is emptied, core dumps are off, generators start from a fresh seed. Raises OSError where the
    ordered confinement cannot be had: then nothing of the candidate's may run here.
    """
    root = folder / "work"
    scratch = folder / "tmp"
    root.mkdir()
    scratch.mkdir()
    os.chdir(root)
    os.environ.clear()
    os.environ.update(
        PATH="/usr/local/bin:/usr/bin:/bin", HOME=str(scratch), TMPDIR=str(scratch), LANG="C.UTF-8", OMP_NUM_THREADS="1"
    )
    tempfile.tempdir = str(scratch)  # what it was before the fork is remembered
    sys.argv[:] = ["worker"]
    sys.dont_write_bytecode = True
    _limit(limits)
    seed = secrets.randbits(63)
    random.seed(seed)
    if torch := sys.modules.get("torch"):  # only what is there: a worker of another framework has no torch
        torch.default_generator.manual_seed(seed)  # a device's own draws its seed when it is first used
    if sys.platform == "linux":
        _be_first_to_go()
        account.become(None)
    if confinement == "sealed":
        _seal()
    elif confinement == "landlock":
        _close_doors(folder)
    return root


def close_other_descriptors(kept: Collection[int]) -> None:
    """Close every descriptor but these and the three standard ones."""
    for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()] if sys.platform == "linux" else []:
        if number > 2 and number not in kept:
            with suppress(OSError):
                os.close(number)


def _seal() -> None:
    """In a sandbox: everything that is mounted can be read, its memory can be written, its keeper is out of reach."""
    version = landlock.abi()
    if version:
        landlock.confine(readable=("/",), writable=(*_OWN_MEMORY, *_DEVICES))
    spared = () if version >= landlock.SCOPES_SINCE else (1, os.getppid())
    seccomp.install(seccomp.Policy(sockets="unix", sessions=False, spared=spared))


def _close_doors(folder: Path) -> None:
    """On the host: only what is public can be read, only the own folder written; no sockets, no other process."""
    public = (*SYSTEM_PATHS, *SETTINGS_PATHS, *_KERNEL_FACTS, sys.base_prefix, sys.prefix, *proctor.__path__)
    landlock.confine(readable=(*public, f"/proc/{os.getpid()}"), writable=(str(folder), *_DEVICES))
    seccomp.install(seccomp.Policy(sockets="none", processes=False, signals_to=(0, os.getpid())))


def _be_first_to_go() -> None:
    """Let the system take this family before anything else when memory runs out, and let it look at itself."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # first: who may not be looked at cannot write its own settings either
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def capture_output(output_fd: int) -> None:
    """Send standard output and error to `output_fd`; standard input is empty."""
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    for fd in {empty, output_fd} - {0, 1, 2}:
        os.close(fd)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = open(fd, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _limit(limits: WorkerLimits) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, _FILE_BYTES)
    _lower(resource.RLIMIT_CPU, limits.cpu_s)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space_bytes() + limits.memory_bytes)
        if os.getuid() != 0:  # the kernel does not apply it to root
            _lower(resource.RLIMIT_NPROC, _own_tasks() + _EXTRA_PROCESSES)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


def _address_space_bytes() -> int:
    """What interpreter and torch have mapped already; the limit counts from there."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _own_tasks() -> int:
    uid = os.getuid()
    count = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if process.stat().st_uid == uid:
                count += len(list((process / "task").iterdir()))
        except OSError:
            continue
    return count
