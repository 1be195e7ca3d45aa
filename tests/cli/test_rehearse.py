"""`proctor watch --rehearse`: the shipped example plays from its beginning to its end, and nothing is kept of it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proctor.cli.main import main
from proctor.cli.rehearse import Manner, notice, rehearsed_link
from proctor.errors import UsageError
from proctor.home import checkout
from proctor.session.phases import Phase
from tests.cli.conftest import Write

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "sessions" / "example"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_HOME", str(ROOT))


def test_the_example_is_small_and_tells_nothing_of_its_machine() -> None:
    (file,) = EXAMPLE.iterdir()
    assert file.stat().st_size < 200_000
    with rehearsed_link("", Manner(), "Eve") as link:
        recorded = link._recorded
        pictures = "\n".join(text for record in recorded.screens for text in record.rows.values())
        assert "class RMSNorm" in re.sub(r"\x1b\[[0-9;:]*m", "", pictures)
        assert recorded.package is not None
        assert recorded.seals
        assert len(list(recorded.cards.glob("*.jsonl")) if recorded.cards else []) == 2
    told = b"".join(bytes(envelope.data) for envelope in (*recorded.public, *recorded.private)) + pictures.encode()
    for word in (b"/work", b"/root", b"/home", b"/tmp/proctor"):
        assert word not in told
    assert recorded.session.phase is Phase.DONE
    assert recorded.session.terms.candidate == "Example"
    assert recorded.session.feedback is not None
    assert recorded.session.talk.questions


def test_the_example_is_no_session_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    assert checkout("sessions") is not None
    assert main(["sessions"]) == 0
    assert "Example" not in capsys.readouterr().out


@pytest.mark.slow
def test_the_example_plays_as_lines_to_its_end(own_place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--rehearse", "--linear", "--speed", "100"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("REHEARSAL")
    assert "any number of leading dimensions" in told, "without a person who acts, the recorded interviewer does"
    assert "Begins with the gain" not in told, "what they noted is theirs"
    assert not own_place.exists()


@pytest.mark.slow
def test_the_example_plays_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--rehearse", "--json", "--speed", "100", "--from-start"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [line["kind"] for line in lines if "seq" in line]
    assert "session.finished" in kinds
    assert "feedback.delivered" in kinds


@pytest.mark.parametrize("speed", [0.0, -1.0, 1e6])
def test_a_speed_has_bounds(speed: float) -> None:
    with pytest.raises(UsageError, match="speed"), rehearsed_link("", Manner(speed), "Eve"):
        pass


def test_a_session_that_is_not_over_is_watched_not_rehearsed(write_session: Write) -> None:
    write_session("0101-live-aaaa")
    with pytest.raises(UsageError, match="not over") as refused, rehearsed_link("0101-live-aaaa", Manner(), "Eve"):
        pass
    assert "proctor watch" in refused.value.hint


def test_what_is_no_recording_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no session 'nothing'"), rehearsed_link("nothing", Manner(), "Eve"):
        pass
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada")
    with pytest.raises(Exception, match="no exported session"), rehearsed_link(str(letter), Manner(), "Eve"):
        pass


def test_the_banner_says_what_plays() -> None:
    assert notice(Manner(2.0)).startswith("REHEARSAL: a recording plays, 2 times as fast")
    assert "as it was" in notice(Manner(real_time=True))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_closed_terminal_leaves_nothing_unpacked(number: signal.Signals, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "proctor", "watch", "--rehearse", "--linear"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as playing:
        assert playing.stdout is not None
        assert playing.stdout.readline().startswith("REHEARSAL")
        assert list(tmp_path.glob("proctor-recording-*"))
        playing.send_signal(number)
        playing.communicate(timeout=20)
    assert not list(tmp_path.glob("proctor-recording-*"))
