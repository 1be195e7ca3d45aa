"""The benchmarks run from end to end with few samples, and leave nothing behind. How fast is not judged here."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.stage import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="they read /proc")]

NEED_VIM = ("mirror", "company")


def start(home: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "TMPDIR": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "benchmarks", "--quick", *words]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def processes_mentioning(word: str) -> list[bytes]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes()
        except OSError:
            continue
        if word.encode() in command:
            found.append(command)
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [benchmark.name for benchmark in BENCHMARKS])
def test_each_benchmark_measures_and_cleans_up(name: str, tmp_path: Path) -> None:
    if name in NEED_VIM and shutil.which("vim") is None:
        pytest.skip("vim is not installed")
    output = tmp_path / "results.md"
    home = tmp_path / "home"
    home.mkdir()
    process = start(home, "--only", name, "--output", str(output))
    _, said = process.communicate(timeout=280)
    assert process.returncode == 0, said
    text = output.read_text()
    assert "| median |" in text
    assert str(ROOT) not in text
    assert not list(home.iterdir())
    assert not processes_mentioning(str(home))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_benchmark_ends_what_it_started(number: signal.Signals, tmp_path: Path) -> None:
    home = Path(tempfile.mkdtemp(dir=tmp_path))
    process = start(home, "--only", "snapshot")
    deadline_s = time.monotonic() + 60
    while not list(home.glob("*/sessions/*/events.jsonl")):
        assert time.monotonic() < deadline_s, "no session was started"
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert not list(home.iterdir())
    assert not processes_mentioning(str(home))
