"""How the agreement reads before the clock starts."""

import pytest

from proctor.session.agreement import (
    aid_lines,
    focus_line,
    hidden_line,
    minutes_line,
    not_recorded,
    recorded,
    start_line,
    watched_lines,
)
from proctor.session.state import Isolation
from proctor.session.terms import Accommodation, Screen
from tests.tui.scenes import Scene, practice_terms


def test_minutes_include_the_extra_time_and_say_so() -> None:
    """A quarter more of 15 and 5 minutes, and the breaks."""
    agreed = Accommodation(extra_time_percent=25.0, breaks_s=600.0)
    line = minutes_line(practice_terms(accommodation=agreed))
    assert line.startswith("18 min 45 s + 6 min 15 s revision (25 % extra time included)")
    assert "breaks of 10 min in all" in line
    assert minutes_line(practice_terms()) == "15 min + 5 min revision"


@pytest.mark.parametrize(
    ("hidden", "isolation", "said"),
    [
        (0, None, "no hidden checks"),
        (3, None, "is being tried out"),
        (3, Isolation(1, ""), "the company runs them later"),
        (1, Isolation(2, ""), "1 hidden check; they test only what the text says. They run during the session"),
    ],
)
def test_hidden_checks_are_announced_with_where_they_run(hidden: int, isolation: Isolation | None, said: str) -> None:
    """Below confinement they do not run here, and the line says so."""
    assert said in hidden_line(practice_terms(hidden_checks=hidden), isolation)


@pytest.mark.parametrize(
    ("screen", "kept", "said"),
    [
        ("recorded", True, "is shown as you work in it, and kept in the record."),
        ("live", False, "is shown as you work in it, and not kept."),
        ("off", False, "is neither shown nor kept."),
    ],
)
def test_the_picture_of_the_editor_is_announced_as_it_is_treated(screen: Screen, kept: bool, said: str) -> None:
    """Shown and kept, shown only, neither; and it stands in exactly one of the two lists."""
    terms = practice_terms(screen=screen)
    picture = "the picture of your editor's window"
    assert any(said in line for line in watched_lines(terms))
    assert any(picture in line for line in recorded(terms)) is kept
    assert (picture in not_recorded(terms)) is not kept
    assert "keystrokes" in not_recorded(terms)


def test_who_may_watch_is_said_for_practice_and_for_interviews() -> None:
    """A second terminal can look into practice; nobody can type."""
    assert "unless you open `proctor watch`" in watched_lines(practice_terms())[0]
    assert watched_lines(practice_terms(practice=False))[0].startswith("The interviewer may watch")
    assert any("type into your terminal" in line for line in watched_lines(practice_terms()))


def test_focus_time_is_announced_with_its_length() -> None:
    """And what becomes of what happens meanwhile."""
    assert focus_line(practice_terms()).startswith("No focus time is agreed")
    live = focus_line(practice_terms(focus_s=600.0))
    assert "nobody watches for 10 min in all" in live
    assert "What you save meanwhile" in live
    assert "What happens meanwhile" in focus_line(practice_terms(focus_s=600.0, screen="recorded"))


def test_aids_are_spelled_out() -> None:
    """Yes, no and declare become words."""
    assert aid_lines(practice_terms()) == (
        "the web: allowed",
        "an AI assistant: allowed, say where you used it",
        "own notes: allowed",
        "own code: not allowed",
    )


def test_the_start_line_names_who_goes_first() -> None:
    """Where the interviewer opens, that comes first."""
    scene = Scene(practice_terms(practice=False, interviewer_opens=True))
    assert "The interviewer confirms first" in start_line(scene.session)
    scene.act("begin", "interviewer")
    assert start_line(scene.session) == "No time is running. The clock starts only when you confirm."
