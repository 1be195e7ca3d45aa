"""Steering from the cockpit: what is asked before an act, what is sent, and what is refused in words."""

import pytest
from textual.pilot import Pilot

from proctor.session import events as ev
from proctor.session.brief import COCKPIT_KEYS
from proctor.session.phases import Phase
from proctor.session.verbs import VERBS
from proctor.tui.cockpit.keys import BY_ID, COCKPIT_ACTS, bar_acts, bindings, key_text, why_not
from proctor.tui.cockpit.view import WatchView
from proctor.tui.view import View
from tests.tui.looking import sees, text, until
from tests.tui.scenes import practice_terms
from tests.tui.watching import MATERIAL, WatchedScene, working

_SIZE = (140, 40)


async def _there(pilot: Pilot[int]) -> None:
    await sees(pilot, "1 Brief", "Welcome Ada")


def test_keys_are_unique_and_every_act_of_an_interviewer_has_one() -> None:
    """What a plain command can do, a key can do; reading and checking are the mirror's."""
    keys = [key for act in COCKPIT_ACTS for key in act.key.split(",")]
    assert len(set(keys)) == len(keys)
    assert len({binding.id for binding in bindings()}) == len(COCKPIT_ACTS)
    reachable = {act.verb for act in COCKPIT_ACTS} | {"resume", "feedback", "finish", "history", "check"}
    assert {verb.name for verb in VERBS if "interviewer" in verb.roles} <= reachable


def test_a_key_says_why_it_cannot_act() -> None:
    """Wrong phase, somebody else's controls, nothing to reveal, no connection."""
    scene = WatchedScene()
    watch = WatchView(View(name="s", session=scene.session), who="Grace", material=MATERIAL)
    assert "the session is in LOBBY" in why_not(BY_ID["pause"], watch)
    assert why_not(BY_ID["note"], watch) == ""
    scene = working()
    scene.steer("controls")
    other = WatchView(View(name="s", session=scene.session), who="Linus")
    assert "Grace holds the controls" in why_not(BY_ID["pause"], other)
    assert why_not(BY_ID["reveal"], other) == "this exercise has no hidden checks here"
    assert why_not(BY_ID["note"], WatchView(View(name="s"))) == "not connected to the host right now"
    assert why_not(BY_ID["leave"], WatchView(View(name="s"))) == ""


def test_every_phase_has_its_keys_in_the_bar() -> None:
    """Begin in the lobby, feedback after the work; help and leave always."""
    assert "begin" in {act.id for act in bar_acts(WatchedScene().session)}
    assert {"help", "leave", "side"} == {act.id for act in bar_acts(None)}
    scene = working()
    assert "feedback" not in {act.id for act in bar_acts(scene.session)}
    scene.act("submit", "candidate")
    assert {"feedback", "observe", "help", "leave"} <= {act.id for act in bar_acts(scene.session)}


async def test_a_note_is_written_tagged_and_kept() -> None:
    """Enter keeps it, one key tags it; escape keeps the draft; keys of the cockpit are letters meanwhile."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("n")
        await sees(pilot, "A private note", "F1 strength")
        await pilot.press(*"quick", "escape")
        await until(pilot, lambda: "A private note" not in text(pilot))
        await pilot.press("n")
        await sees(pilot, "quick")
        await pilot.press(*" x", "f2", "enter")
        await sees(pilot, "Noted.")
        await pilot.press("6")
        await sees(pilot, "1 kept", "12:05:00 concern", "quick x")
        await pilot.press("n")
        await sees(pilot, "A private note")
        assert "quick x" not in "\n".join(row[:70] for row in text(pilot).splitlines())
    assert scene.watched.verbs() == [("note", {"text": "quick x", "tag": "concern"})]


async def test_an_issue_is_marked_from_its_row_or_by_its_key() -> None:
    """Enter on the row asks how far; i asks which one first."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("4")
        await sees(pilot, "Epsilon outside the root")
        await pilot.press("down", "enter")
        await sees(pilot, "How far is the candidate?", "Found: the candidate came upon it")
        await pilot.press("down", "enter")
        await sees(pilot, "HINTED » 12:05 Casts back too early")
        await pilot.press("tab", "i")
        await sees(pilot, "Which known issue?")
        await pilot.press("enter")
        await sees(pilot, "How far is the candidate?")
        await pilot.press("enter")
        await sees(pilot, "FOUND ✓ 12:05 Epsilon")
    assert scene.watched.verbs() == [
        ("issue", {"issue": "cast", "state": "hinted"}),
        ("issue", {"issue": "eps", "state": "found"}),
    ]


