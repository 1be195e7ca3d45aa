"""What a filter refuses is refused and what it lets through works, for each of its choices both ways."""

import errno
import os
import sys

import pytest

from proctor.sandbox import kernel, seccomp
from tests.sandbox.attempts import FORK, needs, tried

pytestmark = needs("seccomp")

REACHING_OUT = {
    name: f"kernel.call({name!r}, {', '.join(map(str, arguments))})"
    for name, arguments in {
        "unshare": (0,),
        "setns": (-1, 0),
        "bpf": (-1, 0, 0),
        "keyctl": (-1, 0, 0, 0, 0),
        "add_key": (0, 0, 0, 0, 0),
        "io_uring_setup": (0, 0),
        "userfaultfd": (-1,),
        "perf_event_open": (0, -1, -1, -1, 0),
        "process_vm_readv": (0, 0, 0, 0, 0, 0),
        "process_vm_writev": (0, 0, 0, 0, 0, 0),
        "pidfd_getfd": (-1, 0, 0),
        "kcmp": (0, 0, 0, 0, 0),
        "mount": (0, 0, 0, 0, 0),
        "umount2": (0, 0),
        "pivot_root": (0, 0),
        "move_mount": (-1, 0, -1, 0, 0),
        "open_tree": (-1, 0, 0),
        "fsopen": (0, 0),
        "chroot": (0,),
        "name_to_handle_at": (-1, 0, 0, 0, 0),
        "open_by_handle_at": (-1, 0, 0),
        "settimeofday": (0, 0),
        "sethostname": (0, -1),
        "syslog": (-1, 0, 0),
        "reboot": (0, 0, 0, 0),
    }.items()
}
SOCKETS = {
    "unix": "socket.socket(socket.AF_UNIX).close()",
    "inet": "socket.socket(socket.AF_INET).close()",
    "inet6": "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).close()",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()",
    "vsock": "socket.socket(40, socket.SOCK_STREAM).close()",
    "pair": "[end.close() for end in socket.socketpair()]",
}


def policy(words: str) -> str:
    return f"seccomp.install(seccomp.Policy({words}))"


def test_what_reaches_out_of_a_process_is_refused_under_every_policy() -> None:
    free = tried("", {name: attempt for name, attempt in REACHING_OUT.items() if name != "reboot"})
    assert set(free.values()) - {"EPERM"}, "everything is refused here without a filter: nothing is shown by it"
    for words in ("", "sockets='any', processes=True, trace=True, locks=True"):
        said = tried(policy(words), REACHING_OUT)
        assert said == dict.fromkeys(REACHING_OUT, "EPERM")


@pytest.mark.parametrize(
    ("allowed", "wanted"), [("none", {"pair"}), ("unix", {"pair", "unix"}), ("any", {"pair", "unix", "inet"})]
)
def test_only_the_sockets_of_a_policy_can_be_made(allowed: str, wanted: set[str]) -> None:
    said = tried(policy(f"sockets={allowed!r}"), SOCKETS)
    assert {name for name in wanted if said[name] == "done"} == wanted
    if allowed != "any":
        assert {said[name] for name in SOCKETS if name not in wanted} == {"EPERM"}


def test_threads_run_where_processes_may_not_start() -> None:
    attempts = {
        "fork": FORK,
        "spawn": "subprocess.run(['/bin/true'])",
        "thread": "thread = threading.Thread(target=int); thread.start(); thread.join()",
    }
    assert tried(policy("processes=False"), attempts) == {"fork": "EPERM", "spawn": "EPERM", "thread": "done"}
    assert tried(policy("processes=True"), attempts) == dict.fromkeys(attempts, "done")


def test_a_new_namespace_cannot_be_had_by_starting_a_process() -> None:
    new_user = 0x10000000
    attempts = {"clone": f"kernel.call('clone', {new_user}, 0, 0, 0, 0)", "clone3": "kernel.call('clone3', 0, 0)"}
    assert tried(policy(""), attempts) == {"clone": "EPERM", "clone3": "ENOSYS"}


def test_a_session_of_its_own_only_seems_to_begin_where_it_may_not() -> None:
    begun = {"begin": "before = os.getsid(0); os.setsid()", "kept": "os.getsid(0) == before or os.open('', 0)"}
    assert tried(policy("sessions=False"), begun) == {"begin": "done", "kept": "done"}
    assert tried(policy("sessions=True"), begun) == {"begin": "done", "kept": "ENOENT"}


