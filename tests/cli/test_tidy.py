"""A recording that was unpacked to be looked at is gone once its reader is, however that reader leaves."""

import os
import signal
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]


def replay(folder: Path) -> "pexpect.spawn[bytes]":
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "PROCTOR_HOME": str(ROOT),
        "TERM": "xterm-256color",
    }
    words = ["-m", "proctor", "replay", "--example"]
    return pexpect.spawn(sys.executable, words, env=environment, dimensions=(40, 120), timeout=60)


def unpacked(folder: Path) -> list[Path]:
    return list(folder.glob("proctor-*"))


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_replay_whose_terminal_is_closed_leaves_nothing_unpacked(number: signal.Signals, tmp_path: Path) -> None:
    screen = replay(tmp_path)
    screen.expect("Jump to")
    assert unpacked(tmp_path)
    screen.kill(number)
    screen.expect(pexpect.EOF)
    screen.wait()
    assert not unpacked(tmp_path)


def test_a_replay_whose_terminal_is_gone_ends(tmp_path: Path) -> None:
    """Its threads must not go on reading from nothing."""
    screen = replay(tmp_path)
    screen.expect("Jump to")
    screen.ptyproc.fileobj.close()
    ended, _ = os.waitpid(screen.pid, 0)
    assert ended == screen.pid
    screen.closed = screen.ptyproc.closed = True
    assert not unpacked(tmp_path)


def test_leaving_a_replay_leaves_nothing_unpacked(tmp_path: Path) -> None:
    screen = replay(tmp_path)
    screen.expect("Jump to")
    screen.send("q")
    screen.expect(pexpect.EOF)
    assert screen.wait() == 0
    assert not unpacked(tmp_path)
