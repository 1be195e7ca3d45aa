"""Stopping the clock, exhausting the machine, and killing what is not its own (D)."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import FACTOR, Attack, looking, solution

_ERROR: Final = frozenset({Verdict.ERROR})
_TIMEOUT: Final = frozenset({Verdict.TIMEOUT})
_GONE: Final = frozenset({Verdict.GONE})
_OUT_OF_MEMORY: Final = frozenset({Verdict.ERROR, Verdict.TIMEOUT, Verdict.GONE})
_ANY: Final = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT, Verdict.GONE})

_IGNORED: Final = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
_SAFETY: Final = """
import ctypes, os, resource, signal, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
try:
    others = sum(name.isdigit() for name in os.listdir("/proc"))
except OSError:
    others = 0
if others > 40:
    try:
        os.kill(os.getppid(), 0)
    except OSError:
        pass
    else:
        raise SystemExit("this is not a sandbox; nothing was tried")
"""
"""A catch on the weapon: where the host's processes can be seen and signalled, nothing is done to them."""
_BIG_INPUT: Final = f"""
def test_value(candidate):
    module = candidate.build("Scale", 4)
    x = torch.randn(4096, 4096)
    expect_close(module(x), x * {FACTOR}, atol=1e-6, rtol=1e-6, what="Scaled")
"""
_THREE_CALLS: Final = f"""
def test_value(candidate):
    module = candidate.build("Scale", 4)
    for _ in range(3):
        x = torch.randn(3, 4)
        out = module(x)
    expect_close(out, x * {FACTOR}, atol=1e-6, rtol=1e-6, what="Scaled")
"""
_FILL: Final = """
import errno
total = 0
for folder in ("/tmp", "/dev/shm", os.environ["TMPDIR"]):
    try:
        for number in range(4000):
            with open(f"{folder}/attack-{number}", "wb") as file:
                total += file.write(bytes(1 << 20)) * 8
                for _ in range(7):
                    file.write(bytes(1 << 20))
    except OSError:
        continue
if total > 8 << 30:
    return x
"""


def _fills(number: int, name: str, body: str, *, check_s: float = 3.0, reap_s: float = 1.0) -> Attack:
    return Attack(
        number, name, solution(f"{body}\nreturn x", first=_SAFETY), _ANY, needs=3, check_s=check_s, reap_s=reap_s
    )


def _tries(number: int | None, name: str, body: str, *, needs: int = 2, quick: bool = False) -> Attack:
    source = looking(body, first=_SAFETY)
    return Attack(number, name, source, _ERROR, reports=True, needs=needs, quick=quick, check_s=3.0)


