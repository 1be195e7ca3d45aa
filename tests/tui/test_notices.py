"""What the screens say by themselves."""

from proctor.session import events as ev
from proctor.session.phases import EndCause
from proctor.tui.notices import banner, notice
from tests.tui.scenes import Scene


def test_the_most_important_state_has_the_banner() -> None:
    """A lost connection before a pause before slow saves; nothing when all is as usual."""
    scene = Scene().work()
    assert banner(scene.session, "") is None
    scene.note(ev.WatchLost(why="too many files\x1b[2J"))
    slow = banner(scene.session, "")
    assert slow is not None
    assert slow.text == "Saves are noticed with a delay: too many files"
    scene.act("pause", "candidate", reason="break", note="tea")
    paused = banner(scene.session, "")
    assert paused is not None
    assert paused.text.startswith("PAUSED by you (break: tea)")
    lost = banner(scene.session, "CONNECTION LOST")
    assert lost is not None
    assert (lost.text, lost.severity) == ("CONNECTION LOST", "error")


def test_time_up_is_said_across_the_screen() -> None:
    """It says that the work is frozen and that unfinished work is normal."""
    scene = Scene().work().wait(15 * 60)
    scene.fall_due()
    assert scene.session.submit_cause is EndCause.EXPIRED
    said = banner(scene.session, "")
    assert said is not None
    assert said.text.startswith("TIME IS UP.")
    assert "Unfinished work is normal" in said.text


def test_events_that_matter_become_notices_and_others_do_not() -> None:
    """Reminders, more time, somebody else's resume; not one's own, not an ordinary save."""
    reminder = notice(ev.ReminderGiven(mark_s=300.0), "host")
    assert reminder is not None
    assert reminder.text.startswith("5 min left.")
    longer = notice(ev.ClockExtended(seconds=300.0, reason="fire alarm"), "interviewer")
    assert longer is not None
    assert longer.text == "5 min more time (fire alarm)."
    assert notice(ev.ClockResumed(), "interviewer") is not None
    assert notice(ev.ClockResumed(), "candidate") is None
    assert notice(ev.SnapshotTaken(commit="c", tree="t"), "host") is None
    assert notice(ev.SnapshotTaken(commit="c", tree="t", left_out=("huge.bin",)), "host") is not None
    assert notice(None, "host") is None
