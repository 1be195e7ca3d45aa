"""What the clock bar says."""

from datetime import UTC, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from proctor.session.clock import PhaseClock
from proctor.tui import clock_words
from proctor.tui.shapes import CLOCK_NONE, CLOCK_PAUSED, CLOCK_RUNNING
from tests.tui.scenes import Scene


@given(limit_s=st.floats(30, 7200), used=st.floats(0, 1))
def test_the_remaining_time_keeps_its_width_all_through_a_phase(limit_s: float, used: float) -> None:
    """A tick never moves what stands beside it."""
    session = Scene().work().session
    clock = PhaseClock(limit_s=limit_s, running_since_s=0.0)
    session = type(session)(**{**{name: getattr(session, name) for name in session.__slots__}, "clock": clock})
    first = clock_words.remaining_text(session, 0.0)
    assert len(clock_words.remaining_text(session, used * limit_s)) == len(first)


def test_the_end_is_told_in_local_time_and_moves_with_an_extension() -> None:
    """15 minutes from noon UTC end at 12:15 there and at 14:15 two zones east; five more minutes move it."""
    scene = Scene().work()
    assert clock_words.ends_text(scene.session, UTC) == "left, ends 12:15"
    assert clock_words.ends_text(scene.session, timezone(timedelta(hours=2))) == "left, ends 14:15"
    scene.wait(60).act("extend", "candidate", time=300.0)
    assert clock_words.ends_text(scene.session, UTC) == "left, ends 12:20"


def test_running_paused_and_no_clock_are_words() -> None:
    """The lobby has no clock; work runs; a pause tells since when and why."""
    scene = Scene()
    assert clock_words.clock_mark(scene.session) is CLOCK_NONE
    assert clock_words.clock_mark(scene.work().session) is CLOCK_RUNNING
    scene.wait(120).act("pause", "candidate", reason="break")
    assert clock_words.clock_mark(scene.session) is CLOCK_PAUSED
    assert clock_words.ends_text(scene.wait(30).now(), UTC) == "left, break since 12:02"


def test_time_runs_low_after_the_last_scaled_reminder() -> None:
    """Of 15 minutes, the last one and a half or two are low; in the lobby nothing is."""
    scene = Scene()
    assert not clock_words.runs_low(scene.session, 0.0)
    session = scene.work().session
    assert not clock_words.runs_low(session, 0.0)
    assert not clock_words.runs_low(session, 12 * 60.0)
    assert clock_words.runs_low(session, 14 * 60.0)
    assert clock_words.runs_low(session, 16 * 60.0)


@given(t_s=st.floats(0, 899))
def test_each_second_is_looked_at_once(t_s: float) -> None:
    """The next look is at most a second away and finds another text."""
    session = Scene().work().session
    wait_s = clock_words.seconds_to_next_tick(session, t_s)
    assert 0.05 <= wait_s <= 1.01
    assert clock_words.remaining_text(session, t_s + wait_s) != clock_words.remaining_text(session, t_s)
    assert clock_words.seconds_to_next_tick(None, t_s) == 1.0
