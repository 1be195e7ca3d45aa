"""What people write to each other: numbers, answers, hints, what is shown on purpose, and bounds."""

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.phases import Phase
from proctor.session.rules import MAX_MESSAGE_CHARACTERS
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, finished, in_feedback, in_work


def numbers(sitting: Sitting) -> list[tuple[str, int]]:
    return [(said.sort, said.number) for said in sitting.session.talk.messages]


def test_questions_are_numbered_and_the_oldest_open_one_is_answered() -> None:
    sitting = in_work()
    for text in ("May I use einsum?", "Is T at least 1?"):
        sitting.act("ask", "candidate", who="Ada", text=text)
    assert [said.number for said in sitting.session.talk.unanswered] == [1, 2]
    sitting.act("answer", "interviewer", who="Grace", text="Yes.")
    assert [said.number for said in sitting.session.talk.unanswered] == [2]
    sitting.act("answer", "interviewer", who="Grace", text="It is.", to="2")
    assert sitting.session.talk.unanswered == ()
    sitting.act("answer", "interviewer", who="Grace", text="Ten minutes left.")
    assert numbers(sitting) == [("question", 1), ("question", 2), ("answer", 1), ("answer", 2), ("answer", 0)]
    assert [said.who for said in sitting.session.talk.messages] == ["Ada", "Ada", "Grace", "Grace", "Grace"]


def test_a_question_can_be_answered_again_but_must_exist() -> None:
    sitting = in_work()
    sitting.act("ask", "candidate", text="x")
    sitting.act("answer", "interviewer", text="a")
    sitting.act("answer", "interviewer", text="b", to="1")
    for named in ("2", "0", "-1", "one", "1.0", "²"):
        with pytest.raises(UsageError, match="there is no question") as caught:
            sitting.act("answer", "interviewer", text="c", to=named)
        assert "1" in caught.value.hint


def test_people_can_write_from_the_lobby_to_the_end_and_not_after_it() -> None:
    for sitting in (Sitting(), in_work(), in_feedback()):
        sitting.act("ask", "candidate", text="x")
        sitting.act("hint", "interviewer", text="y")
    for verb, by in (("ask", "candidate"), ("answer", "interviewer"), ("hint", "interviewer")):
        with pytest.raises(IllegalMove, match="the session is in DONE"):
            finished().act(verb, by, text="x")


def test_nobody_speaks_for_somebody_else() -> None:
    for event, by in (
        (ev.QuestionAsked(number=1, text="x"), "interviewer"),
        (ev.QuestionAnswered(number=0, text="x"), "candidate"),
        (ev.HintGiven(text="x"), "candidate"),
        (ev.HintGiven(text="x"), "host"),
    ):
        with pytest.raises(IllegalMove, match="this is for the"):
            in_work().note(event, by)


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_MESSAGE_CHARACTERS + 1)])
def test_a_message_says_something_and_has_an_end(text: str) -> None:
    with pytest.raises(IllegalMove, match="between 1 and"):
        in_work().note(ev.QuestionAsked(number=1, text=text), "candidate")


@pytest.mark.parametrize(
    ("begun", "verb", "by", "arg"),
    [
        (in_feedback, "respond", "candidate", "text"),
        (in_feedback, "feedback", "interviewer", "strength"),
        (in_work, "pause", "interviewer", "note"),
        (in_work, "note", "interviewer", "text"),
        (in_feedback, "draft", "interviewer", "improvement"),
    ],
)
def test_no_text_of_any_act_is_without_bounds(begun: object, verb: str, by: ev.Role, arg: str) -> None:
    assert callable(begun)
    with pytest.raises(UsageError, match=f"{arg} is too long"):
        begun().act(verb, by, **{arg: "x" * (MAX_MESSAGE_CHARACTERS + 1)})


def test_a_check_is_shown_during_the_session_and_its_last_word_counts() -> None:
    sitting = in_work()
    first = ev.CheckRevealed(check="hidden", promise="holds", verdict=Verdict.FAIL, message="row 3")
    second = ev.CheckRevealed(check="hidden", promise="holds", verdict=Verdict.PASS)
    sitting.note(first, "interviewer").note(ev.CheckRevealed(check="other", promise="x"), "interviewer")
    sitting.note(second, "interviewer")
    assert [revealed.check for revealed in sitting.session.talk.revealed] == ["other", "hidden"]
    assert sitting.session.talk.revealed[-1] == second
    for by in ("candidate", "host"):
        with pytest.raises(IllegalMove, match="for the interviewer"):
            sitting.note(first, by)


def test_nothing_is_revealed_before_the_work_or_after_the_end() -> None:
    for sitting in (Sitting(), finished()):
        assert sitting.session.phase in (Phase.LOBBY, Phase.DONE)
        with pytest.raises(IllegalMove, match="cannot reveal"):
            sitting.act("reveal", "interviewer", check="hidden")
        with pytest.raises(IllegalMove, match="cannot reveal"):
            sitting.note(ev.CheckRevealed(check="hidden", promise="x"), "interviewer")
