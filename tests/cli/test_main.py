import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proctor import __version__
from proctor.cli import main as cli
from proctor.errors import (
    EnvironmentFault,
    ExitCode,
    HostUnreachable,
    IllegalMove,
    PackageError,
    ProctorError,
    RecordError,
    UsageError,
)
from tests.cli.conftest import Call, Write
from tests.cli.written import BEGUN


def _failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_words: list[str]) -> int:
        raise error

    monkeypatch.setattr(cli, "_carried_out", fail)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UsageError, ExitCode.USAGE),
        (IllegalMove, ExitCode.USAGE),
        (PackageError, ExitCode.PACKAGE),
        (EnvironmentFault, ExitCode.PACKAGE),
        (RecordError, ExitCode.PACKAGE),
        (HostUnreachable, ExitCode.UNREACHABLE),
    ],
)
def test_an_error_becomes_two_lines_and_its_exit_code(
    kind: type[ProctorError], code: ExitCode, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    _failing(monkeypatch, kind("it went wrong", hint="do this"))
    said = call("x")
    assert said.code == code
    assert said.err == "proctor: error: it went wrong\nhint: do this\n"
    assert not said.out


def test_a_script_reads_an_error_as_json(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    _failing(monkeypatch, HostUnreachable("no host", hint="join"))
    assert json.loads(call("x", "--json").out) == {"error": "no host", "hint": "join", "code": 4}


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    _failing(monkeypatch, KeyboardInterrupt())
    assert call("x").code == 130


def test_a_bug_shows_its_traceback_and_is_70(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    _failing(monkeypatch, ZeroDivisionError("a bug"))
    said = call("x")
    assert said.code == 70
    assert "Traceback" in said.err
    assert "ZeroDivisionError: a bug" in said.err


def test_a_reader_who_leaves_causes_no_words() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "proctor", "--help"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


def test_a_terminal_without_the_letters_still_gets_words(write_session: Write) -> None:
    write_session("one", candidate="Zoë 漢字")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = [sys.executable, "-m", "proctor", "status", "one"]
    process = subprocess.run(words, env=environment, capture_output=True, check=False)
    assert process.returncode == 0
    assert b"Candidate: Zo?" in process.stdout


def test_the_version_and_the_help_are_printed(call: Call) -> None:
    assert call("--version").out == f"proctor {__version__}\n"
    assert call("--help").out == call("help").out


def test_an_option_without_a_command_is_an_error(call: Call) -> None:
    assert call("--json").code == 2


def test_proctor_alone_says_what_to_do_first(call: Call) -> None:
    said = call()
    assert said.code == 0
    assert "proctor start practice-rms-norm" in said.out
    assert "Practise a loss:    proctor start practice-generalized-cross-entropy" in said.out


def test_proctor_alone_shows_what_is_live(write_session: Write, call: Call) -> None:
    write_session("going", *BEGUN)
    said = call()
    assert "proctor join going" in said.out


def test_help_takes_less_than_a_fifth_of_a_second_of_work(tmp_path: Path) -> None:
    """The best of three, in processor time: other work on the machine does not count."""

    def once_s() -> float:
        before = os.times()
        subprocess.run([sys.executable, "-m", "proctor", "--help"], stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(once_s() for _ in range(3)) < 0.2
