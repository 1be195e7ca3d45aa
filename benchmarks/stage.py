"""A place for sessions of a benchmark, the commands of the people in them, and the end of all they started."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.faults import BenchmarkFault
from benchmarks.listener import Listener
from benchmarks.processes import belonging_to, end_all
from benchmarks.pty_program import PtyProgram
from proctor.link.places import Places, places_of
from proctor.record.store import SessionFolder
from proctor.session.events import CheckEnded, RunEnded

ROOT: Final = Path(__file__).resolve().parents[1]
EXERCISE: Final = ROOT / "exercises" / "layer" / "practice-rms-norm"
SOLUTION: Final = EXERCISE / "private" / "reference" / "upcast.py"
ENTRY: Final = "rms_norm.py"
COLUMNS: Final = 120
LINES: Final = 40
_COMMAND_S: Final = 60.0
_LEFT_OUT: Final = {"TMUX", "TMUX_PANE", "EDITOR", "VISUAL", "NO_COLOR", "TEXTUAL", "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Stage:
    """Where sessions live and how programs are told so."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def mark(self) -> str:
        """What every process of this stage has in its environment, and no other."""
        return f"PROCTOR_RUNTIME={self.environment['PROCTOR_RUNTIME']}"

    def without_tmux(self) -> "Stage":
        """The same place, with screens drawn straight to the terminal."""
        return Stage(self.folder, {**self.environment, "PROCTOR_NO_TMUX": "1"})

    def run(self, *words: str) -> str:
        """What `proctor WORDS` prints. Raises BenchmarkFault with its words if it fails."""
        done = subprocess.run(
            proctor(*words),
            env=dict(self.environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND_S,
            check=False,
        )
        if done.returncode:
            raise BenchmarkFault(f"proctor {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def at_terminal(self, *words: str) -> PtyProgram:
        """`proctor WORDS` at a terminal of its own."""
        return PtyProgram(proctor(*words), self.environment, self.folder, columns=COLUMNS, lines=LINES)

    def working_session(self, exercise: Path = EXERCISE) -> "Sitting":
        """A session whose clock runs and whose checks have run once, so that nothing is cold any more."""
        told: dict[str, Any] = json.loads(self.run("start", str(exercise), "--no-tui", "--json", "--candidate", "Ada"))
        sitting = Sitting(self, SessionFolder(Path(self.environment["PROCTOR_SESSIONS"]) / told["session"]))
        with Listener(sitting.places.socket("candidate")) as listener:
            self.run("begin", "--session", sitting.folder.id, "--yes")
            listener.wait_for(lambda event: isinstance(event, RunEnded), since=0, what="the first run of the checks")
            verdicts = [heard.event for heard in listener.since(0) if isinstance(heard.event, CheckEnded)]
        if not verdicts:
            raise BenchmarkFault("the first run of the checks gave no verdict")
        return sitting

    def end_processes(self) -> None:
        """End everything that runs on this stage."""
        end_all(self.mark)


@dataclass(frozen=True)
class Sitting:
    """One session on a stage."""

    stage: Stage
    folder: SessionFolder

    @property
    def places(self) -> Places:
        """Its sockets."""
        return places_of(self.folder.path)

    @property
    def entry(self) -> Path:
        """The file under test."""
        return self.folder.workspace / ENTRY

    def close_terminal(self) -> None:
        """End its tmux server, and with it the screen inside; the session goes on."""
        command = ["tmux", "-S", str(self.places.tmux), "kill-server"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """An empty stage; whatever was started on it ends with it."""
    folder = Path(tempfile.mkdtemp(prefix="proctor-benchmark-"))
    runtime = Path(tempfile.mkdtemp(prefix="pb-", dir="/tmp"))  # socket paths must be short
    made = Stage(folder, _environment(folder / "sessions", runtime))
    try:
        yield made
    finally:
        made.end_processes()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)
        if left := belonging_to(made.mark):
            raise BenchmarkFault(f"still running: {left}")


def proctor(*words: str) -> list[str]:
    """The command line of `proctor WORDS`."""
    return [sys.executable, "-m", "proctor", *words]


def save(path: Path, content: bytes) -> None:
    """Put `content` at `path` the way careful editors do: written beside it, then renamed onto it."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_bytes(content)
    beside.replace(path)


def solution(number: int) -> bytes:
    """A correct solution, different for every number."""
    return SOLUTION.read_bytes() + f"\n# Save {number}.\n".encode()


def _environment(sessions: Path, runtime: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PROCTOR_", "PYTEST_", "LC_")) and name not in _LEFT_OUT
    }
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "PROCTOR_SESSIONS": str(sessions),
        "PROCTOR_RUNTIME": str(runtime),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/sh",
    }
