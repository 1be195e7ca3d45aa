"""A finished session without a screen: told in lines, at a moment, as a table of verdicts, for scripts."""

import json
import subprocess
from argparse import Namespace
from collections.abc import Callable, Iterator

import pytest

from benchmarks.long_record import long_record
from proctor.cli.parsing import Handler, Parser, parsed_options
from proctor.cli.render import WIDTH
from proctor.cli.replay_lines import add_plain_arguments, run_plain, wants_plain
from proctor.errors import ExitCode, UsageError
from proctor.record.reel import Reel
from proctor.record.store import SessionFolder
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.film import Film
from proctor.review.reading import recording

ENTRY = "rms_norm.py"
Tell = Callable[..., str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    """A finished session of eight hours and sixty saves."""
    return long_record(tmp_path_factory.mktemp("s") / "0105-rms-norm-aaaa", 60, candidate="Ada Lovelace")


@pytest.fixture
def tell(folder: SessionFolder, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Tell]:
    """What it prints for these words."""
    with recording(folder.path) as recorded, Reel(recorded.record) as reel:
        film = Film(recorded)

        def told(*words: str, veil: Veil = NO_VEIL) -> str:
            capfdbinary.readouterr()
            assert run_plain(options(*words), film, reel, veil) == ExitCode.DONE
            return capfdbinary.readouterr().out.decode()

        yield told


def options(*words: str) -> Namespace:
    def arguments(parser: Parser) -> None:
        add_plain_arguments(parser)

    return parsed_options("replay", "replay", Handler(arguments, lambda _options: 0), words)


def git(folder: SessionFolder, *words: str) -> str:
    command = ["git", "--git-dir", str(folder.record), *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_the_summary_comes_first_and_then_everything_in_the_order_of_time(tell: Tell) -> None:
    lines = tell("--linear").splitlines()
    assert lines[0].startswith("Session 0105-rms-norm-aaaa: RMSNorm with a learned gain")
    moments = [line[:7] for line in lines[lines.index("") :] if line[1:2] == ":" and line[:1].isdigit()]
    assert moments == sorted(moments)
    assert len(moments) > 60
    assert sum("saved " in line for line in lines) == 60
    assert max(map(len, lines)) <= WIDTH


def test_pauses_feedback_messages_notes_and_idle_times_are_told(tell: Tell) -> None:
    said = " ".join(tell("--linear").split())
    for words in (
        "stopped the clock (break)",
        "starts focus time",
        "asks, question 1:",
        "gives feedback. Strength: You worked from the specification",
        "private: Interviewer notes (",
        "sees the feedback acted-on",
        "nothing happens for",
        "Counts as submitted",
        "no longer holds, ",
        "now holds: ",
    ):
        assert words in said, words


def test_a_part_of_the_time_is_told_without_the_summary(tell: Tell) -> None:
    lines = tell("--from", "submitted", "--to", "6:50:00").splitlines()
    assert lines
    assert not any(line.startswith("Session ") for line in lines)
    moments = [line[:7] for line in lines if line[:1].isdigit()]
    assert moments == sorted(moments)
    assert moments[-1] <= "6:50:00"


def test_the_marks_alone_leave_saves_out(tell: Tell) -> None:
    lines = tell("--marks").splitlines()
    assert not any("saved " in line for line in lines)
    assert any("Work began" in line for line in lines)
    assert any("for the first time" in line for line in lines)


def test_the_strips_have_a_row_for_every_check(tell: Tell) -> None:
    out = tell("--checks")
    for check in ("test_half_precision", "test_gain_scales_each_feature", "test_double_backward"):
        (line,) = [line for line in out.splitlines() if line.startswith(check)]
        strip = line.split()[1]
        assert set(strip) <= set("PFE-")
        assert "P" in strip
    assert max(map(len, out.splitlines())) <= WIDTH


def test_a_file_is_printed_as_it_was_at_a_moment(tell: Tell, folder: SessionFolder) -> None:
    assert tell("--at", "submitted", "--file", ENTRY) == git(folder, "show", f"submitted:{ENTRY}")
    assert tell("--file", ENTRY) == git(folder, "show", f"final:{ENTRY}")


def test_a_diff_is_what_git_says(tell: Tell, folder: SessionFolder) -> None:
    assert tell("--diff", "submitted") == git(folder, "diff", "submitted", "final")
    assert tell("--at", "submitted", "--diff") == git(folder, "diff", "submitted~1", "submitted")


def test_a_moment_says_the_clock_the_save_and_the_files(tell: Tell) -> None:
    out = tell("--at", "1:00:00")
    assert out.startswith("At 1:00:00: work, 59:00 used, save ")
    assert ENTRY in out


def test_nobody_reads_the_name_where_it_is_hidden(tell: Tell) -> None:
    veil = Veil("Ada Lovelace", "Candidate A")
    said = [tell(*words, veil=veil) for words in (("--linear",), ("--marks",), ("--json",))]
    for out in said:
        assert "Lovelace" not in out
        assert "0105-rms-norm-aaaa" not in out
    assert "Candidate A asks" in said[1]
    assert "Lovelace" in tell("--linear")


def test_a_script_gets_every_save_mark_and_verdict(tell: Tell, folder: SessionFolder) -> None:
    found = json.loads(tell("--json"))
    assert [frame["commit"] for frame in found["frames"]] == git(
        folder, "log", "--reverse", "--format=%H", "work"
    ).split()
    assert found["phases"][0]["phase"] == "work"
    assert {track["visibility"] for track in found["tracks"]} == {"visible", "hidden"}
    assert found["before_after"]["patch"] == git(folder, "diff", "submitted", "final")
    assert found["evidence"]["checks"]
    assert found["idle"]


@pytest.mark.parametrize(
    "words",
    [
        ("--at", "noon"),
        ("--file", "no-such.py"),
        ("--at", "0:01", "--file", ENTRY),
        ("--diff", "--file", ENTRY),
        ("--at", "1:00:00", "--marks"),
        ("--json", "--file", ENTRY),
    ],
)
def test_what_is_not_there_or_does_not_go_together_is_refused_with_a_hint(tell: Tell, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        tell(*words)
    assert refused.value.hint


def test_words_that_ask_for_no_screen_are_known() -> None:
    assert not wants_plain(options())
    assert all(wants_plain(options(*words)) for words in (("--linear",), ("--json",), ("--diff",), ("--at", "0:10")))