async def test_a_question_is_noticed_and_answered() -> None:
    """The oldest one where there is one; which one where there are several; a draft survives going back."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        scene.act("ask", "candidate", text="May I use einsum?")
        scene.watched.tell()
        await sees(pilot, "Question 1: May I use einsum?", "8 Talk (1)")
        await pilot.press("a")
        await sees(pilot, "Answer question 1")
        await pilot.press(*"yes", "escape")
        await until(pilot, lambda: "F2 sends" not in text(pilot))
        await pilot.press("a")
        await sees(pilot, "Answer question 1")
        await pilot.press("f2")
        await until(pilot, lambda: not scene.session.talk.unanswered)
        scene.act("ask", "candidate", text="Two?")
        scene.act("ask", "candidate", text="Three?")
        scene.watched.tell()
        await sees(pilot, "8 Talk (2)")
        await pilot.press("a")
        await sees(pilot, "Answer which question?", "3 Three?")
        await pilot.press("down", "enter")
        await sees(pilot, "Answer question 3")
        await pilot.press(*"no", "ctrl+s")
        await sees(pilot, "8 Talk (1)")
    assert scene.watched.verbs() == [
        ("answer", {"text": "yes", "to": "1"}),
        ("answer", {"text": "no", "to": "3"}),
    ]


async def test_a_hint_from_an_issues_row_begins_with_its_hint() -> None:
    """Not sent before the person says so."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("4")
        await sees(pilot, "Epsilon outside the root")
        await pilot.press("h")
        await sees(pilot, "Give a hint", "Try 1e-9.")
        assert scene.watched.verbs() == []
        await pilot.press("f2")
        await sees(pilot, "Sent to the candidate")
    assert scene.watched.verbs() == [("hint", {"text": "Try 1e-9."})]


async def test_pausing_asks_why_and_the_same_key_resumes() -> None:
    """The lasting line says by whom; acting took the free controls."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("p")
        await sees(pilot, "Pause: why?", "A technical problem")
        await pilot.press("down", "down", "enter")
        await sees(pilot, "PAUSED by the interviewer (technical)", "p Resume", "you (controls)")
        await pilot.press("p")
        await sees(pilot, "RUNNING ►", "p Pause")
    assert scene.watched.verbs() == [("pause", {"reason": "technical", "note": ""}), ("resume", {"note": ""})]


async def test_more_time_is_chosen_or_typed() -> None:
    """What is typed is read back before it counts, and refused in words when it is no length."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("plus")
        await sees(pilot, "How much more time?")
        await pilot.press("down", "enter")
        await sees(pilot, "15:00 left")
        await pilot.press("plus")
        await sees(pilot, "Another length ...")
        await pilot.press("end", "enter")
        await sees(pilot, "Write it like 4 (minutes)")
        await pilot.press(*"soon", "enter")
        await sees(pilot, "is not a length of time")
        await pilot.press(*["backspace"] * 4, *"90s")
        await sees(pilot, "That is 1 min 30 s.")
        await pilot.press("enter")
        await sees(pilot, "16:30 left")
    assert scene.watched.verbs() == [("extend", {"time": "5m"}), ("extend", {"time": "90s"})]


async def test_a_measured_outage_is_proposed_for_credit() -> None:
    """Without typing its length."""
    scene = working()
    scene.note(ev.TerminalAttached(columns=120, lines=40)).note(ev.TerminalDetached())
    scene.wait(75).note(ev.TerminalAttached(columns=120, lines=40))
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("c")
        await sees(pilot, "was away for 1 min 15 s", "Give back 1 min 15 s, as measured")
        await pilot.press("enter")
        await sees(pilot, "10:00 left")
    assert scene.watched.verbs() == [("credit", {})]


async def test_focus_time_is_started_and_only_the_candidate_ends_it() -> None:
    """The dimmed key says so."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("o")
        await sees(pilot, "Focus time: how long?", "The mirror goes dark")
        await pilot.press("enter")
        await sees(pilot, "FOCUS 3:00: nobody watches")
        await pilot.press("o")
        await sees(pilot, "Cannot")
    assert scene.watched.verbs() == [("focus", {"time": "3m"})]


async def test_a_hidden_check_is_revealed_only_after_two_answers() -> None:
    """The question shows what the candidate will see; no is the first answer."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("r")
        await sees(pilot, "Reveal which hidden check?", "FAIL Very large values")
        await pilot.press("enter")
        await sees(pilot, "Show this to the candidate?", "Very large values do not overflow.", "test_large says why")
        await pilot.press("enter")
        await until(pilot, lambda: "Show this" not in text(pilot))
        assert scene.watched.verbs() == []
        await pilot.press("r")
        await sees(pilot, "Reveal which")
        await pilot.press("enter")
        await sees(pilot, "Show this")
        await pilot.press("y")
        await until(pilot, lambda: bool(scene.watched.verbs()))
    assert scene.watched.verbs() == [("reveal", {"check": "test_large"})]


