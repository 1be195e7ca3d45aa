"""System calls that Python's library does not offer, by number, and the numbers that a filter needs to know."""

import ctypes
import os
import platform
import sys
from typing import Final

_X86_64: Final = {
    "acct": 163,
    "add_key": 248,
    "adjtimex": 159,
    "bpf": 321,
    "capset": 126,
    "chroot": 161,
    "clock_adjtime": 305,
    "clock_settime": 227,
    "clone": 56,
    "delete_module": 176,
    "fanotify_init": 300,
    "fcntl": 72,
    "finit_module": 313,
    "flock": 73,
    "fork": 57,
    "init_module": 175,
    "ioctl": 16,
    "ioperm": 173,
    "iopl": 172,
    "kcmp": 312,
    "kexec_file_load": 320,
    "kexec_load": 246,
    "keyctl": 250,
    "kill": 62,
    "lookup_dcookie": 212,
    "modify_ldt": 154,
    "mount": 165,
    "name_to_handle_at": 303,
    "open_by_handle_at": 304,
    "perf_event_open": 298,
    "pivot_root": 155,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "ptrace": 101,
    "quotactl": 179,
    "reboot": 169,
    "request_key": 249,
    "rt_sigqueueinfo": 129,
    "rt_tgsigqueueinfo": 297,
    "seccomp": 317,
    "setdomainname": 171,
    "sethostname": 170,
    "setsid": 112,
    "setns": 308,
    "settimeofday": 164,
    "socket": 41,
    "swapoff": 168,
    "swapon": 167,
    "syslog": 103,
    "tgkill": 234,
    "tkill": 200,
    "umount2": 166,
    "unshare": 272,
    "userfaultfd": 323,
    "vfork": 58,
    "vhangup": 153,
}
_AARCH64: Final = {
    "acct": 89,
    "add_key": 217,
    "adjtimex": 171,
    "bpf": 280,
    "capset": 91,
    "chroot": 51,
    "clock_adjtime": 266,
    "clock_settime": 112,
    "clone": 220,
    "delete_module": 106,
    "fanotify_init": 262,
    "fcntl": 25,
    "finit_module": 273,
    "flock": 32,
    "init_module": 105,
    "ioctl": 29,
    "kcmp": 272,
    "kexec_file_load": 294,
    "kexec_load": 104,
    "keyctl": 219,
    "kill": 129,
    "lookup_dcookie": 18,
    "mount": 40,
    "name_to_handle_at": 264,
    "open_by_handle_at": 265,
    "perf_event_open": 241,
    "pivot_root": 41,
    "process_vm_readv": 270,
    "process_vm_writev": 271,
    "ptrace": 117,
    "quotactl": 60,
    "reboot": 142,
    "request_key": 218,
    "rt_sigqueueinfo": 138,
    "rt_tgsigqueueinfo": 240,
    "seccomp": 277,
    "setdomainname": 162,
    "sethostname": 161,
    "setsid": 157,
    "setns": 268,
    "settimeofday": 170,
    "socket": 198,
    "swapoff": 225,
    "swapon": 224,
    "syslog": 116,
    "tgkill": 131,
    "tkill": 130,
    "umount2": 39,
    "unshare": 97,
    "userfaultfd": 282,
    "vhangup": 58,
}
_SAME_EVERYWHERE: Final = {
    "clone3": 435,
    "fsconfig": 431,
    "fsmount": 432,
    "fsopen": 430,
    "fspick": 433,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "io_uring_setup": 425,
    "landlock_add_rule": 445,
    "landlock_create_ruleset": 444,
    "landlock_restrict_self": 446,
    "mount_setattr": 442,
    "move_mount": 429,
    "open_tree": 428,
    "pidfd_getfd": 438,
    "pidfd_send_signal": 424,
}
_TABLES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}
_AUDIT_NAMES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

MACHINE: Final = platform.machine()
NUMBERS: Final = {**_TABLES.get(MACHINE, {}), **_SAME_EVERYWHERE}
"""System call numbers of this machine (linux/unistd.h); names that it does not have are absent."""

AUDIT_ARCH: Final = _AUDIT_NAMES.get(MACHINE, 0)
"""How the kernel names this machine's instruction set to a seccomp filter (linux/audit.h)."""

PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_DROP: Final = 24
PR_SET_SECCOMP: Final = 22
PR_SET_NO_NEW_PRIVS: Final = 38


def is_known() -> bool:
    """Whether this is a system whose numbers are known here."""
    return sys.platform == "linux" and MACHINE in _TABLES


def call(name: str, *arguments: int | ctypes.c_void_p | None) -> int:
    """A system call by name. Raises OSError with the kernel's own number; `ENOSYS` where the name is unknown."""
    if not is_known() or name not in NUMBERS:
        raise OSError(38, f"no system call {name} on this machine")
    words = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc().syscall(ctypes.c_long(NUMBERS[name]), *words)
    return checked(result, name)


def prctl(option: int, *values: int) -> None:
    """`prctl` with up to four values. Raises OSError."""
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    checked(_libc().prctl(ctypes.c_int(option), *padded), "prctl")


def mount_again(target: str, options: str, flags: int) -> None:
    """Change the options of a mount that is there. Raises OSError."""
    remount = 32
    data = ctypes.c_char_p(options.encode())
    result = _libc().mount(None, ctypes.c_char_p(target.encode()), None, ctypes.c_ulong(remount | flags), data)
    checked(result, "mount")


def checked(result: int, what: str) -> int:
    """The result of a C function; OSError when it says that it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
