"""What the candidate has before them: for anchors of notes, and to know what a lost connection cost."""

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.observations import anchor
from tests.session.sitting import Sitting, in_feedback, in_revision, in_work

BACK = ev.TerminalAttached(columns=80, lines=24)
AWAY = ev.TerminalDetached()


def lost(sitting: Sitting, seconds: float) -> Sitting:
    """The candidate's terminal is away for so long."""
    return sitting.note(AWAY).wait(seconds).note(BACK)


def test_a_lost_connection_is_given_back_without_saying_how_long_it_was() -> None:
    sitting = lost(in_work().wait(60), 90)
    assert sitting.session.sight.outage_s == 90.0
    (event,) = sitting.act("credit", "interviewer")
    assert event == ev.ClockCredited(seconds=90.0, cause="connection")
    assert sitting.remaining_s == 3540.0
    with pytest.raises(UsageError, match="no lost connection is known"):
        sitting.act("credit", "interviewer")


def test_several_losses_add_up_until_they_are_given_back() -> None:
    sitting = lost(lost(in_work().wait(60), 30).wait(10), 40)
    assert sitting.session.sight.outage_s == 70.0
    sitting.act("credit", "interviewer", time=50.0)
    assert sitting.session.sight.outage_s == 20.0
    sitting.act("credit", "interviewer", time=85.0, note="and what nobody saw")
    assert sitting.session.sight.outage_s == 0.0


def test_only_time_that_the_clock_counted_was_lost() -> None:
    sitting = in_work().wait(60).note(AWAY).wait(20)
    sitting.act("pause", "interviewer", reason="technical")
    sitting.wait(500).act("resume", "interviewer")
    sitting.wait(10).note(BACK)
    assert sitting.session.sight.outage_s == 30.0
    in_pause = in_work().wait(60)
    in_pause.act("pause", "interviewer")
    assert lost(in_pause, 500).session.sight.outage_s == 0.0


def test_what_the_host_gave_back_already_was_not_lost() -> None:
    sitting = in_work().wait(60).note(AWAY).wait(100).restart_host(downtime_s=70.0)
    sitting.note(ev.ClockCredited(seconds=70.0, cause="downtime")).note(BACK)
    assert sitting.session.sight.outage_s == 30.0


def test_each_phase_has_losses_of_its_own() -> None:
    sitting = Sitting().note(AWAY).wait(300)
    sitting.act("begin", "candidate")
    sitting.wait(40).note(BACK)
    assert sitting.session.sight.outage_s == 40.0
    sitting.act("submit", "candidate")
    assert sitting.session.sight.outage_s == 0.0
    assert lost(in_revision(), 25).session.sight.outage_s == 25.0


def test_while_they_are_still_away_it_says_so() -> None:
    sitting = in_work().wait(60).note(AWAY).wait(30)
    assert sitting.session.sight.away_since_s == 60.0
    with pytest.raises(UsageError) as caught:
        sitting.act("credit", "interviewer")
    assert "still away" in caught.value.hint
    assert sitting.note(AWAY).session.sight.away_since_s == 60.0
    assert in_work().note(BACK).session.sight.outage_s == 0.0


def test_a_screen_outside_tmux_that_goes_is_a_lost_connection() -> None:
    sitting = in_work().note(ev.ClientJoined(client="a", role="candidate")).wait(60)
    sitting.note(ev.ClientLeft(client="a")).wait(20).note(ev.ClientJoined(client="b", role="candidate"))
    assert sitting.session.sight.outage_s == 20.0
    within = in_work().note(ev.WindowShown(window="Work")).note(ev.ClientJoined(client="a", role="candidate"))
    assert within.note(ev.ClientLeft(client="a")).session.sight.away_since_s is None


def test_a_note_is_anchored_to_what_was_in_sight() -> None:
    sitting = in_work().save("t1").wait(10)
    sitting.note(ev.ViewChanged(panes=("Spec", "Checks"), focused="Checks"), "candidate")
    assert anchor(sitting.now()) == ev.Anchor(t_s=10.0, commit="commit-t1", where="Checks")
    sitting.wait(1).note(ev.WindowShown(window="Editor"))
    assert anchor(sitting.now()).where == "editor"
    sitting.wait(1).act("present", "candidate", place="layer.py:12")
    assert anchor(sitting.now()).where == "layer.py:12"
    sitting.wait(1).note(ev.WindowShown(window="Work"))
    assert anchor(sitting.now()).where == "Checks"
    sitting.wait(1).act("present", "candidate", place="layer.py")
    sitting.wait(1).note(ev.ViewChanged(focused="Checks", scroll={"Checks": 4}), "candidate")
    assert anchor(sitting.now()).where == "layer.py"


def test_what_was_pointed_at_in_one_phase_is_not_in_sight_in_the_next() -> None:
    sitting = in_work()
    sitting.act("present", "candidate", place="layer.py:12")
    sitting.act("submit", "candidate")
    assert sitting.session.sight.presented is None


@pytest.mark.parametrize(
    ("place", "file", "line"),
    [
        ("layer.py", "layer.py", 0),
        ("layer.py:12", "layer.py", 12),
        ("a:b.py", "a:b.py", 0),
        ("a:b.py:3", "a:b.py", 3),
        ("layer.py:", "layer.py:", 0),
        ("notes/ideas.md:7", "notes/ideas.md", 7),
    ],
)
def test_a_place_is_a_file_and_perhaps_a_line(place: str, file: str, line: int) -> None:
    (event,) = in_feedback().act("present", "candidate", place=place)
    assert event == ev.WorkPresented(file=file, line=line)


@pytest.mark.parametrize("place", ["/etc/passwd", "../other.py", "a/../../b:3", "x" * 401])
def test_a_place_is_inside_the_workspace(place: str) -> None:
    with pytest.raises(IllegalMove, match="file of the workspace"):
        in_feedback().act("present", "candidate", place=place)


def test_only_the_candidate_points_at_things() -> None:
    for by in ("interviewer", "host"):
        with pytest.raises(IllegalMove, match="for the candidate"):
            in_work().note(ev.WorkPresented(file="layer.py"), by)
    with pytest.raises(IllegalMove, match="LOBBY"):
        Sitting().note(ev.WorkPresented(file="layer.py"), "candidate")
