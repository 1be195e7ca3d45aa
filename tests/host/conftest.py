"""A real session in real processes, driven by plain commands as a person or a script would."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from proctor.link.places import Places, places_of

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


def until(what: Callable[[], Any], *, why: str, patience_s: float = PATIENCE_S) -> Any:
    """What `what` gives once it is true; fails with `why` when that takes too long."""
    deadline_s = time.monotonic() + patience_s
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > deadline_s:
            pytest.fail(f"waited {patience_s:.0f} s in vain: {why}")
        time.sleep(0.02)


@dataclass
class Stage:
    """Where one test's sessions live, and the commands of the people in it."""

    sessions: Path
    environment: dict[str, str]
    session: str = ""
    hosts: list[int] = field(default_factory=list)

    def run(self, *words: str, code: int = 0) -> str:
        """Run `proctor WORDS` and return what it printed; the exit code must be `code`."""
        done = subprocess.run(
            [sys.executable, "-m", "proctor", *words],
            env=self.environment,
            cwd=self.sessions.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == code, f"proctor {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout if code == 0 else done.stdout + done.stderr

    def start(self, *words: str, exercise: str = "practice-rms-norm") -> dict[str, Any]:
        """Create a session and remember it."""
        told: dict[str, Any] = json.loads(self.run("start", exercise, "--no-tui", "--json", *words))
        self.session = str(told["session"])
        return told

    def act(self, verb: str, *words: str, code: int = 0) -> str:
        """Carry out a verb in the session."""
        return self.run(verb, *words, "--session", self.session, "--yes", code=code)

    def status(self) -> dict[str, Any]:
        """The folded state, as `proctor status --json` tells it."""
        told: dict[str, Any] = json.loads(self.run("status", "--json", "--session", self.session))
        return told

    @property
    def folder(self) -> Path:
        """The session's folder."""
        return self.sessions / self.session

    @property
    def workspace(self) -> Path:
        """The candidate's files."""
        return self.folder / "workspace"

    @property
    def places(self) -> Places:
        """The session's sockets."""
        return places_of(self.folder)

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The journal's events, all or of one kind."""
        lines = (self.folder / "events.jsonl").read_bytes().splitlines()
        told = [json.loads(line[9:]) for line in lines]
        return [event for event in told if not kind or event["kind"] == kind]

    def host_pid(self) -> int:
        """The process that owns the session now."""
        return int(self.events("host.started")[-1]["data"]["pid"])

    def git(self, *words: str) -> str:
        """What plain git says about the record."""
        return subprocess.run(
            ["git", "-C", str(self.folder / "record.git"), *words], capture_output=True, text=True, check=True
        ).stdout


MANIFEST = """
format = 1
kind = "layer"
title = "A short one"
summary = "Over before one can say anything."
practice = true
entry = "answer.py"
frameworks = ["pytorch"]
levels.mid = { main_min = 0.1, revision_min = 0.1 }
criteria = [{ name = "Right", text = "It is right." }]
aids = { web = "yes", ai_assistant = "yes", own_notes = "yes", own_code = "yes" }
limits = { check_s = 1, run_s = 8 }
"""

CHECK = '''
from proctor.checks.author import criterion

@criterion("Right")
def test_value(candidate):
    """value() is 2."""
    assert candidate.call("value") == 2, "value() is not 2"

@criterion("Right")
def test_other(candidate):
    """other() is 3."""
    assert candidate.call("other") == 3, "other() is not 3"
'''

STARTER = "def value():\n    return 1\n\n\ndef other():\n    return 3\n"


def write_package(root: Path) -> Path:
    """A tiny exercise whose phases last six seconds."""
    for folder in ("starter", "checks", "private/checks"):
        (root / folder).mkdir(parents=True)
    (root / "exercise.toml").write_text(MANIFEST)
    (root / "spec.md").write_text("# Short\n\nMake value() return 2.\n")
    (root / "starter" / "answer.py").write_text(STARTER)
    (root / "checks" / "test_answer.py").write_text(CHECK)
    return root


@pytest.fixture(scope="session")
def engine(warm_engine: Path) -> Path:
    """The check engine of all hosts: an address, as they see it."""
    return warm_engine


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="pf-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def a_stage(folder: Path, engine: Path) -> Iterator[Stage]:
    """A place for sessions below `folder`; whatever hosts they started are ended."""
    runtime = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))
    sessions = folder / "sessions"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROCTOR_")},
        "PYTHONPATH": str(ROOT),
        "PROCTOR_SESSIONS": str(sessions),
        "PROCTOR_RUNTIME": str(runtime),
        "PROCTOR_ENGINE": str(engine),
        "PROCTOR_HOME": str(ROOT),
        "PROCTOR_DONE_IDLE_S": "600",
        "LC_ALL": "C.UTF-8",
    }
    made = Stage(sessions, environment)
    try:
        yield made
    finally:
        for journal in sessions.glob("*/events.jsonl"):
            made.session = journal.parent.name
            for event in made.events("host.started"):
                _end(int(event["data"]["pid"]))
            if made.places.tmux.exists():
                subprocess.run(["tmux", "-S", str(made.places.tmux), "kill-server"], check=False, timeout=20)
        shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture
def stage(tmp_path: Path, engine: Path) -> Iterator[Stage]:
    """A place for the sessions of one test."""
    with a_stage(tmp_path, engine) as made:
        yield made


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    deadline_s = time.monotonic() + 10
    while time.monotonic() < deadline_s:
        if not _runs(pid):
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    """Whether a process has not ended; one that has may wait for seconds to be reaped by whoever adopted it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()
