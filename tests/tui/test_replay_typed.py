"""Digits: a time, or a pane's number."""

from proctor.tui.replay.acts import ACTS
from proctor.tui.replay.keys import ALWAYS, BY_ID, IN_BAR, REPLAY_KEYS
from proctor.tui.replay.typed import Typed


def test_digits_that_follow_each_other_are_a_time() -> None:
    """The pane that was in front before the first of them is remembered."""
    typed = Typed().after("1", "Code", 10.0)
    assert typed.alone
    typed = typed.after("2", "Checks", 10.3).after(":", "Code", 15.0).after("3", "Code", 16.0).after("0", "Code", 16.1)
    assert (typed.text, typed.pane, typed.alone) == ("12:30", "Code", False)


def test_a_digit_that_comes_late_is_another_pane() -> None:
    """So panes can be walked through by their numbers."""
    typed = Typed().after("2", "Code", 10.0).after("3", "Checks", 12.0)
    assert (typed.text, typed.pane) == ("3", "Checks")


def test_a_typed_digit_can_be_taken_back() -> None:
    """With Backspace."""
    assert Typed("12:3").without_last().text == "12:"


def test_no_two_acts_share_a_key() -> None:
    """And every act of the playback has one."""
    keys = [key for act in REPLAY_KEYS for key in act.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert set(ACTS) <= set(BY_ID)
    assert {act for _, act, _ in (*IN_BAR, *ALWAYS) if act} <= set(BY_ID)
