"""Landlock: a process gives up files, network and signals for good, and needs no privilege to do so.

Source: the kernel's userspace-api/landlock. Each version of its interface (ABI) can restrict more; what a kernel does
not know is left out, and `abi()` says what it knows.
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from proctor.sandbox import kernel

_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_TRUNCATE: Final = 1 << 14
_IOCTL_DEV: Final = 1 << 15
_READING: Final = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_KNOWN_FS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""File rights by the ABI that brought them: REFER came with 2, TRUNCATE with 3, IOCTL_DEV with 5."""
_TCP: Final = 0b11
_TCP_SINCE: Final = 4
_SCOPES: Final = 0b11
SCOPES_SINCE: Final = 6
"""From this ABI on, signals and abstract sockets stay among the confined."""
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1


def abi() -> int:
    """The version of the interface that this kernel offers; 0 where it offers none."""
    with suppress(OSError):
        return kernel.call("landlock_create_ruleset", None, 0, _VERSION_FLAG)
    return 0


def confine(readable: Iterable[str], writable: Iterable[str], *, tcp: bool = False, devices: bool = False) -> None:
    """Leave the calling thread only these paths, and what lies below them; and no TCP unless `tcp`.

    What is writable is readable too; a path that does not exist is left out. Signals and abstract sockets stay inside
    where the kernel can do that. `devices`: whether control calls on devices (terminals) are left.
    Raises: OSError where the kernel has no Landlock.
    """
    version = abi()
    if not version:
        raise OSError(errno.ENOSYS, "the kernel offers no Landlock")
    handled = max(rights for since, rights in _KNOWN_FS.items() if since <= version)
    if devices:
        handled &= ~_IOCTL_DEV
    network = _TCP if version >= _TCP_SINCE and not tcp else 0
    scopes = _SCOPES if version >= SCOPES_SINCE else 0
    attributes = struct.pack("=QQQ", handled, network, scopes)
    buffer = ctypes.create_string_buffer(attributes)
    rules = kernel.call("landlock_create_ruleset", ctypes.cast(buffer, ctypes.c_void_p), len(attributes), 0)
    try:
        for path in readable:
            _allow(rules, path, handled & _READING)
        for path in writable:
            _allow(rules, path, handled)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.call("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor))
        kernel.call("landlock_add_rule", rules, _PATH_BENEATH, ctypes.cast(rule, ctypes.c_void_p), 0)
    finally:
        os.close(descriptor)
