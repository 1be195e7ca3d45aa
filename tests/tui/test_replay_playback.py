"""Where a replay is and how it moves, with a clock that the test moves."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.replay.acts import ACTS
from proctor.tui.replay.course import Course
from proctor.tui.replay.playback import IDLE_FROM_S, LEAD_IN_S, SKIP_SHOWN_S, Playback
from proctor.tui.replay.position import SPEEDS, Position

COURSE: Final = Course(
    end_s=1000.0,
    saves_s=[100.0, 103.0, 500.0],
    lands_s=[100.0, 103.0, 502.0],
    marks_s=[90.0, 500.0, 900.0],
    activity_s=[90.0, 100.0, 103.0, 500.0, 900.0],
    tags={"start": 100.0, "submitted": 500.0},
)


class Watch:
    """A clock for a playback."""

    def __init__(self) -> None:
        self.s = 50.0

    def __call__(self) -> float:
        return self.s


def _at(t_s: float = 0.0, **more: object) -> tuple[Playback, Watch]:
    watch = Watch()
    return Playback(COURSE, Position(t_s, **more), watch), watch  # type: ignore[arg-type]


def test_it_stands_still_until_it_plays() -> None:
    """Time passes only while it plays, and as fast as the speed says."""
    playback, watch = _at(100.0)
    watch.s += 10
    assert not playback.advance()
    playback.toggle()
    watch.s += 2
    assert playback.advance()
    assert playback.position.t_s == pytest.approx(102.0)
    playback.faster(1)
    watch.s += 0.25
    playback.advance()
    assert playback.position.t_s == pytest.approx(102.5)
    playback.toggle()
    watch.s += 5
    playback.advance()
    assert playback.position.t_s == pytest.approx(102.5)


def test_steps_go_from_save_to_save_and_to_the_ends() -> None:
    """From between two saves, too; a step pauses."""
    playback, _ = _at(50.0, playing=True)
    seen = []
    for _ in range(4):
        playback.step_saves(1)
        seen.append(playback.position.t_s)
    assert seen == [100.0, 103.0, 502.0, 1000.0]
    assert not playback.position.playing
    playback.step_saves(-1)
    assert playback.position.t_s == 502.0
    playback.step_saves(-1)
    assert playback.position.t_s == 103.0
    playback.go(102.0)
    playback.step_saves(-1)
    assert playback.position.t_s == 100.0
    playback.step_saves(-1)
    assert playback.position.t_s == 0.0


def test_a_step_lands_where_the_checks_had_answered() -> None:
    """From the save itself a step back goes to the save before, and a step on to the next."""
    playback, _ = _at(500.5)
    playback.step_saves(-1)
    assert playback.position.t_s == 103.0
    playback.go(500.5)
    playback.step_saves(1)
    assert playback.position.t_s == 1000.0


def test_marks_are_jumped_between() -> None:
    """The next one is never the one that it stands on."""
    playback, _ = _at(90.0)
    playback.step_marks(1)
    assert playback.position.t_s == 500.0
    playback.step_marks(-1)
    assert playback.position.t_s == 90.0


def test_a_long_idle_time_is_skipped_and_said_to_be() -> None:
    """All but what leads in and out of it; what was skipped is told for a while."""
    playback, watch = _at(103.0, playing=True)
    watch.s += LEAD_IN_S + 0.5
    playback.advance()
    assert playback.position.t_s == pytest.approx(500.0 - LEAD_IN_S + 0.5)
    assert playback.position.skipped_s == pytest.approx(500.0 - 103.0 - 2 * LEAD_IN_S)
    playback.toggle()
    watch.s += SKIP_SHOWN_S + 0.1
    assert playback.advance()
    assert playback.position.skipped_s == 0.0


def test_a_short_idle_time_is_played() -> None:
    """Between the first two saves nothing is skipped, though nothing happens."""
    playback, watch = _at(100.0, playing=True)
    watch.s += 2.5
    playback.advance()
    assert playback.position.t_s == pytest.approx(102.5)
    assert not playback.position.skipped_s


def test_idle_times_can_be_sat_through() -> None:
    """With `i`."""
    playback, watch = _at(103.0, playing=True)
    playback.turn_idle()
    watch.s += 100
    playback.advance()
    assert playback.position.t_s == pytest.approx(203.0)


def test_it_stops_at_the_end_and_begins_again_from_there() -> None:
    """Playing at the end is playing from the start."""
    playback, watch = _at(999.0, playing=True)
    watch.s += 5
    playback.advance()
    assert playback.position.t_s == 1000.0
    assert not playback.position.playing
    playback.toggle()
    assert playback.position.t_s == 0.0
    assert playback.position.playing


def test_the_speed_is_doubled_and_halved_within_bounds() -> None:
    """From a sixteenth to 64 times; one key goes back to the usual one."""
    playback, _ = _at()
    playback.faster(20)
    assert playback.position.speed == SPEEDS[-1] == 64.0
    playback.faster(-1)
    assert playback.position.speed == 32.0
    playback.faster(-20)
    assert playback.position.speed == 1 / 16
    playback.usual_speed()
    assert playback.position.speed == 1.0


def test_bases_are_those_that_there_are() -> None:
    """Mark A only once it is set, and its diff only then."""
    playback, _ = _at(103.0)
    assert not playback.since_mark()
    playback.turn_base()
    assert playback.position.base == "start"
    playback.turn_base()
    playback.turn_base()
    assert playback.position.base == "previous"
    playback.set_mark()
    playback.go(500.0)
    assert playback.since_mark()
    assert (playback.position.base, playback.position.mark_s, playback.position.as_diff) == ("mark A", 103.0, True)


ACTS_AND_TIME: Final[dict[str, Callable[[Playback], object]]] = {
    **ACTS,
    "far": lambda playback: playback.go(5000.0),
    "before": lambda playback: playback.go(-5.0),
    "wait": Playback.advance,
}


@given(st.lists(st.sampled_from(sorted(ACTS_AND_TIME)), max_size=40))
def test_it_is_never_outside_the_session(acts: list[str]) -> None:
    """Whatever is pressed in whatever order."""
    playback, watch = _at()
    for act in acts:
        watch.s += 7.5 if act == "wait" else 0.01
        ACTS_AND_TIME[act](playback)
        assert 0.0 <= playback.position.t_s <= COURSE.end_s
        assert SPEEDS[0] <= playback.position.speed <= SPEEDS[-1]


@given(st.floats(0.0, 1000.0), st.floats(0.0, 200.0))
def test_skipping_never_skips_an_act(begin_s: float, passed_s: float) -> None:
    """Every act that lies between the two ends of a span of playing was played through or reached."""
    playback, watch = _at(begin_s, playing=True)
    watch.s += passed_s
    playback.advance()
    now_s, skipped_s = playback.position.t_s, playback.position.skipped_s
    assert now_s - begin_s <= passed_s + skipped_s + 1e-6
    gaps = zip([0.0, *COURSE.activity_s], [*COURSE.activity_s, COURSE.end_s], strict=True)
    longest_s = sum(max(0.0, b - a - 2 * LEAD_IN_S) for a, b in gaps if b - a >= IDLE_FROM_S)
    assert skipped_s <= longest_s + 1e-6
