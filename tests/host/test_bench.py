"""An engine that lasts as long as a command, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proctor.errors import EnvironmentFault
from proctor.host.bench import passing_engine
from proctor.host.engine import Engine
from proctor.link.launch import answers
from tests.host.conftest import ROOT, until

REFERENCE = ROOT / "exercises" / "layer" / "practice-rms-norm" / "private" / "reference" / "upcast.py"


@pytest.fixture
def runtime(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PROCTOR_ENGINE", raising=False)
    monkeypatch.setenv("PROCTOR_RUNTIME", str(short_folder / "r"))
    return short_folder / "r"


def left(runtime: Path) -> list[Path]:
    return list(runtime.iterdir())


def engines(runtime: Path) -> list[Path]:
    return [path for path in runtime.glob("*/e/s") if answers(path)]


async def test_an_engine_of_one_s_own_ends_with_the_block(runtime: Path) -> None:
    async with passing_engine() as engine:
        assert engines(runtime) == []
        await engine.warm()
        assert len(engines(runtime)) == 1
    assert left(runtime) == []


async def test_an_engine_that_cannot_start_is_told_with_the_place(runtime: Path) -> None:
    with pytest.raises(EnvironmentFault, match="nowhere"):
        await Engine(runtime / "nowhere" / "s", shared=True).warm()


def test_an_interrupted_grading_leaves_nothing_behind(runtime: Path) -> None:
    grading = subprocess.Popen(
        [sys.executable, "-m", "proctor", "exercise", "check", "practice-rms-norm", "--solution", str(REFERENCE)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PROCTOR_HOME": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 no threads here
        text=True,
    )
    until(lambda: engines(runtime), why="its engine listens")
    grading.send_signal(signal.SIGINT)
    _, said = grading.communicate(timeout=60)
    assert grading.returncode == 130, said
    assert "Traceback" not in said
    assert left(runtime) == []
