"""The one table of acts, and how words become its arguments."""

import pytest

from proctor.errors import UsageError
from proctor.session.phases import TIMED, Phase
from proctor.session.verbs import BY_NAME, VERBS, ArgKind, Verb, parsed


def test_every_act_of_the_plain_commands_is_in_the_table_once() -> None:
    names = [verb.name for verb in VERBS]
    assert len(names) == len(set(names))
    plain = "begin check pause resume extend credit submit end respond feedback revise finish restore history"
    watched = "ask answer hint focus present reveal controls note issue draft observe"
    assert " ".join(names) == f"{plain} {watched}"


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_act_is_complete(verb: Verb) -> None:
    assert verb.help
    assert verb.roles
    assert verb.phases
    assert len({arg.name for arg in verb.args}) == len(verb.args)
    assert all(arg.help for arg in verb.args)
    assert all(arg.default in arg.choices for arg in verb.args if arg.choices and not arg.required)


def test_who_observes_neither_steers_nor_leaves_a_trace_for_the_candidate() -> None:
    private = {verb.name for verb in VERBS if verb.private}
    assert private == {"note", "issue", "draft", "observe"}
    assert all(BY_NAME[name].roles == ("interviewer",) and not BY_NAME[name].steers for name in private)


def test_whatever_changes_the_course_of_a_session_takes_the_controls() -> None:
    free = {verb.name for verb in VERBS if "interviewer" in verb.roles and not verb.steers and not verb.private}
    assert free == {"check", "history", "controls"}


def test_a_key_means_one_act_in_each_phase_except_the_one_that_pauses_and_resumes() -> None:
    for phase in Phase:
        keys = [verb.key for verb in VERBS if verb.key and phase in verb.phases and verb.name != "resume"]
        assert len(keys) == len(set(keys))
    assert BY_NAME["pause"].key == BY_NAME["resume"].key


def test_what_cannot_be_undone_asks_first() -> None:
    assert {verb.name for verb in VERBS if verb.confirm} == {"begin", "submit", "end", "finish", "reveal"}


def test_acts_on_the_clock_belong_to_the_phases_with_one() -> None:
    for name in ("pause", "resume", "extend", "credit", "restore"):
        assert set(BY_NAME[name].phases) == TIMED


def test_words_become_values() -> None:
    assert parsed(BY_NAME["extend"], {"time": " 90s ", "reason": " late "}) == {"time": 90.0, "reason": "late"}
    words = {"strength": "", "improvement": "", "prompted": ""}
    assert parsed(BY_NAME["feedback"], {"self": True}) == {**words, "self": True, "unedited": False}


def test_what_is_left_out_has_its_default() -> None:
    assert parsed(BY_NAME["pause"], {}) == {"reason": "other", "note": ""}
    assert parsed(BY_NAME["history"], {"file": None}) == {"file": ""}


@pytest.mark.parametrize(
    ("verb", "given", "words"),
    [
        ("submit", {"force": True}, "submit has no argument 'force'"),
        ("pause", {"reason": "boredom"}, "reason cannot be 'boredom'"),
        ("extend", {}, "extend needs time"),
        ("extend", {"time": "soon"}, "'soon' is not a length of time"),
        ("respond", {"text": "   "}, "respond needs text"),
        ("restore", {"file": "layer.py"}, "restore needs at"),
    ],
)
def test_wrong_words_are_named(verb: str, given: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parsed(BY_NAME[verb], given)


def test_a_wrong_choice_is_answered_with_the_right_ones() -> None:
    with pytest.raises(UsageError) as caught:
        parsed(BY_NAME["pause"], {"reason": "boredom"})
    assert caught.value.hint == "one of: break, accommodation, technical, other"


def test_every_required_argument_can_be_given_as_text() -> None:
    for verb in VERBS:
        given = {arg.name: arg.choices[0] if arg.choices else "5" for arg in verb.args if arg.required}
        values = parsed(verb, dict(given))
        assert {arg.name for arg in verb.args if arg.required} == set(given)
        for arg in verb.args:
            if arg.required:
                assert values[arg.name] == (300.0 if arg.kind is ArgKind.DURATION else given[arg.name])
