"""A filter of system calls: what a confined process is refused, as a classic BPF program (kernel: seccomp_filter).

Refusing is by error number, so that code that merely tries goes on. The list names what would reach out of the
process or widen the kernel that it can touch; it is no white list, because torch may need anything else.
"""

import ctypes
import errno
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from proctor.sandbox import kernel

Sockets = Literal["none", "unix", "any"]

_INSTRUCTION: Final = struct.Struct("=HBBI")
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_ABOVE_OR_EQUAL: Final = 0x35
_JUMP_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_ERROR: Final = 0x00050000
_KILL: Final = 0x80000000
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_X32_BIT: Final = 0x40000000
_MODE_FILTER: Final = 2

_NEW_NAMESPACES: Final = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; the low byte is a signal."""
_CLONE_THREAD: Final = 0x00010000
_AF_UNIX: Final = 1
_TIOCSTI: Final = 0x5412
_TIOCLINUX: Final = 0x541C
_LOCKS: Final = (5, 6, 7, 36, 37, 38, 1024, 1026)
"""F_GETLK, F_SETLK, F_SETLKW, the same for open file descriptions, F_SETLEASE, F_NOTIFY."""

_REFUSED: Final = (
    "acct", "add_key", "adjtimex", "bpf", "chroot", "clock_adjtime", "clock_settime", "delete_module",
    "fanotify_init", "finit_module", "fsconfig", "fsmount", "fsopen", "fspick", "init_module", "io_uring_enter",
    "io_uring_register", "io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl",
    "lookup_dcookie", "modify_ldt", "mount", "mount_setattr", "move_mount", "name_to_handle_at",
    "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root", "process_vm_readv",
    "process_vm_writev", "quotactl", "reboot", "request_key", "setdomainname", "sethostname", "setns",
    "settimeofday", "swapoff", "swapon", "syslog", "umount2", "unshare", "userfaultfd", "vhangup",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy:
    """What a filter lets through.

    `sockets`: which may be made. `processes`: whether more than threads may be started. `sessions`: whether a process
    may really begin one of its own; otherwise it only seems to it. Where the kernel shares the processor out by session
    (autogroup), a hundred of them would leave the rest of the machine a hundredth. `trace`: whether a debugger
    may trace its own family. `locks`: whether file locks work (on a file that others see they are a signal to them).
    `spared`: process ids that must get no signal, nor may a whole group; empty where the kernel sees to it (Landlock).
    `signals_to`: if there are any, the only process ids that may get one (0 is the own group).
    """

    sockets: Sockets = "unix"
    processes: bool = True
    sessions: bool = True
    trace: bool = False
    locks: bool = False
    spared: tuple[int, ...] = ()
    signals_to: tuple[int, ...] = ()


def install(policy: Policy) -> None:
    """Put the calling thread and all it starts under the filter for good. Raises OSError where it cannot be had."""
    if not kernel.AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no filter is known for {kernel.MACHINE}")
    code = program(policy)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // _INSTRUCTION.size, ctypes.addressof(buffer)))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def program(policy: Policy) -> bytes:
    """The filter of a policy for this machine, in the kernel's own format."""
    parts = [
        _load(_ARCHITECTURE_AT),
        _jump(_JUMP_EQUAL, kernel.AUDIT_ARCH, 1, 0),
        _give(_KILL),
        _load(_NUMBER_AT),
    ]
    if kernel.MACHINE == "x86_64":
        parts += [_jump(_JUMP_ABOVE_OR_EQUAL, _X32_BIT, 0, 1), _give(_ERROR | errno.EPERM)]
    for name, rule in _rules(policy):
        if name in kernel.NUMBERS:
            parts += [_jump(_JUMP_EQUAL, kernel.NUMBERS[name], 0, len(rule)), *rule]
    return b"".join([*parts, _give(_ALLOW)])


def _rules(policy: Policy) -> Iterator[tuple[str, list[bytes]]]:
    refuse = [_give(_ERROR | errno.EPERM)]
    refused = _REFUSED if policy.trace else (*_REFUSED, "ptrace")
    yield from ((name, refuse) for name in refused)
    yield "clone3", [_give(_ERROR | errno.ENOSYS)]  # its flags lie in memory; libraries fall back to clone
    yield "clone", _clone_rule(policy)
    yield "ioctl", _unless_argument(1, _JUMP_EQUAL, (_TIOCSTI, _TIOCLINUX))
    if not policy.processes:
        yield from ((name, refuse) for name in ("fork", "vfork"))
    if not policy.sessions:
        yield "setsid", [_give(_ERROR)]  # with no error number: a success that changes nothing
    if policy.sockets != "any":
        yield "socket", refuse if policy.sockets == "none" else _only_argument(0, _AF_UNIX)
    if not policy.locks:
        yield "flock", refuse
        yield "fcntl", _unless_argument(1, _JUMP_EQUAL, _LOCKS)
    if policy.spared:
        yield "kill", _signal_rule(policy.spared)
        spared = ("tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
        yield from ((name, _unless_argument(0, _JUMP_EQUAL, policy.spared)) for name in spared)
        yield "pidfd_send_signal", refuse
    if policy.signals_to:
        ways = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
        yield from ((name, _only_argument(0, *policy.signals_to)) for name in ways)
        yield "pidfd_send_signal", refuse


def _clone_rule(policy: Policy) -> list[bytes]:
    rule = [_load_argument(0), _jump(_JUMP_ANY_BIT, _NEW_NAMESPACES, 0, 1), _give(_ERROR | errno.EPERM)]
    if not policy.processes:
        rule += [_jump(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0), _give(_ERROR | errno.EPERM)]
    return [*rule, _give(_ALLOW)]


def _signal_rule(spared: Iterable[int]) -> list[bytes]:
    """No signal to these, and none to a whole group: a negative number is above 2^31 as an unsigned one."""
    rule = [_load_argument(0), _jump(_JUMP_ABOVE_OR_EQUAL, 1 << 31, 0, 1), _give(_ERROR | errno.EPERM)]
    for pid in spared:
        rule += [_jump(_JUMP_EQUAL, pid, 0, 1), _give(_ERROR | errno.EPERM)]
    return [*rule, _give(_ALLOW)]


def _only_argument(index: int, *values: int) -> list[bytes]:
    rule = [_load_argument(index)]
    for value in values:
        rule += [_jump(_JUMP_EQUAL, value, 0, 1), _give(_ALLOW)]
    return [*rule, _give(_ERROR | errno.EPERM)]


def _unless_argument(index: int, test: int, values: Iterable[int]) -> list[bytes]:
    rule = [_load_argument(index)]
    for value in values:
        rule += [_jump(test, value, 0, 1), _give(_ERROR | errno.EPERM)]
    return [*rule, _give(_ALLOW)]


def _load(offset: int) -> bytes:
    return _INSTRUCTION.pack(_LOAD, 0, 0, offset)


def _load_argument(index: int) -> bytes:
    """The lower half of an argument; every value that is asked about here is a C int."""
    return _load(_ARGUMENTS_AT + 8 * index)


def _jump(test: int, value: int, if_so: int, if_not: int) -> bytes:
    return _INSTRUCTION.pack(test, if_so, if_not, value)


def _give(action: int) -> bytes:
    return _INSTRUCTION.pack(_RETURN, 0, 0, action)
