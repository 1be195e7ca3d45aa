import json
from pathlib import Path

import pytest

from proctor.cli import start
from proctor.cli.start import accommodation
from proctor.errors import HostUnreachable, UsageError
from proctor.link.places import Places, places_of
from proctor.record.reading import read
from proctor.record.store import SessionFolder, list_sessions
from proctor.session.fold import opened
from proctor.session.terms import Terms
from tests.cli.conftest import Call


@pytest.fixture
def no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are created, but nobody serves them."""
    monkeypatch.setattr(start, "ensure_host", places_of)


def _agreed(root: Path) -> Terms:
    (folder,) = list_sessions(root)
    return opened(read(folder.events).envelopes[0]).terms


@pytest.mark.usefixtures("no_host")
def test_a_script_learns_id_folder_and_phase(call: Call, own_place: Path) -> None:
    told = json.loads(call("start", "practice-rms-norm", "--no-tui", "--json").out)
    assert Path(told["folder"]) == own_place / told["session"]
    assert Path(told["workspace"]).is_dir()
    assert (told["phase"], told["exercise"], told["level"]) == ("lobby", "layer/practice-rms-norm", "mid")


@pytest.mark.usefixtures("no_host")
def test_what_was_agreed_is_written_down(call: Call, own_place: Path) -> None:
    people = ("--level", "senior", "--candidate", "Ada", "--interviewer-opens")
    said = call("start", "layer/practice-rms-norm", "--no-tui", *people, "--extra-time", "25%", "--breaks", "10m")
    assert said.code == 0
    terms = _agreed(own_place)
    assert (terms.level, terms.candidate, terms.interviewer_opens) == ("senior", "Ada", True)
    assert (terms.accommodation.extra_time_percent, terms.accommodation.breaks_s) == (25.0, 600.0)
    assert "Time: 18 min 45 s + 6 min 15 s revision (25 % extra time included)" in said.out
    assert "Next, the interviewer: proctor begin --as interviewer" in said.out


@pytest.mark.usefixtures("no_host")
def test_focus_time_and_the_picture_are_agreed_and_told(call: Call, own_place: Path) -> None:
    said = call("start", "practice-rms-norm", "--no-tui", "--focus", "10", "--screen", "recorded")
    terms = _agreed(own_place)
    assert (terms.focus_s, terms.screen) == (600.0, "recorded")
    words = " ".join(said.out.split())
    assert "Focus time: nobody watches for 10 min in all" in words
    assert "Recorded: the picture of your editor's window" in words


@pytest.mark.usefixtures("no_host")
@pytest.mark.parametrize(("tmux", "screen"), [(True, "live"), (False, "off")])
def test_unless_it_is_said_practice_is_not_recorded_and_without_tmux_there_is_no_picture(
    call: Call, own_place: Path, monkeypatch: pytest.MonkeyPatch, tmux: bool, screen: str
) -> None:
    monkeypatch.setattr(start, "has_tmux", lambda: tmux)
    assert call("start", "practice-rms-norm", "--no-tui").code == 0
    assert (_agreed(own_place).focus_s, _agreed(own_place).screen) == (0.0, screen)


def test_the_choices_of_the_picture_are_explained(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call("start", "--help")
    said = " ".join(capsys.readouterr().out.split())
    assert "--screen {recorded,live,off}" in said
    assert "default: recorded; practice: live; without tmux: off" in said


@pytest.mark.usefixtures("no_host")
def test_without_a_terminal_it_goes_on_with_plain_commands_and_says_so(call: Call) -> None:
    said = call("start", "practice-rms-norm")
    assert said.code == 0
    assert "no terminal" in said.err
    assert "Next: proctor begin " in said.out


@pytest.mark.usefixtures("no_host")
def test_the_candidate_is_called_as_the_account_unless_named(
    call: Call, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    call("start", "practice-rms-norm", "--no-tui")
    assert _agreed(own_place).candidate == "grace"


@pytest.mark.usefixtures("no_host")
def test_at_a_terminal_the_screen_opens(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def show(folder: SessionFolder) -> int:
        shown.append(folder.id)
        return 0

    monkeypatch.setattr(start, "can_show_screens", lambda: True)
    monkeypatch.setattr(start, "open_screen", show)
    assert call("start", "practice-rms-norm").code == 0
    assert call("start", "practice-rms-norm", "--no-tui").code == 0
    assert len(shown) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("nothing-like-it",),
        ("practice-rms-norm", "--level", "expert"),
        ("practice-rms-norm", "--extra-time", "lots"),
        ("practice-rms-norm", "--extra-time", "900%"),
        ("practice-rms-norm", "--breaks", "soon"),
        ("practice-rms-norm", "--focus", "sometimes"),
        ("practice-rms-norm", "--focus", "2h"),
        ("practice-rms-norm", "--screen", "maybe"),
    ],
)
def test_a_slip_creates_nothing(words: tuple[str, ...], call: Call, own_place: Path) -> None:
    said = call("start", *words)
    assert said.code == 2
    assert "hint: " in said.err
    assert not own_place.exists()


def test_a_session_without_a_host_is_named(call: Call, monkeypatch: pytest.MonkeyPatch, own_place: Path) -> None:
    def fail(_folder: Path) -> Places:
        raise HostUnreachable("the host did not start")

    monkeypatch.setattr(start, "ensure_host", fail)
    said = call("start", "practice-rms-norm")
    assert said.code == 4
    (folder,) = list_sessions(own_place)
    assert folder.id in said.err


@pytest.mark.usefixtures("no_host")
def test_who_prepares_a_session_is_told_that_its_exercise_is_public(call: Call) -> None:
    said = call("start", "sliding-window-attention", "--no-tui")
    assert said.err.startswith("For the interviewer: This exercise is public")
    assert "public" not in said.out
    assert all(len(line) <= 80 for line in said.err.splitlines())
    assert "public" not in call("start", "practice-rms-norm", "--no-tui").err


@pytest.mark.parametrize(("said", "percent"), [("", 0), ("25%", 25), ("12.5 %", 12.5), ("50", 50)])
def test_extra_time_is_a_share(said: str, percent: float) -> None:
    assert accommodation(said, "").extra_time_percent == percent


@pytest.mark.parametrize("said", ["x", "-5%", "nan", "inf%", "1e9"])
def test_nonsense_is_no_share(said: str) -> None:
    with pytest.raises(UsageError):
        accommodation(said, "")
