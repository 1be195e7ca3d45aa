"""Looking for what is secret: files, other processes, what was inherited, kernel facilities that leak (B)."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import Attack, looking

_ERROR: Final = frozenset({Verdict.ERROR})

_C: Final = """
import ctypes, errno, mmap, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
"""
_WALK: Final = """
secret = ("test_work.py", "events.jsonl", "private.jsonl", "record.git", "exercise.toml", "rubric.toml")
known = os.getcwd()
for top, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(top, name) not in {"/proc", "/sys", known}]
    found += [os.path.join(top, name) for name in (*files, *folders) if name.startswith(secret)]
"""
_OWN: Final = """
def family():
    try:
        return {pid for pid in os.listdir("/proc") if pid.isdigit()}
    except OSError:
        return {"1", str(os.getppid()), str(os.getppid() - 1), str(os.getppid() + 1), str(os.getpid() - 1)}
"""
_OTHERS: Final = """
for pid in family() - {str(os.getpid())}:
    for name in ("environ", "mem", "maps", "cmdline", "cwd", "root", "fd", "task", "exe"):
        path = f"/proc/{pid}/{name}"
        got = tried(os.listdir, path) or tried(os.readlink, path)
        if got is None:
            file = tried(open, path, "rb")
            got = tried(file.read, 4096) if file else None
        if got and any(word in str(got) for word in ("judge", "supervisor", "sessions", "--bind", "events.jsonl")):
            found.append((path, str(got)[:80]))
