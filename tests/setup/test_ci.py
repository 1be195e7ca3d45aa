"""The one command of continuous integration: every step runs, and any failure is told by the exit status."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup.machine import CHECKOUT

TOOLS = ("python", "proctor", "ruff", "mypy", "lint-imports", "shellcheck")


def write_program(path: Path, status: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/usr/bin/env bash\necho "called: {path.name} $*"\nexit {status}\n')
    path.chmod(0o755)


def run_ci(checkout: Path, **statuses: int) -> subprocess.CompletedProcess[str]:
    """Run a copy of .ci/run over tools that end with the given status, 0 unless told."""
    (checkout / ".ci").mkdir()
    shutil.copy2(CHECKOUT / ".ci" / "run", checkout / ".ci" / "run")
    write_program(checkout / "install.sh", statuses.get("install", 0))
    for tool in TOOLS:
        write_program(checkout / ".venv" / "bin" / tool, statuses.get(tool, 0))
    return subprocess.run(
        [checkout / ".ci" / "run"], capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ)
    )


def calls(said: subprocess.CompletedProcess[str]) -> int:
    return sum(line.startswith("called: ") for line in said.stdout.splitlines())


def test_every_step_runs_and_all_passing_is_a_success(tmp_path: Path) -> None:
    said = run_ci(tmp_path)
    assert said.returncode == 0
    assert calls(said) == 9
    assert "called: install.sh test\n" in said.stdout
    assert "called: python -m pytest -m slow\n" in said.stdout
    assert "called: install.sh --with jax test " in said.stdout
    assert "called: proctor exercise verify --all\n" in said.stdout


@pytest.mark.parametrize("tool", ["install", *TOOLS])
def test_one_failing_step_fails_the_whole_and_stops_no_other(tmp_path: Path, tool: str) -> None:
    said = run_ci(tmp_path, **{tool: 1})
    assert said.returncode == 1
    assert calls(said) == 9
    assert "FAILED (exit 1)" in said.stdout


def test_what_failed_is_said_once_more_at_the_end(tmp_path: Path) -> None:
    """Where a log that keeps its end only still has it; what passed is not."""
    said = run_ci(tmp_path, proctor=1, mypy=1).stdout
    end = said[said.index("called: shellcheck") :]
    assert "once more, the end of: exercises\n| called: proctor exercise verify --all\n" in end
    assert "once more, the end of: types\n| called: mypy" in end
    assert end.count("once more") == 2
    assert end.index("once more") < end.index("== summary")


def test_having_no_slow_tests_is_no_failure(tmp_path: Path) -> None:
    assert run_ci(tmp_path, python=5).returncode == 0


def test_having_no_tests_at_all_is_a_failure(tmp_path: Path) -> None:
    assert run_ci(tmp_path, install=5).returncode == 1
