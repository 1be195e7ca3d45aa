"""The editor's window by itself: the real launcher at each level, with commands for its shell."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from proctor.host.shell.isolation import CONFINED, OPEN, SEALED, shell_isolation
from proctor.host.shell.order import Order
from proctor.host.shell.owner import hand_over, shell_uid
from proctor.sandbox import abilities
from proctor.sandbox.account import can_become
from tests.host.conftest import ROOT

_LIMIT_S = 60.0
_PROBE = """
import fcntl, json, os, socket, sys
found = {}
def trial(name, do):
    try:
        found[name] = do() or "done"
    except OSError as error:
        found[name] = type(error).__name__
def reach(family, address):
    with socket.socket(family) as one:
        one.settimeout(1)
        one.connect(address)
for path in sys.argv[2:]:
    if path.endswith("/s"):
        trial(path, lambda: reach(socket.AF_UNIX, path))
    else:
        trial(path, lambda: os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(9).hex())
trial("abstract", lambda: reach(socket.AF_UNIX, "\\0" + sys.argv[1]))
trial("inet", lambda: reach(socket.AF_INET, ("127.0.0.1", 9)))
trial("vsock", lambda: socket.socket(socket.AF_VSOCK).close())
trial("push", lambda: fcntl.ioctl(0, 0x5412, b"x"))
for place in ("/", "/usr", "/etc", "/dev"):
    trial("write " + place, lambda: open(os.path.join(place, "x"), "w").close())
trial("write here", lambda: open("written", "w").close())
with open("/proc/self/status") as status:
    found["status"] = dict(line.split(":\\t") for line in status.read().splitlines())
found["processes"] = sum(name.isdigit() for name in os.listdir("/proc"))
print(json.dumps(found))
"""


@dataclass
class Window:
    """One order, and the outcome of commands that its shell reads."""

    root: Path
    level: int
    uid: int | None = None
    offered: dict[str, str] | None = None
    candidate: str = "Ada Example"
    session: str = "1122-short-abcd"

    @property
    def workspace(self) -> Path:
        """The candidate's files, as the host sees them."""
        return self.root / "sessions" / self.session / "workspace"

    def run(self, commands: str, **fields: Any) -> str:
        """What the window prints when its shell reads `commands`."""
        path = self.root / "r" / "t" / "order"
        offered = {"PATH": os.environ["PATH"], "SHELL": "/bin/sh", **(self.offered or {})}
        order = Order(
            session=self.session,
            workspace=str(self.workspace),
            sockets=str(self.root / "r" / "c"),
            level=self.level,
            candidate=self.candidate,
            offered=offered,
            file="answer.py",
            switch_key="F12",
            uid=self.uid,
            **fields,
        )
        order.write(path)
        path.with_suffix(".last").unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "proctor.host.shell", str(path)],
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TERM": "dumb"},
            input=commands,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )
        return done.stdout

    def probe(self, *paths: Path) -> dict[str, Any]:
        """What the probe finds in the window, asked about these paths of the host too."""
        (self.workspace / "probe.py").write_text(_PROBE, encoding="utf-8")
        words = " ".join(map(str, paths))
        said = self.run(f"{sys.executable} probe.py {self.root.name} {words}\n")
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A session's folders as a host lays them out, with things in them that are not for candidates."""
    folder = tmp_path / "sessions" / Window.session
    for place in (folder / "workspace", folder / "exercise" / "private", tmp_path / "r" / "t"):
        place.mkdir(parents=True)
    for role in "ci":
        (tmp_path / "r" / role).mkdir()
    (folder / "events.jsonl").write_text("the record")
    (folder / "exercise" / "private" / "checks.py").write_text("the hidden checks")
    (folder / "workspace" / "answer.py").write_text("def value():\n    return 1\n")
    return tmp_path


@pytest.fixture
def host(root: Path) -> Iterator[list[Path]]:
    """The host's sockets, one of them abstract; all listen."""
    paths = [root / "r" / "i" / "s", root / "r" / "t" / "s"]
    made = []
    for name in (*map(str, paths), f"\0{root.name}"):
        made.append(socket.socket(socket.AF_UNIX))
        made[-1].bind(name)
        made[-1].listen()
    yield paths
    for one in made:
        one.close()


@pytest.fixture
def sealed(root: Path) -> Window:
    """A window in a sandbox."""
    if shell_isolation().level != SEALED:
        pytest.skip(shell_isolation().note)
    window = Window(root, SEALED, shell_uid(Window.session))
    if window.uid is not None:
        hand_over(window.workspace, window.uid)
    return window


@pytest.fixture
def confined(root: Path) -> Window:
    """A window behind rules of the kernel."""
    if not (abilities.file_rules().works and abilities.call_filter().works):
        pytest.skip("no Landlock, or no seccomp")
    return Window(root, CONFINED)


def test_nothing_of_the_host_exists_in_a_sandbox(sealed: Window, host: list[Path]) -> None:
    """Record, private parts, other sessions, sockets, processes, devices: asked for by their true paths."""
    folder = sealed.workspace.parent
    secrets = [
        folder / "events.jsonl",
        folder / "exercise" / "private" / "checks.py",
        folder.parent,
        ROOT / "exercises",
    ]
    found = sealed.probe(*secrets, *host)
    for path in (*secrets, *host):
        assert found[str(path)] == "FileNotFoundError", path
    assert found["processes"] < 10
    assert found["write here"] == "done"
    assert (sealed.workspace / "written").exists()
    assert {found[f"write {place}"] for place in ("/", "/usr", "/etc", "/dev")} <= {"OSError", "PermissionError"}


