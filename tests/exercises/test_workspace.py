"""Plain `pytest` in a candidate's workspace runs the visible checks and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import proctor
from proctor.catalog.package import Exercise
from tests.exercises.trials import references, shipped

CODE = Path(proctor.__file__).parents[1]
BY_NAME = {exercise.root.name: exercise for exercise in shipped()}
PRACTICE, EVALUATION = BY_NAME["practice-rms-norm"], BY_NAME["sliding-window-attention"]


def plain_pytest(exercise: Exercise, folder: Path, level: str, solution: Path | None) -> tuple[int, str]:
    """Lay the workspace out and run pytest in it; the exit status and what it said."""
    for name, content in exercise.workspace(level).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if solution is not None:
        (folder / exercise.manifest.entry).write_bytes(solution.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--color=no"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CODE), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_starter_fails_with_a_message_that_teaches(tmp_path: Path) -> None:
    status, output = plain_pytest(PRACTICE, tmp_path, "junior", None)
    assert status == pytest.ExitCode.TESTS_FAILED, output
    assert "missing: " in output
    assert " passed" in output.splitlines()[-1]


def test_a_reference_passes(tmp_path: Path) -> None:
    status, output = plain_pytest(EVALUATION, tmp_path, "mid", references(EVALUATION)[0])
    assert status == pytest.ExitCode.OK, output
    assert f"{len(EVALUATION.checks('mid', 'visible'))} passed" in output.splitlines()[-1]
