"""From the frozen work to the end."""

from proctor.session.phases import Phase
from tests.tui.looking import sees, text, until
from tests.tui.scenes import Scene, practice_terms


async def test_waiting_says_what_for_and_since_when() -> None:
    """And whether the interviewer is here; the minutes go on without any event."""
    scene = Scene(practice_terms(practice=False)).frozen()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Waiting since 12:08 (less than a minute) for the interviewer's feedback.")
        await sees(pilot, "has no screen open", "Say it aloud to the interviewer, or press w")
        scene.wait(125)
        await sees(pilot, "Waiting since 12:08 (2 min)")
        await pilot.press("r")
        await sees(pilot, "Cannot start the revision: no feedback was delivered yet.")
    assert scene.link.verbs() == []


async def test_late_saves_are_counted_and_said_not_to_count() -> None:
    """In the pane and in the log of saves."""
    scene = Scene().frozen()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Your work is frozen")
        scene.saved("t8", late=True).saved("t9", late=True)
        scene.link.tell()
        await sees(pilot, "2 later saves are kept, marked LATE, and not counted.")
        await pilot.press("3")
        await sees(pilot, "LATE: kept, does not count")


async def test_the_walk_through_can_be_written_and_a_draft_is_kept() -> None:
    """Escape keeps it, sending it shows it, an empty one is not sent."""
    scene = Scene().frozen()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "w Write")
        await pilot.press("w")
        await sees(pilot, "Explain your work", "Ctrl+S or F2 sends")
        await pilot.press("f2")
        await sees(pilot, "There is nothing to send yet.")
        await pilot.press(*"q is no key here", "escape")
        await until(pilot, lambda: "Explain your work Ctrl" not in " ".join(text(pilot).split()))
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await pilot.press("w")
        await sees(pilot, "q is no key here")
        await pilot.press("ctrl+s")
        await sees(pilot, "Sent, and kept in the record.", "What you wrote")
    assert ("respond", {"text": "q is no key here"}) in scene.link.acts
    assert scene.session.walkthrough == "q is no key here"


async def test_practice_feedback_leads_to_a_revision_whose_clock_starts_on_confirmation() -> None:
    """f, then r, then one question; the feedback stays in sight in the revision."""
    scene = Scene().frozen()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "press f for the program's own")
        await pilot.press("f")
        await sees(pilot, "Feedback from the exercise's guide", "It holds.", "Look at half precision.")
        assert scene.session.clock is None
        await pilot.press("r")
        await sees(pilot, "Start the revision?", "You have 5 min.")
        await pilot.press("y")
        await sees(pilot, "REVISION RUNNING ► 5:00 left", "Look at half precision.")
        await pilot.press("4")
        await sees(pilot, "5 of 7 hold")
        await pilot.press("1")
        await sees(pilot, "Look at half precision.")
        await pilot.press("d")
        await sees(pilot, "Finish the session?", "save first")
        await pilot.press("y")
        await sees(pilot, "DONE", "Done. Thank you.", "proctor diff quiet-otter", "Unfinished work is normal")
    assert scene.link.verbs() == ["feedback", "revise", "finish"]


async def test_finishing_without_a_revision_is_possible_after_feedback() -> None:
    """The question says that there will be none."""
    scene = Scene().told()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Clear names and a small class.", "d finish without a revision")
        await pilot.press("d")
        await sees(pilot, "There will be no revision.")
        await pilot.press("y")
        await sees(pilot, "Done. Thank you.")
    assert scene.session.phase is Phase.DONE


async def test_feedback_that_arrives_while_writing_does_not_take_the_text_away() -> None:
    """The answer goes where it belongs now: to the feedback."""
    scene = Scene().frozen()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "w Write")
        await pilot.press("w")
        await sees(pilot, "Explain your work")
        await pilot.press(*"I chose clarity")
        scene.act("feedback", "interviewer", strength="good", improvement="better")
        scene.link.tell()
        await sees(pilot, "Your feedback is here.", "I chose clarity")
        await pilot.press("ctrl+s")
        await sees(pilot, "Your answer")
    assert scene.session.answer == "I chose clarity"


async def test_the_revision_runs_out_into_done_with_a_notice() -> None:
    """Time up is said there too."""
    scene = Scene().told()
    scene.act("revise", "candidate")
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "REVISION")
        scene.wait(400).fall_due()
        scene.link.tell()
        await sees(pilot, "TIME IS UP. The session is over", "(time was up)")
