"""The one table of keys."""

import pytest

from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.session.verbs import VERBS
from proctor.tui.keys import BY_ID, KEY_ACTS, bar_acts, bindings, by_key, key_text, label_of, verb_of, why_not
from tests.tui.scenes import Scene, practice_terms

_VITAL = {
    Phase.LOBBY: {"editor", "begin"},
    Phase.WORK: {"editor", "pause", "submit"},
    Phase.FEEDBACK: {"respond", "revise", "finish"},
    Phase.REVISION: {"editor", "respond", "finish"},
    Phase.DONE: {"respond"},
}


def _phases(**terms: object) -> dict[Phase, Session]:
    told = Scene(practice_terms(**terms)).told()
    revised = Scene(practice_terms(**terms)).told()
    revised.act("revise", "candidate")
    done = Scene(practice_terms(**terms)).told()
    done.act("finish", "candidate")
    return {
        Phase.LOBBY: Scene(practice_terms(**terms)).session,
        Phase.WORK: Scene(practice_terms(**terms)).work().session,
        Phase.FEEDBACK: told.session,
        Phase.REVISION: revised.session,
        Phase.DONE: done.session,
    }


def test_keys_and_names_are_unique() -> None:
    """One key, one meaning."""
    keys = [key for act in KEY_ACTS if act.key for key in act.key.split(",")]
    assert len(set(keys)) == len(keys)
    assert len(BY_ID) == len(KEY_ACTS)
    assert len({binding.id for binding in bindings()}) == len(bindings())


def test_every_act_of_a_candidate_has_a_key_or_a_command() -> None:
    """Nothing that a plain command can do is missing on the screen."""
    reachable = {act.verb for act in KEY_ACTS} | {"resume", "history"}
    assert {verb.name for verb in VERBS if "candidate" in verb.roles} <= reachable


@pytest.mark.parametrize("practice", [True, False])
@pytest.mark.parametrize("switch_key", ["", "F12", "C-Space"])
@pytest.mark.parametrize("focus_s", [0.0, 600.0])
def test_the_key_bar_fits_80_columns_in_every_phase(practice: bool, switch_key: str, focus_s: float) -> None:
    """Two columns of margin, two between keys; what matters most in a phase is never left out."""
    for phase, session in _phases(practice=practice, focus_s=focus_s).items():
        acts = bar_acts(session, 78, switch_key)
        keys = [f"{key_text(act, switch_key=switch_key)} {label_of(act, session)}" for act in acts]
        assert len("  ".join(keys)) <= 78, keys
        shown = {act.id for act in acts}
        assert {"help", "leave"} <= shown
        assert _VITAL[phase] <= shown
        assert phase not in {Phase.WORK, Phase.REVISION} or not focus_s or {"ask", "focus"} <= shown


def test_a_wide_key_bar_has_every_key_of_the_phase() -> None:
    """Also focus time that was not agreed, dimmed with the reason."""
    session = Scene().work().session
    shown = {act.id for act in bar_acts(session, 138)}
    assert {"check", "pause", "history", "submit", "ask", "focus", "present", "help", "leave", "editor"} == shown
    assert why_not(BY_ID["focus"], session) == "no focus time was agreed; you can ask for some (a)"


def test_the_focus_key_ends_what_it_began() -> None:
    """The same key, the other word, also when all agreed minutes are in use."""
    scene = Scene(practice_terms(focus_s=300.0)).work()
    assert why_not(BY_ID["focus"], scene.session) == ""
    scene.act("focus", "candidate", time=300.0)
    assert label_of(BY_ID["focus"], scene.session) == "End focus"
    assert why_not(BY_ID["focus"], scene.session) == ""
    scene.wait(100)
    scene.act("focus", "candidate", end=True)
    assert why_not(BY_ID["focus"], scene.session) == ""


def test_a_key_says_why_it_cannot_act() -> None:
    """Wrong phase, missing confirmation, missing feedback, lost connection."""
    lobby = Scene(practice_terms(practice=False, interviewer_opens=True)).session
    assert why_not(BY_ID["begin"], lobby) == "cannot begin: the interviewer has not confirmed yet"
    assert why_not(BY_ID["submit"], lobby) == "possible in WORK"
    frozen = Scene().frozen().session
    assert "no feedback was delivered yet" in why_not(BY_ID["revise"], frozen)
    assert "feedback is still to come" in why_not(BY_ID["finish"], frozen)
    assert why_not(BY_ID["check"], frozen, connected=False) == "not connected to the host right now"
    assert why_not(BY_ID["leave"], None, connected=False) == ""


def test_own_feedback_is_for_practice_only() -> None:
    """Elsewhere the key is not even in the bar."""
    practice = Scene().frozen().session
    assert why_not(BY_ID["feedback"], practice) == ""
    assert BY_ID["feedback"] in bar_acts(practice)
    interview = Scene(practice_terms(practice=False)).frozen().session
    assert "no practice exercise" in why_not(BY_ID["feedback"], interview)
    assert BY_ID["feedback"] not in bar_acts(interview)


def test_the_pause_key_becomes_the_resume_key() -> None:
    """The same key, the other act, the other word."""
    scene = Scene().work()
    assert (verb_of(BY_ID["pause"], scene.session), label_of(BY_ID["pause"], scene.session)) == ("pause", "Pause")
    scene.act("pause", "candidate", reason="break")
    assert (verb_of(BY_ID["pause"], scene.session), label_of(BY_ID["pause"], scene.session)) == ("resume", "Resume")
    assert why_not(BY_ID["pause"], scene.session) == ""


def test_the_editor_is_shown_under_the_key_that_tmux_really_binds() -> None:
    """Whatever was configured; other keys keep their names."""
    assert key_text(BY_ID["editor"], switch_key="C-Space") == "C-Space"
    assert key_text(BY_ID["editor"], switch_key="F9", all_keys=True) == "F9 or e"
    assert key_text(BY_ID["editor"], all_keys=True) == "e or F12"
    assert key_text(BY_ID["help"], switch_key="F9") == "?"


def test_keys_are_found_by_any_of_their_names() -> None:
    """`e` and F12 are the same key to the table."""
    assert by_key("f12") is by_key("e") is BY_ID["editor"]
    assert by_key("x") is None
