"""`proctor replay`: which recording is meant, and when there is a screen."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import proctor.cli.replay as command
import proctor.tui
from benchmarks.long_record import long_record
from proctor.errors import ExitCode
from proctor.home import checkout
from proctor.tui.replay.wish import Wish
from tests.cli.conftest import Call


@pytest.fixture
def session(own_place: Path) -> Path:
    """A finished session among one's own."""
    return long_record(own_place / "0105-rms-norm-aaaa", 12, candidate="Ada Lovelace").path


@pytest.fixture
def wished(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    """What a screen is asked for, at a terminal that can draw one."""
    wishes: list[Wish] = []

    def run_replay(wish: Wish) -> int:
        wishes.append(wish)
        return 0

    monkeypatch.setattr(command, "can_show_screens", lambda: True)
    monkeypatch.setattr(proctor.tui, "run_replay", run_replay)
    return wishes


def test_the_newest_finished_session_is_meant_without_words(session: Path, wished: list[Wish], call: Call) -> None:
    assert call("replay").code == ExitCode.DONE
    assert (wished[0].place, wished[0].notice) == (session, "")


def test_the_example_is_shown_where_there_is_no_session_and_is_said_to_be(wished: list[Wish], call: Call) -> None:
    assert call("replay").code == ExitCode.DONE
    home = checkout("sessions")
    assert home is not None
    assert wished[0].place == home / "sessions" / "example" / "example.bundle"
    assert "the example" in wished[0].notice
    assert call("replay", "--example").code == ExitCode.DONE
    assert (wished[1].place, wished[1].notice) == (wished[0].place, "")


def test_what_is_wished_for_reaches_the_screen(session: Path, wished: list[Wish], call: Call) -> None:
    words = ("--at", "12:30", "--speed", "4", "--blind", "--without-private", "--damaged", "--who", "Grace")
    assert call("replay", session.name, *words).code == ExitCode.DONE
    expected = Wish(session, blind=True, damaged=True, private=False, at="12:30", speed=4.0, who="Grace")
    assert wished == [expected]


@pytest.mark.parametrize("words", [("--linear",), ("--json",), ("--marks",), ("--diff", "submitted", "--at", "final")])
def test_words_for_lines_draw_no_screen(session: Path, wished: list[Wish], call: Call, words: tuple[str, ...]) -> None:
    assert call("replay", session.name, *words).code == ExitCode.DONE
    assert not wished


def test_without_a_terminal_it_is_told_in_lines(session: Path, call: Call) -> None:
    assert "Lovelace" in call("replay", session.name).out
    assert "Lovelace" not in call("replay", session.name, "--blind").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--speed", "100"), "the speed cannot be 100"),
        (("--speed", "0"), "the speed cannot be 0"),
        (("--example", "0105"), "are two recordings"),
        (("nothing-of-the-sort",), "nothing-of-the-sort"),
    ],
)
def test_what_makes_no_sense_is_refused(session: Path, call: Call, words: tuple[str, ...], why: str) -> None:
    said = call("replay", *words)
    assert said.code == ExitCode.USAGE
    assert why in said.err


def test_its_help_and_the_lines_load_no_screens(session: Path) -> None:
    report = (
        "import sys\nfrom proctor.cli.main import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    for words in (["replay", "--help"], ["replay", session.name, "--marks"]):
        done: Any = subprocess.run([sys.executable, "-c", report, *words], capture_output=True, text=True, check=True)
        assert done.stderr.splitlines()[-1] == "False"