"""


def _attack(
    number: int | None,
    name: str,
    body: str,
    *,
    first: str = "",
    needs: int = 2,
    quick: bool = False,
    check_s: float = 3.0,
) -> Attack:
    source = looking(body, first=_C + first)
    return Attack(number, name, source, _ERROR, reports=True, needs=needs, quick=quick, check_s=check_s)


ATTACKS: Final = (
    _attack(40, "walk-of-the-disk", _WALK, needs=3, check_s=15.0),
    _attack(
        40,
        "secrets-by-content",
        """
        import proctor
        roots = {os.path.dirname(os.path.dirname(proctor.__file__)), "/work", "/root", "/home", "/srv", "/mnt", "/run"}
        for root in roots:
            for top, folders, files in os.walk(root):
                folders[:] = [name for name in folders if name not in {".venv", "site-packages", "lib"}]
                for name in files:
                    file = tried(open, os.path.join(top, name), "rb")
                    text = tried(file.read) if file else b""
                    if b"def test_value" in (text or b"") and os.getcwd() not in top:
                        found.append(os.path.join(top, name))
        """,
        check_s=15.0,
    ),
    _attack(41, "other-processes", _OTHERS, first=_OWN, quick=True),
    _attack(41, "only-its-family-is-there", "found += sorted(family())[8:]", first=_OWN, needs=3),
    _attack(
        42,
        "command-line-of-the-first",
        """
        for pid in ("1", "2", str(os.getppid())):
            file = tried(open, f"/proc/{pid}/cmdline", "rb")
            words = (file.read() if file else b"").split(b"\\0")
            found += [word for word in words if word.startswith((b"--bind", b"--ro-bind")) or b"sessions" in word]
        """,
    ),
    _attack(
        43,
        "inherited-descriptors",
        """
        for fd in os.listdir("/proc/self/fd"):
            where = tried(os.readlink, f"/proc/self/fd/{fd}") or ""
            if where and not where.startswith(("pipe:", "socket:", "/dev/null", "/proc/")):
                found.append(where)
        """,
        quick=True,
    ),
    _attack(
        44,
        "environment",
        """
        known = {"PATH", "HOME", "TMPDIR", "LANG", "OMP_NUM_THREADS", "TORCHINDUCTOR_CACHE_DIR"}
        found += sorted(set(os.environ) - known)
        file = tried(open, "/proc/self/environ", "rb")
        names = {word.split(b"=")[0].decode() for word in (file.read() if file else b"").split(b"\\0") if b"=" in word}
        secret = ("PROCTOR_", "SSH_", "AWS_", "TOKEN", "SECRET", "GITHUB_")
        found += sorted(name for name in names if name.startswith(secret))
        """,
    ),
    _attack(
        45,
        "checks-among-the-packages",
        """
        for folder in sys.path:
            for name in tried(os.listdir, folder) or []:
                ours = "proctor" in str(tried(os.listdir, folder))
                if ours and name in {"exercises", "private", "tests", "sessions"}:
                    found.append(os.path.join(folder, name))
        for name in ("exercises", "tests.checks", "tests.attacks"):
            module = tried(__import__, name)
            found += [place for place in getattr(module, "__path__", ()) if tried(os.listdir, place)]
        """,
    ),
    _attack(
        50,
        "locks-on-shared-files",
        """
        import fcntl
        for path in (sys.executable, os.__file__, "/usr/bin/env"):
            file = tried(open, path, "rb")
            if file is None:
                continue
            for lock in (fcntl.LOCK_EX, fcntl.LOCK_SH):
                if tried(lambda: fcntl.flock(file, lock | fcntl.LOCK_NB) or "flock") is not None:
                    found.append((path, "flock"))
            if tried(lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB) or "lockf") is not None:
                found.append((path, "lockf"))
        """,
    ),
    _attack(
        53,
        "vsock-and-other-families",
        """
        for family in (socket.AF_INET, socket.AF_INET6, 16, 17, 38, 40, 31, 29, 44):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                if tried(socket.socket, family, kind) is not None:
                    found.append((family, kind))
        """,
        quick=True,
    ),
    _attack(
        55,
        "memory-of-the-zygote",
        """
        parent = os.getppid()
        file = tried(open, f"/proc/{parent}/mem", "rb")
        if file is not None:
            found.append("mem")
        if libc.ptrace(16, parent, 0, 0) == 0 or libc.ptrace(0x4206, parent, 0, 0) == 0:
            found.append("ptrace")
        buffer = ctypes.create_string_buffer(64)
        vector = struct.pack("PN", ctypes.addressof(buffer), 64)
        there = struct.pack("PN", ctypes.addressof(buffer), 64)
        if libc.process_vm_readv(parent, vector, 1, there, 1, 0) > 0:
            found.append("process_vm_readv")
        if libc.process_vm_writev(parent, vector, 1, there, 1, 0) > 0:
            found.append("process_vm_writev")
        pidfd = libc.syscall(434, parent, 0)
        if pidfd >= 0 and any(libc.syscall(438, pidfd, fd, 0) >= 0 for fd in range(16)):
            found.append("pidfd_getfd")
        if tried(os.listdir, f"/proc/{parent}/fd"):
            found.append("fd")
        """,
        quick=True,
    ),
    _attack(
        55,
        "descriptors-of-others-reopened",
        """
        for pid in ("1", "2", str(os.getppid())):
            for fd in range(24):
                if tried(os.open, f"/proc/{pid}/fd/{fd}", os.O_RDWR) is not None:
                    found.append((pid, fd))
        """,
    ),
    _attack(
        56,
        "core-dumps",
        """
        import resource
        found += [limit for limit in resource.getrlimit(resource.RLIMIT_CORE) if limit]
        """,
    ),
    _attack(
        None,
        "files-of-the-system",
        """
        for path in ("/etc/shadow", "/etc/ssh", "/root/.ssh", "/root/.bash_history", "/home", "/var/log", "/var/lib",
                     "/run", "/boot", "/sys/kernel", "/proc/kcore", "/proc/kallsyms", "/proc/1/environ", "/dev/sda",
                     "/proc/sysrq-trigger", "/dev/mem", "/dev/vda", "/dev/kmsg", "/proc/keys", "/etc/machine-id"):
            got = tried(os.listdir, path)
            if got is None:
                file = tried(open, path, "rb")
                got = tried(file.read, 64) if file else None
                got = None if path == "/proc/kallsyms" and got and got.startswith(b"0000000000000000") else got
            if got:
                found.append((path, str(got)[:60]))
        """,
    ),
    _attack(
        None,
        "traces-and-notifications",
        """
        for name, number in (("fanotify_init", 300), ("perf_event_open", 298), ("bpf", 321), ("lookup_dcookie", 212)):
            if libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
                found.append(name)
        """,
    ),
)