def test_a_sandbox_has_no_network_and_no_rights(sealed: Window, host: list[Path]) -> None:
    """No address, no abstract socket, no capability, no way to type into its own terminal."""
    found = sealed.probe()
    assert found["abstract"] == "ConnectionRefusedError"
    assert found["inet"] == found["vsock"] == found["push"] == "PermissionError"
    status = found["status"]
    assert {int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    uid = os.geteuid() if sealed.uid is None else sealed.uid
    assert set(map(int, status["Uid"].split())) == {uid}
    assert uid != 0 or not can_become(uid + 1)


def test_first_programs_are_deaf_to_the_candidate(sealed: Window) -> None:
    """What still has rights in the sandbox must not import what a candidate left or named."""
    trap = sealed.workspace / "argparse.py"
    trap.write_text("open('/workspace/trapped', 'w').close()\n")
    (sealed.workspace / "sitecustomize.py").write_text(trap.read_text())
    sealed.offered = {"PYTHONPATH": "/workspace", "HOME": "/workspace", "PYTHONSTARTUP": "/workspace/argparse.py"}
    assert "uid=" in sealed.run("id\n")
    assert not (sealed.workspace / "trapped").exists()


def test_the_tools_of_the_trade_work_in_a_sandbox(sealed: Window) -> None:
    """Accounts have names, git knows who commits, temporary folders and shared memory exist, python is ours."""
    said = sealed.run(
        "whoami; pwd; git init -q . && git add answer.py && git commit -qm first && git log --format='%an wrote %s'\n"
        "python -c 'import sys; print(sys.prefix)'; mktemp /tmp/tmp.XXXX\n"
        "python -c 'import multiprocessing as m; m.Lock(); print(\"locks\")'\n"
        "(yes | head -1); echo done >> answer.py; git status --short\n"
    )
    words = ("candidate", "/workspace", "Ada Example wrote first", sys.prefix, "locks", "tmp.", " M answer.py")
    for expected in words:
        assert expected in said, said
    assert "Broken pipe" not in said


@pytest.mark.slow
def test_torch_and_pytest_work_in_a_sandbox(sealed: Window) -> None:
    """Also with worker processes, which need shared memory and sockets of their own."""
    (sealed.workspace / "test_it.py").write_text(
        "import torch\nfrom torch.utils.data import DataLoader\n\n"
        "def test_it():\n    assert len(list(DataLoader(range(8), num_workers=2, batch_size=2))) == 4\n"
    )
    assert "1 passed" in sealed.run("python -m pytest -q test_it.py\n")


def test_an_editor_that_is_not_inside_is_replaced_with_a_word(sealed: Window) -> None:
    """And git uses the same one."""
    sealed.offered = {"EDITOR": "/opt/emacs/bin/emacs -nw", "PATH": "/opt/emacs/bin:/usr/bin"}
    said = sealed.run("echo $EDITOR: $PATH\n")
    assert "Your editor '/opt/emacs/bin/emacs -nw' is not on this machine's system" in said
    assert "/opt/emacs" not in said.splitlines()[-1]


def test_a_name_cannot_write_settings(sealed: Window) -> None:
    """A candidate's name is a word in a file, whatever is in it."""
    sealed.candidate = 'Ada"\n[core]\n\tpager = touch x\n'
    assert "touch" not in sealed.run("git config core.pager\n")


def test_rules_hide_files_and_every_socket(confined: Window, host: list[Path]) -> None:
    """Without a sandbox of its own a window still opens nothing but the system's files and the workspace."""
    folder = confined.workspace.parent
    secrets = [
        folder / "events.jsonl",
        folder / "exercise" / "private" / "checks.py",
        folder.parent,
        ROOT / "exercises",
    ]
    found = confined.probe(*secrets, *host)
    for path in (*secrets, *host):
        assert found[str(path)] == "PermissionError", path
    assert {found[name] for name in ("abstract", "inet", "vsock", "push")} == {"PermissionError"}
    assert {found[f"write {place}"] for place in ("/", "/usr", "/etc", "/dev")} == {"PermissionError"}
    assert found["write here"] == "done"
    assert int(found["status"]["CapEff"], 16) == 0


def test_behind_rules_the_commands_say_where_to_go(confined: Window) -> None:
    """They need a socket, and the window has none."""
    said = confined.run("proctor status; echo $?; git init -q . && echo repository; mktemp && echo $HOME > here\n")
    assert "Go to the task's window" in said
    assert "\n4\n" in said
    assert "repository" in said
    assert (confined.workspace / "here").read_text().strip() == str(confined.root / "r" / "h" / "home")


def test_without_confinement_the_window_is_a_plain_shell(root: Path) -> None:
    """In the workspace, with the candidate's own environment."""
    said = Window(root, OPEN, offered={"EDITOR": "", "HOME": "/nowhere"}).run("pwd; echo $HOME\n")
    assert str(root / "sessions") in said
    assert "/nowhere" in said


def test_an_editor_alone_ends_with_the_window(sealed: Window) -> None:
    """On a terminal of the candidate's own no shell follows."""
    sealed.offered = {"EDITOR": "sh -c 'echo \"editing $1\"' sh"}
    assert sealed.run("echo a shell reads this\n", then_shell=False).strip() == "editing answer.py"
