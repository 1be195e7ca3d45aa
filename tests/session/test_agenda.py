"""The course of a session with its times, and what an interviewer should do next."""

from collections.abc import Callable
from typing import Final

import pytest

from proctor.session import events as ev
from proctor.session.agenda import WALK_THROUGH_S, agenda, clock_time, next_act, next_step
from proctor.session.observations import Observations
from proctor.session.phases import Phase
from tests.session.sitting import (
    NOON,
    Sitting,
    agreed,
    finished,
    in_feedback,
    in_revision,
    in_work,
    with_feedback,
)

NOTHING: Final = Observations()
DRAFT: Final = Observations(draft=ev.FeedbackDrafted(strength="clear names", improvement="test the mask"))


def at(sitting: Sitting) -> float:
    return sitting.session.time_at_s(sitting.boot_ns)


def titles(sitting: Sitting) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"done": [], "now": [], "next": []}
    for item in agenda(sitting.session, at(sitting)):
        found[item.standing].append(item.title)
    return found


def next_verb(sitting: Sitting, seen: Observations = NOTHING) -> str:
    return next_step(sitting.session, seen, at(sitting)).verb


def with_candidate(sitting: Sitting) -> Sitting:
    return sitting.note(ev.ClientJoined(client="a", role="candidate", name="Ada"))


@pytest.mark.parametrize(
    ("begun", "now"),
    [
        (Sitting, ["Welcome"]),
        (in_work, ["Work"]),
        (in_feedback, ["Walk-through"]),
        (lambda: in_feedback().wait(WALK_THROUGH_S + 1), ["Feedback"]),
        (with_feedback, ["Feedback"]),
        (in_revision, ["Revision"]),
        (finished, ["Close"]),
    ],
)
def test_one_part_is_now_what_is_before_is_done_and_the_rest_is_to_come(
    begun: Callable[[], Sitting], now: list[str]
) -> None:
    sitting = begun()
    found = titles(sitting)
    order = [item.title for item in agenda(sitting.session, at(sitting))]
    assert found["now"] == now
    assert found["done"] + found["now"] + found["next"] == order


def test_parts_to_come_follow_each_other_from_what_the_clock_says() -> None:
    sitting = in_work().wait(600)
    parts = {item.title: item for item in agenda(sitting.session, at(sitting))}
    assert parts["Work"].length_s == 3600.0
    assert parts["Walk-through"].at_s == 3600.0
    assert parts["Feedback"].at_s == 3900.0
    assert parts["Revision"].at_s == 4200.0
    assert parts["Close"].at_s == 4200.0 + 900.0
    assert [item.planned for item in parts.values()] == [False, False, True, True, True, True]


def test_a_pause_and_an_extension_move_what_is_to_come() -> None:
    sitting = in_work().wait(600)
    sitting.act("pause", "interviewer")
    sitting.wait(120)
    parts = {item.title: item for item in agenda(sitting.session, at(sitting))}
    assert parts["Walk-through"].at_s == 3720.0
    sitting.act("resume", "interviewer")
    sitting.act("extend", "interviewer", time=300.0)
    parts = {item.title: item for item in agenda(sitting.session, at(sitting))}
    assert parts["Walk-through"].at_s == 4020.0


def test_what_is_over_has_its_real_times() -> None:
    sitting = in_revision()
    parts = {item.title: item for item in agenda(sitting.session, at(sitting))}
    assert (parts["Work"].at_s, parts["Work"].length_s, parts["Work"].standing) == (0.0, 600.0, "done")
    sitting.wait(60).act("finish", "candidate")
    parts = {item.title: item for item in agenda(sitting.session, at(sitting))}
    assert parts["Revision"].length_s == 60.0


def test_a_point_of_the_timeline_is_a_time_of_day() -> None:
    sitting = in_work().wait(60).save("t1")
    assert clock_time(sitting.session, 0.0) == NOON
    assert (clock_time(sitting.session, 3600.0) - NOON).total_seconds() == 3600.0


