"""Several interviewers: one holds the controls, the others observe."""

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.decide import decide
from proctor.session.verbs import VERBS
from tests.session.sitting import Sitting, finished, in_work, said


def watched(*names: str) -> Sitting:
    """A session in which these interviewers have a screen open."""
    sitting = in_work().wait(60)
    for name in names:
        sitting.note(ev.ClientJoined(client=name.lower(), role="interviewer", name=name))
    return sitting


def test_who_steers_first_takes_the_controls_and_keeps_them() -> None:
    sitting = watched("Grace", "Edsger")
    events = sitting.act("pause", "interviewer", who="Grace")
    assert [type(event) for event in events] == [ev.ControlsTaken, ev.ClockPaused]
    assert sitting.session.controls == "Grace"
    assert [type(event) for event in sitting.act("resume", "interviewer", who="Grace")] == [ev.ClockResumed]


@pytest.mark.parametrize("name", [verb.name for verb in VERBS if verb.steers and "interviewer" in verb.roles])
def test_nobody_else_steers_meanwhile(name: str) -> None:
    sitting = watched("Grace", "Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    before = sitting.session
    args = {"time": 60.0, "text": "x", "strength": "a", "improvement": "b", "check": "values"}
    with pytest.raises(IllegalMove) as caught:
        sitting.act(name, "interviewer", who="Edsger", **args)
    if "Grace" in str(caught.value):
        assert "proctor controls give" in caught.value.hint
    assert sitting.session == before


@pytest.mark.parametrize("name", ["note", "issue", "draft", "check", "history"])
def test_observers_still_observe(name: str) -> None:
    sitting = watched("Grace", "Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    assert decide(sitting.now(), name, "interviewer", {"text": "x"}, "Edsger") == []


def test_the_candidate_needs_no_controls() -> None:
    sitting = watched("Grace")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    sitting.act("submit", "candidate", who="Ada")
    assert sitting.session.controls == "Grace"


def test_they_are_handed_over_to_somebody_who_is_there() -> None:
    sitting = watched("Grace", "Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    with pytest.raises(IllegalMove, match="no interviewer called 'Barbara' is here") as caught:
        sitting.act("controls", "interviewer", who="Grace", do="give", to="Barbara")
    assert caught.value.hint == "here are: Edsger"
    with pytest.raises(IllegalMove, match="to whom"):
        sitting.act("controls", "interviewer", who="Grace", do="give", to="")
    (event,) = sitting.act("controls", "interviewer", who="Grace", do="give", to="Edsger")
    assert event == ev.ControlsTaken(name="Edsger", giver="Grace")
    assert sitting.session.controls == "Edsger"
    assert sitting.act("controls", "interviewer", who="Edsger", do="give", to="Edsger") == []


def test_only_the_holder_hands_over_or_releases() -> None:
    sitting = watched("Grace", "Edsger")
    with pytest.raises(IllegalMove, match="nobody holds the controls"):
        sitting.act("controls", "interviewer", who="Grace", do="give", to="Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    for do in ("give", "release", "take"):
        with pytest.raises(IllegalMove, match="Grace holds the controls"):
            sitting.act("controls", "interviewer", who="Edsger", do=do, to="Edsger")


def test_alone_there_is_nobody_to_hand_over_to() -> None:
    sitting = watched("Grace")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    with pytest.raises(IllegalMove) as caught:
        sitting.act("controls", "interviewer", who="Grace", do="give", to="Edsger")
    assert "release" in caught.value.hint


def test_who_released_them_leaves_them_to_the_next_who_acts() -> None:
    sitting = watched("Grace", "Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    assert sitting.act("controls", "interviewer", who="Grace", do="take") == []
    sitting.act("controls", "interviewer", who="Grace", do="release")
    assert sitting.act("controls", "interviewer", who="Grace", do="release") == []
    sitting.act("extend", "interviewer", who="Edsger", time=60.0)
    assert sitting.session.controls == "Edsger"


def test_controls_of_somebody_who_left_are_taken_on_purpose_and_not_by_the_way() -> None:
    sitting = watched("Grace", "Edsger")
    sitting.act("controls", "interviewer", who="Grace", do="take")
    sitting.note(ev.ClientLeft(client="grace"))
    with pytest.raises(IllegalMove, match="Grace holds the controls") as caught:
        sitting.act("pause", "interviewer", who="Edsger")
    assert "proctor controls take" in caught.value.hint
    sitting.act("controls", "interviewer", who="Edsger", do="take")
    sitting.act("pause", "interviewer", who="Edsger")
    assert sitting.session.paused


def test_a_person_without_a_name_holds_nothing_and_acts_only_while_nobody_does() -> None:
    sitting = watched("Grace")
    with pytest.raises(UsageError, match="need a name"):
        sitting.act("controls", "interviewer", do="take")
    sitting.act("pause", "interviewer")
    assert sitting.session.controls == ""
    sitting.act("controls", "interviewer", who="Grace", do="take")
    with pytest.raises(IllegalMove) as caught:
        sitting.act("resume", "interviewer")
    assert "Grace" in said(caught.value)


def test_candidates_and_hosts_hold_no_controls() -> None:
    for by in ("candidate", "host"):
        with pytest.raises(IllegalMove, match="for the interviewer"):
            in_work().note(ev.ControlsTaken(name="Ada"), by)


def test_a_refused_act_does_not_take_the_controls() -> None:
    sitting = watched("Grace")
    with pytest.raises(IllegalMove):
        sitting.act("resume", "interviewer", who="Grace")
    assert sitting.session.controls == ""


def test_who_ends_the_session_has_held_the_controls_and_may_still_give_feedback() -> None:
    sitting = watched("Grace")
    sitting.act("end", "interviewer", who="Grace")
    sitting.act("end", "interviewer", who="Grace")
    assert sitting.session.controls == "Grace"
    sitting.act("feedback", "interviewer", who="Grace", strength="a", improvement="b")
    assert sitting.session.feedback is not None


def test_controls_can_be_settled_in_any_phase() -> None:
    for sitting in (Sitting(), finished()):
        sitting.act("controls", "interviewer", who="Grace", do="take")
        assert sitting.session.controls == "Grace"