async def test_controls_are_handed_over_and_then_only_observed() -> None:
    """The new holder is marked; steering is refused with the holder's name."""
    scene = working()
    scene.note(ev.ClientJoined(client="other", role="interviewer", name="Linus"))
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("k")
        await sees(pilot, "Nobody holds the controls", "Take the controls")
        await pilot.press("enter")
        await sees(pilot, "you (controls)")
        await pilot.press("k")
        await sees(pilot, "Hand them over to Linus", "Release them")
        await pilot.press("enter")
        await sees(pilot, "Linus (controls)")
        await pilot.press("p")
        await sees(pilot, "Cannot pause: Linus holds the controls.")
    assert scene.watched.verbs() == [
        ("controls", {"do": "take"}),
        ("controls", {"do": "give", "to": "Linus"}),
    ]


async def test_the_start_is_allowed_and_an_end_is_asked_for() -> None:
    """No is the first answer to the end of a phase."""
    scene = WatchedScene(practice_terms(practice=False, interviewer_opens=True))
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("b")
        await sees(pilot, "The candidate can start the clock now.")
        scene.act("begin", "candidate")
        scene.watched.tell()
        await sees(pilot, "WORK RUNNING")
        await pilot.press("x")
        await sees(pilot, "End the main phase?")
        await pilot.press("enter")
        await until(pilot, lambda: "End the main phase?" not in text(pilot))
        assert scene.session.phase is Phase.WORK
        await pilot.press("x")
        await sees(pilot, "End the main phase?")
        await pilot.press("y")
        await sees(pilot, "FEEDBACK NO CLOCK")
    assert scene.watched.verbs() == [("begin", {}), ("end", {})]


async def test_keys_pressed_during_a_question_do_nothing_behind_it() -> None:
    """Neither acts nor panes nor leaving; in haste, before the question is there, neither."""
    scene = working()
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("p", "x", "7", "b", "q", "f", "n")
        await sees(pilot, "Pause: why?")
        await pilot.press("q", "r", "k", "4")
        assert app.return_value is None
        assert "Epsilon" not in text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "Pause: why?" not in text(pilot))
        assert scene.watched.verbs() == []


async def test_help_names_every_key_and_why_some_cannot_act() -> None:
    """From the same table."""
    async with working().cockpit().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "? Help", "Files")
        await pilot.press("question_mark")
        await sees(pilot, "Keys of the cockpit", "Let the candidate start the clock.", "Not now: cannot begin")
        await pilot.press("end")
        await sees(pilot, "Nothing you press here reaches the candidate's terminal.")
        await pilot.press("escape")
        await until(pilot, lambda: "Keys of the cockpit" not in text(pilot))


async def test_what_others_do_is_noticed_and_what_one_does_oneself_is_not() -> None:
    """Two interviewers: a hand-over and a pause of the other one."""
    scene = working()
    scene.note(ev.ClientJoined(client="other", role="interviewer", name="Linus"))
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        scene.say(ev.ControlsTaken(name="Linus"), "interviewer", "Linus")
        scene.say(ev.ClockPaused(reason="break"), "interviewer", "Linus")  # type: ignore[arg-type]
        scene.watched.tell()
        await sees(pilot, "Paused by Linus (break).", "Linus holds the controls now.")


@pytest.mark.parametrize("how", ["understood", "acted-on"])
async def test_how_feedback_is_taken_is_observed(how: str) -> None:
    """Dimmed before there is any."""
    scene = working()
    scene.act("submit", "candidate")
    async with scene.cockpit().run_test(notifications=True, size=_SIZE) as pilot:
        await _there(pilot)
        await pilot.press("v")
        await sees(pilot, "No feedback was delivered yet.")
        scene.steer("feedback", strength="good", improvement="better")
        scene.watched.tell()
        await pilot.press("9")
        await sees(pilot, "Feedback, as the candidate reads it", "Nothing observed yet.")
        await pilot.press("v")
        await sees(pilot, "How is the feedback taken?")
        await pilot.press(*["down"] * ("understood", "questioned", "acted-on").index(how), "enter")
        await sees(pilot, f"12:05:00 {how} (Grace)")
    assert scene.watched.verbs() == [("observe", {"how": how})]


def test_the_printed_keys_are_the_keys_of_the_cockpit() -> None:
    """Brief and cockpit name the same ones."""
    printed = {part for key in COCKPIT_KEYS for part in key.key.split()}
    bound = {key_text(act) for act in COCKPIT_ACTS if not act.id.startswith("pane-")} | {"1-9"}
    assert printed == bound