@pytest.mark.parametrize(
    ("begun", "seen", "words", "verb"),
    [
        (Sitting, NOTHING, "Wait for the candidate", ""),
        (lambda: with_candidate(Sitting()), NOTHING, "Introduce yourself", ""),
        (lambda: with_candidate(Sitting(agreed(interviewer_opens=True))), NOTHING, "let the candidate begin", "begin"),
        (lambda: in_work().wait(60), NOTHING, "Watch and take notes", "note"),
        (lambda: in_work().wait(1200), NOTHING, "no note for 20 min", "note"),
        (lambda: in_work().wait(3400), NOTHING, "Draft the feedback: the work ends in 3 min 20 s", "draft"),
        (lambda: in_work().wait(3400), DRAFT, "Let them finish", ""),
        (in_feedback, NOTHING, "Walk-through", "draft"),
        (lambda: in_feedback().wait(400), NOTHING, "the strength and the area for improvement", "draft"),
        (lambda: in_feedback().wait(400), DRAFT, "Deliver the feedback", "feedback"),
        (with_feedback, DRAFT, "note how it is taken", "observe"),
        (in_revision, DRAFT, "note how it is taken", "observe"),
        (finished, DRAFT, "note how the feedback was taken", "observe"),
    ],
)
def test_each_part_has_its_next_step(begun: Callable[[], Sitting], seen: Observations, words: str, verb: str) -> None:
    sitting = begun()
    step = next_step(sitting.session, seen, at(sitting))
    assert words in step.text
    assert step.verb == verb
    assert next_act(sitting.session, seen, at(sitting)) == step.text


def test_what_waits_for_somebody_comes_before_the_course_of_things() -> None:
    sitting = in_work().wait(60)
    sitting.act("ask", "candidate", text="May I use einsum?")
    assert "question 1" in next_act(sitting.session, NOTHING, at(sitting))
    sitting.wait(180)
    assert "open for 3 min, which is long" in next_act(sitting.session, NOTHING, at(sitting))
    sitting.act("answer", "interviewer", text="Yes.")
    assert next_verb(sitting) == "note"


def test_a_lost_connection_is_paused_then_given_back() -> None:
    sitting = in_work().wait(60).note(ev.TerminalDetached()).wait(5)
    assert next_verb(sitting) == "note"
    sitting.wait(55)
    assert "has been away for 1 min" in next_act(sitting.session, NOTHING, at(sitting))
    assert next_verb(sitting) == "pause"
    sitting.act("pause", "interviewer", reason="technical")
    assert next_act(sitting.session, NOTHING, at(sitting)).startswith("Wait: the candidate's terminal")
    sitting.wait(30).note(ev.TerminalAttached(columns=80, lines=24)).act("resume", "interviewer")
    assert "Give back the 1 min" in next_act(sitting.session, NOTHING, at(sitting))
    assert next_verb(sitting) == "credit"
    sitting.act("credit", "interviewer")
    assert next_verb(sitting) == "note"


def test_a_long_pause_is_asked_about() -> None:
    sitting = in_work().wait(60)
    sitting.act("pause", "interviewer", reason="break")
    assert "the clock stands still (break" in next_act(sitting.session, NOTHING, at(sitting))
    sitting.wait(700)
    assert "long stood still" in next_act(sitting.session, NOTHING, at(sitting))


def test_focus_time_is_left_alone() -> None:
    sitting = in_work().wait(60)
    sitting.act("focus", "interviewer", time=300.0)
    assert "focus time for another 5 min" in next_act(sitting.session, NOTHING, at(sitting))


def test_controls_of_somebody_who_left_are_to_be_taken() -> None:
    sitting = in_work().note(ev.ClientJoined(client="g", role="interviewer", name="Grace"))
    sitting.act("controls", "interviewer", who="Grace", do="take")
    sitting.note(ev.ClientJoined(client="e", role="interviewer", name="Edsger"))
    assert next_verb(sitting) == "note"
    sitting.note(ev.ClientLeft(client="g"))
    assert "Grace holds them and has left" in next_act(sitting.session, NOTHING, at(sitting))


def test_a_session_that_ended_without_feedback_can_still_get_some() -> None:
    sitting = in_feedback()
    sitting.act("end", "interviewer")
    assert next_verb(sitting) == "feedback"
    cancelled = Sitting()
    cancelled.act("end", "interviewer")
    assert cancelled.session.phase is Phase.DONE
    assert "cancelled" in next_act(cancelled.session, NOTHING, 0.0)


def test_parts_that_never_came_are_not_on_the_agenda() -> None:
    sitting = in_feedback().wait(100)
    sitting.act("end", "interviewer")
    assert titles(sitting) == {"done": ["Welcome", "Work", "Walk-through"], "now": ["Close"], "next": []}
