"""Becoming somebody without any rights: a spare account, no capabilities, nothing to gain by running a program."""

import ctypes
import hashlib
import os
import struct
from pathlib import Path
from typing import Final

from proctor.sandbox import kernel

FIRST_SPARE_UID: Final = 1_879_048_192
"""The first number behind those that systemd sets apart for users and containers (systemd's users, groups, UIDs)."""
_SPARE_UIDS: Final = 1 << 24
_CAPABILITIES_VERSION: Final = 0x20080522
_LAST_CAPABILITY: Final = 63


def spare_uid(purpose: str) -> int:
    """A user id that nobody has, the same for the same purpose, so that two purposes never share files or limits."""
    digest = hashlib.blake2b(purpose.encode(), digest_size=8).digest()
    return FIRST_SPARE_UID + int.from_bytes(digest) % _SPARE_UIDS


def spare_account(purpose: str) -> int | None:
    """The spare user id for a purpose; None where this process has no right to another account than its own."""
    uid = spare_uid(purpose)
    return uid if can_become(uid) else None


def can_become(uid: int) -> bool:
    """Whether this process has the right to another account, and that account exists in its namespace of users.

    Root of a container without other accounts is an ordinary user outside: it cannot give files away.
    """
    if os.geteuid() != 0:
        return False
    try:
        ranges = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    except OSError:
        return True  # a system without such namespaces
    firsts, counts = map(int, ranges[0::3]), map(int, ranges[2::3])
    return any(first <= uid < first + count for first, count in zip(firsts, counts, strict=True))


def become(uid: int | None) -> None:
    """Turn this process into one of `uid` (None: whom it is) and its group, in no other group, with no capability.

    Running a program can bring none of it back. Raises: OSError without the right to change.
    """
    _bound_capabilities()
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITIES_VERSION, 0))
    nothing = ctypes.create_string_buffer(bytes(24))
    kernel.call("capset", ctypes.cast(header, ctypes.c_void_p), ctypes.cast(nothing, ctypes.c_void_p))


def _bound_capabilities() -> None:
    for number in range(_LAST_CAPABILITY + 1):
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, number)
        except OSError:
            return  # the kernel knows no more of them, or the right to drop is gone already
