"""Bubblewrap: its command for a sandbox that is described by what is in it.

Everything is passed over a descriptor (`--args`), because the command line of the sandbox's first process can be read
inside it. Source: bwrap(1).
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_PROGRAM: Final = "bwrap"
SYSTEM_PATHS: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS_PATHS: Final = (
    "/etc/alternatives", "/etc/bash.bashrc", "/etc/ca-certificates", "/etc/inputrc", "/etc/ld.so.cache",
    "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf",
    "/etc/os-release", "/etc/profile", "/etc/profile.d", "/etc/protocols", "/etc/services", "/etc/ssl",
    "/etc/pki/tls", "/etc/terminfo", "/etc/timezone", "/etc/vim", "/etc/vimrc", "/etc/nanorc", "/etc/zsh",
)  # fmt: skip
"""What programs read of the system's settings; nothing in it is about this machine's people or secrets."""
_CAPABILITIES: Final = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_SYS_ADMIN")
"""What the first program in the sandbox needs to become somebody else and to bound its file systems; it drops all."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a sandbox; paths are absolute.

    `read_only` and `writable` map a path inside to one outside; `made` are files made of text (path inside to
    content; one that begins with `#!` can be run); `memory` are file systems in memory (path to its bytes). Programs
    and libraries of the system are there always, a `/proc` of its own and a minimal `/dev` too.
    """

    read_only: Mapping[str, Path] = field(default_factory=dict)
    writable: Mapping[str, Path] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    memory: Mapping[str, int] = field(default_factory=dict)
    folder: str = "/"
    network: bool = False
    terminal: bool = False
    """Whether the program keeps the terminal it is started from (job control); otherwise it gets no terminal."""


def program() -> str | None:
    """Where bubblewrap is, if it is there."""
    return shutil.which(_PROGRAM)


def start(
    contents: Contents,
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    descriptors: Sequence[int] = (),
    **streams: Any,
) -> subprocess.Popen[bytes]:
    """Start `command` in a sandbox that ends with the calling thread; `descriptors` are open inside.

    Keep the calling thread alive: the kernel's parent-death signal follows the thread, not the process.
    Raises: OSError where bubblewrap is not there.
    """
    with Arguments(contents, environment) as (arguments, files):
        return subprocess.Popen(
            [program() or _PROGRAM, "--args", str(arguments), "--", *command],
            pass_fds=[arguments, *files, *descriptors],
            env={},
            cwd="/",
            **streams,
        )


class Arguments:
    """The descriptor with bubblewrap's arguments, and those of the files made of text, for as long as one starts."""

    def __init__(self, contents: Contents, environment: Mapping[str, str]) -> None:
        self._files = {path: _memory_file(text.encode()) for path, text in contents.made.items()}
        words = _words(contents, self._files, environment)
        self._arguments = _memory_file(b"".join(word.encode(errors="surrogateescape") + b"\0" for word in words))

    def __enter__(self) -> tuple[int, list[int]]:
        return self._arguments, list(self._files.values())

    def __exit__(self, *_: object) -> None:
        for descriptor in (self._arguments, *self._files.values()):
            os.close(descriptor)


def _words(contents: Contents, files: Mapping[str, int], environment: Mapping[str, str]) -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent")
    if os.geteuid() != 0:
        yield "--unshare-user"
    if not contents.network:
        yield "--unshare-net"
    if not contents.terminal:
        yield "--new-session"
    yield from ("--hostname", "workspace", "--clearenv")
    for name, value in environment.items():
        yield from ("--setenv", name, value)
    for capability in _CAPABILITIES:
        yield from ("--cap-add", capability)
    yield from _mounts(contents, files)
    yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", contents.folder)


def _mounts(contents: Contents, files: Mapping[str, int]) -> Iterator[str]:
    parents = _parents(*SETTINGS_PATHS, *contents.memory, *contents.read_only, *contents.writable, *files)
    covered = [path for path in parents if any(Path(path).is_relative_to(memory) for memory in contents.memory)]
    yield from _folders(path for path in parents if path not in covered)
    for path in SYSTEM_PATHS:
        yield from _system_path(path)
    for path in SETTINGS_PATHS:
        yield from ("--ro-bind-try", path, path)
    if contents.network:
        for path in ("/etc/resolv.conf", "/etc/hosts"):
            yield from ("--ro-bind-try", os.path.realpath(path), path)
    yield from ("--proc", "/proc", "--dev", "/dev")
    for path, size in contents.memory.items():
        yield from ("--perms", "1777", "--size", str(size), "--tmpfs", path)
    yield from _folders(path for path in covered if path not in contents.memory)
    for path, source in contents.read_only.items():
        yield from ("--ro-bind", str(source), path)
    for path, source in contents.writable.items():
        yield from ("--bind", str(source), path)
    for path, descriptor in files.items():
        mode = "0555" if contents.made[path].startswith("#!") else "0444"
        yield from ("--perms", mode, "--ro-bind-data", str(descriptor), path)


def _folders(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from ("--perms", "0755", "--dir", path)


def _parents(*paths: str) -> list[str]:
    """Every folder above these paths, from the root down; left to itself bubblewrap makes them for its owner only."""
    above = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(path for path in above if not path.startswith(("/dev", "/proc", *SYSTEM_PATHS)) and path != "/")


def _system_path(path: str) -> Iterator[str]:
    """A folder of the system as it is: on most, `/bin` is a link into `/usr`."""
    if Path(path).is_symlink():
        yield from ("--symlink", str(Path(path).readlink()), path)
    elif Path(path).is_dir():
        yield from ("--ro-bind", path, path)


def _memory_file(content: bytes) -> int:
    descriptor = os.memfd_create("sandbox")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