def test_only_a_debugger_may_trace() -> None:
    attach = {"trace": "kernel.call('ptrace', 16, -1, 0, 0)"}
    assert tried(policy("trace=False"), attach) == {"trace": "EPERM"}
    assert tried(policy("trace=True"), attach)["trace"] != "EPERM"


def test_locks_work_only_where_nobody_else_sees_them() -> None:
    first = "held = os.memfd_create('held'); "
    attempts = {
        "flock": "fcntl.flock(held, fcntl.LOCK_EX)",
        "lockf": "fcntl.lockf(held, fcntl.LOCK_EX)",
        "flags": "fcntl.fcntl(held, fcntl.F_GETFD)",
        "copy": "os.close(fcntl.fcntl(held, fcntl.F_DUPFD, 50))",
    }
    refused = tried(first + policy("locks=False"), attempts)
    assert refused == {"flock": "EPERM", "lockf": "EPERM", "flags": "done", "copy": "done"}
    assert tried(first + policy("locks=True"), attempts) == dict.fromkeys(attempts, "done")


SIGNALS = {
    "itself": "os.kill(os.getpid(), 0)",
    "own thread": "signal.pthread_kill(threading.get_ident(), 0)",
    "parent": "os.kill(os.getppid(), 0)",
    "parent's thread": "kernel.call('tgkill', os.getppid(), os.getppid(), 0)",
    "everybody": "os.kill(-1, 0)",
    "a group": "os.killpg(os.getpgid(os.getppid()), 0)",
    "by descriptor": "signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)",
}


def test_whom_a_policy_spares_gets_no_signal() -> None:
    said = tried(policy("spared=(os.getppid(),)"), SIGNALS)
    assert {name for name, word in said.items() if word == "done"} == {"itself", "own thread"}
    assert set(said.values()) == {"done", "EPERM"}
    other = tried(policy(f"spared=({os.getpid() + 1_000_000},)"), SIGNALS)
    assert other["parent"] == other["parent's thread"] == "done"
    assert other["everybody"] == other["by descriptor"] == "EPERM"


def test_a_policy_can_name_the_only_ones_who_get_signals() -> None:
    said = tried(policy("signals_to=(0, os.getpid())"), SIGNALS)
    assert {name for name, word in said.items() if word == "done"} == {"itself", "own thread"}
    assert tried(policy("signals_to=(os.getppid(),)"), SIGNALS)["parent"] == "done"


def test_nothing_can_be_typed_into_a_terminal() -> None:
    sti, linux, window_size = 0x5412, 0x541C, 0x5413
    attempts = {str(number): f"fcntl.ioctl(zero, {number}, bytes(8))" for number in (sti, linux, window_size)}
    said = tried(f"zero = os.open('/dev/zero', os.O_RDONLY); {policy('')}", attempts)
    assert said == {str(sti): "EPERM", str(linux): "EPERM", str(window_size): "ENOTTY"}


def test_the_upper_half_of_an_argument_hides_nothing() -> None:
    """The kernel reads these as C ints, so a number with more bits above means the same to it."""
    attempts = {
        "type": f"kernel.call('ioctl', 0, {0x5412 | 1 << 40}, 0)",
        "family": f"kernel.call('socket', {2 | 1 << 40}, 1, 0)",
    }
    assert tried(policy(""), attempts) == dict.fromkeys(attempts, "EPERM")


@pytest.mark.skipif(kernel.MACHINE != "x86_64", reason="x32 exists on x86_64 only")
def test_another_way_to_number_calls_is_refused() -> None:
    getpid_x32 = 0x40000000 | 39
    attempt = {"x32": f"kernel.checked(kernel._libc().syscall(ctypes.c_long({getpid_x32})), 'x32')"}
    assert tried(policy(""), attempt) == {"x32": "EPERM"}


def test_programs_that_are_started_are_under_the_same_filter() -> None:
    code = "import socket\ntry:\n    socket.socket()\nexcept PermissionError:\n    raise SystemExit(7)"
    attempt = {
        "child": f"os.open('', 0) if subprocess.run([{sys.executable!r}, '-c', {code!r}]).returncode != 7 else 0"
    }
    assert tried(policy(""), attempt) == {"child": "done"}


def test_a_filter_cannot_be_taken_back_or_widened() -> None:
    again = policy("sockets='any'") + "; socket.socket().close()"
    assert tried(policy("sockets='none'"), {"widen": again}) == {"widen": "EPERM"}


def test_a_machine_whose_numbers_are_unknown_gets_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "AUDIT_ARCH", 0)
    with pytest.raises(OSError, match="no filter is known") as refused:
        seccomp.install(seccomp.Policy())
    assert refused.value.errno == errno.ENOSYS