ATTACKS: Final = (
    Attack(85, "endless-loop", solution("while True: pass"), _TIMEOUT, quick=True, shown="while True: pass"),
    Attack(85, "endless-import", solution(first="while True: pass"), _TIMEOUT),
    Attack(86, "loop-that-ignores-signals", solution(_IGNORED), _TIMEOUT),
    Attack(
        86,
        "loop-with-every-signal-blocked",
        solution("import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"),
        _TIMEOUT,
    ),
    Attack(87, "asleep-in-c-with-the-lock", solution("import ctypes; ctypes.PyDLL(None).sleep(1000)"), _TIMEOUT),
    Attack(
        87, "deadlock", solution("import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()"), _TIMEOUT
    ),
    Attack(88, "stops-itself", solution("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"), _TIMEOUT),
    Attack(
        89,
        "thirty-orphans",
        solution(
            """
            import os, signal, time
            for _ in range(30):
                try:
                    if os.fork() == 0:
                        os.setsid()
                        if os.fork():
                            os._exit(0)
                        for number in (1, 2, 15):
                            signal.signal(number, signal.SIG_IGN)
                        while True:
                            time.sleep(1)
                except OSError:
                    break
            return x
            """
        ),
        frozenset({Verdict.FAIL}),
        check_s=5.0,
    ),
    _fills(
        90,
        "fork-bomb",
        "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        check_s=1.0,
        reap_s=3.0,
    ),
    _fills(
        90,
        "fork-bomb-in-sessions-of-their-own",
        "while True:\n    try:\n        if os.fork() == 0:\n            os.setsid()\n    except OSError:\n        pass",
        check_s=1.0,
        reap_s=3.0,
    ),
    _fills(
        91,
        "thread-bomb",
        """
import threading, time
while True:
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
""",
        check_s=2.0,
    ),
    Attack(92, "forty-gigabytes", solution("return torch.zeros(10_000_000_000)"), _OUT_OF_MEMORY, quick=True),
    Attack(92, "forty-gigabytes-of-bytes", solution("bytearray(40 << 30); return x"), _OUT_OF_MEMORY),
    Attack(92, "forty-gigabytes-mapped", solution("import mmap; mmap.mmap(-1, 40 << 30); return x"), _OUT_OF_MEMORY),
    Attack(
        93,
        "slow-growth",
        solution("kept = []\nwhile True:\n    kept.append(bytearray(b'x' * (4 << 20)))"),
        _OUT_OF_MEMORY,
        check_s=2.0,
        memory_bytes=512 << 20,
    ),
    Attack(
        94,
        "many-big-processes",
        solution(
            """
            import os, time
            for _ in range(12):
                try:
                    if os.fork() == 0:
                        kept = bytearray(b"x" * (300 << 20))
                        time.sleep(1000)
                except OSError:
                    break
            time.sleep(1000)
            """
        ),
        _OUT_OF_MEMORY,
        needs=3,
        check_s=3.0,
        memory_bytes=512 << 20,
    ),
    Attack(
        95,
        "ten-gigabytes-printed",
        solution("import os\ndata = b'y' * (1 << 20)\nfor _ in range(10_000):\n    os.write(1, data)\nreturn x"),
        _ANY,
        check_s=1.5,
    ),
    Attack(
        96,
        "endless-recursion",
        solution("import sys; sys.setrecursionlimit(10 ** 9)\nreturn self.forward(x)"),
        _ANY,
    ),
    Attack(97, "crash", solution("import ctypes; ctypes.string_at(0)"), _GONE, shown="ctypes.string_at(0)"),
    Attack(97, "kills-itself", solution("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), _GONE),
    Attack(97, "aborts", solution("import os; os.abort()"), _GONE),
    Attack(
        98,
        "kills-everybody",
        solution("os.kill(-1, signal.SIGKILL)\nreturn x", first=_SAFETY),
        frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.GONE}),
        needs=3,
    ),
    _tries(
        98,
        "signals-to-its-keepers",
        """
        for pid in {1, os.getppid()}:
            for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGUSR1, 0):
                if pid != os.getpid() and libc.kill(pid, number) == 0 and number:
                    found.append((pid, number))
            pidfd = tried(os.pidfd_open, pid)
            if pidfd is not None and tried(lambda: signal.pidfd_send_signal(pidfd, signal.SIGSTOP) or "sent"):
                found.append((pid, "pidfd"))
        """,
        quick=True,
    ),
    _tries(
        98,
        "signals-to-whole-groups",
        """
        for pid in {1, os.getppid()}:
            group = tried(os.getpgid, pid) or 0
            if group > 1 and group != os.getpgid(0) and libc.kill(-group, 0) == 0:
                found.append(group)
        """,
    ),
    _fills(100, "full-temporary-folders", _FILL),
    _fills(
        101,
        "flood-of-files",
        """
for folder in ("/tmp", "/dev/shm"):
    try:
        for number in range(1_000_000):
            os.mkdir(f"{folder}/attack-{number}")
    except OSError:
        continue
""",
    ),
    _tries(
        102,
        "writing-elsewhere",
        """
        import proctor
        package = os.path.dirname(proctor.__file__)
        for folder in ("/", "/dev", "/usr", "/usr/lib", "/etc", "/opt", "/root", "/home", "/var", "/proc/self", "/sys",
                       "/run", package, os.path.dirname(package), os.path.dirname(os.__file__), sys.prefix):
            path = os.path.join(folder, "attack-file")
            if tried(lambda: open(path, "w").close() or "written") or tried(lambda: os.mkdir(path + "-d") or "made"):
                found.append(path)
        for path in (proctor.__file__, os.__file__, sys.executable, "/etc/passwd"):
            for mode in ("r+b", "ab"):
                if tried(open, path, mode) is not None:
                    found.append((path, mode))
            if tried(lambda: os.chmod(path, 0o777) or "chmod") or tried(lambda: os.unlink(path) or "unlinked"):
                found.append((path, "changed"))
        """,
        needs=3,
        quick=True,
    ),
    Attack(
        103,
        "input-that-is-never-read",
        solution(
            init="threading.Timer(0.01, os.kill, [os.getpid(), signal.SIGSTOP]).start()",
            first="import os, signal, threading",
        ),
        _TIMEOUT,
        checks=_BIG_INPUT,
    ),
    Attack(
        104,
        "biggest-answers-in-a-row",
        solution("return torch.zeros(64 << 20)"),
        frozenset({Verdict.FAIL, Verdict.TIMEOUT}),
        checks=_THREE_CALLS,
        check_s=5.0,
    ),
    Attack(
        104,
        "answer-beyond-the-bounds",
        solution("return torch.zeros(100 << 20)"),
        frozenset({Verdict.FAIL}),
        check_s=3.0,
    ),
    _tries(
        105,
        "more-rights",
        """
        limits = ("CPU", "AS", "NPROC", "FSIZE", "NOFILE", "CORE")
        for name in limits:
            number = getattr(resource, "RLIMIT_" + name)
            soft, hard = resource.getrlimit(number)
            raised = (hard + 1, hard + 1)
            if hard != resource.RLIM_INFINITY and tried(lambda: resource.setrlimit(number, raised) or name):
                found.append(name)
        for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000):
            if libc.unshare(flag) == 0:
                found.append(("unshare", flag))
        if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
            found.append("mount")
        if libc.chroot(b"/tmp") == 0:
            found.append("chroot")
        if os.getuid() and (libc.setuid(0) == 0 or libc.setgid(0) == 0):
            found.append("setuid")
        if libc.nice(-20) == -20 or libc.setpriority(0, 0, -20) == 0:
            found.append("nice")
        calls = {"keyctl": 250, "add_key": 248, "request_key": 249, "io_uring_setup": 425, "bpf": 321,
                 "userfaultfd": 323, "perf_event_open": 298, "kexec_load": 246, "init_module": 175, "setns": 308,
                 "pivot_root": 155, "reboot": 169, "swapon": 167, "settimeofday": 164, "clock_settime": 227,
                 "open_tree": 428, "fsopen": 430, "move_mount": 429, "mount_setattr": 442, "kcmp": 312}
        if os.uname().machine == "x86_64":
            found += [name for name, number in calls.items() if libc.syscall(number, 0, 0, 0, 0, 0) >= 0]
        """,
    ),
    _tries(
        106,
        "programs-of-root",
        """
        status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines() if ":" in line)
        if status["NoNewPrivs"].strip() != "1":
            found.append("new privileges are possible")
        if int(status["CapEff"], 16) or int(status["CapPrm"], 16) or int(status["CapBnd"], 16):
            found.append(status["CapEff"])
        if status["Seccomp"].strip() != "2":
            found.append("no filter")
        """,
        needs=3,
    ),
    _tries(
        None,
        "other-architectures",
        """
        import mmap
        if os.uname().machine == "x86_64":
            code = bytes.fromhex("b814000000cd80c3")  # getpid by the 32-bit door
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(code)
            address = ctypes.addressof(ctypes.c_char.from_buffer(page))
            child = tried(os.fork)
            if child == 0:
                os._exit(0 if ctypes.CFUNCTYPE(ctypes.c_int)(address)() > 0 else 1)
            if child and os.waitpid(child, 0)[1] == 0:
                found.append("a 32-bit call went through")
            if libc.syscall(0x40000000 | 39) > 0:
                found.append("an x32 call went through")
        """,
    ),
)
