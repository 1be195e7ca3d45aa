"""The lobby on the screen."""

import pytest
from textual.screen import ModalScreen

from proctor.session import events as ev
from proctor.session.phases import Phase
from proctor.session.terms import Accommodation
from proctor.session.verdicts import Verdict
from tests.tui.looking import sees, text, until
from tests.tui.scenes import Scene, practice_terms


async def test_everything_to_know_is_there_before_the_clock(scene: Scene) -> None:
    """Who, minutes, records, aids, criteria, hidden checks, isolation, the tour; and no clock runs."""
    async with scene.app().run_test(notifications=True, size=(140, 50)) as pilot:
        await sees(
            pilot,
            "LOBBY",
            "15 min + 5 min revision",
            "Candidate Ada: here",
            "Interviewer: not here",
            "every save of the files",
            "Not recorded: keystrokes, camera",
            "an AI assistant: allowed, say where you used it",
            "Correct backward",
            "3 hidden checks",
            "the company runs them later",
            "level 1 of 3, a process of its own",
            "Unfinished work is normal",
            "Try it out first",
            "How to write an nn.Module.",
        )
        assert scene.session.phase is Phase.LOBBY
        assert scene.link.verbs() == []


async def test_the_clock_starts_after_exactly_one_question(scene: Scene) -> None:
    """Enter on the button asks; escape starts nothing; yes starts."""
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "[ Start the clock ]")
        await pilot.press("enter")
        await sees(pilot, "Start the clock?", "You have 15 min.")
        await pilot.press("escape")
        await until(pilot, lambda: "Start the clock?" not in text(pilot))
        assert scene.session.phase is Phase.LOBBY
        await pilot.press("b")
        await sees(pilot, "Start the clock?")
        await pilot.press("enter")
        await until(pilot, lambda: "Start the clock?" not in text(pilot))
        assert scene.session.phase is Phase.LOBBY, "the cursor stands on going back"
        await pilot.press("b")
        await sees(pilot, "Start the clock?")
        await pilot.press("y")
        await sees(pilot, "WORK RUNNING ► 15:00 left")
    assert scene.link.verbs() == ["begin"]


async def test_keys_of_panes_ask_nothing_where_there_are_none(scene: Scene) -> None:
    """The number keys belong to the working screens."""
    app = scene.app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "[ Start the clock ]")
        await pilot.press("1", "3", "question_mark")
        await sees(pilot, "Keys")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ModalScreen))
    assert scene.link.verbs() == []


async def test_where_the_interviewer_opens_the_start_is_dimmed_with_the_reason() -> None:
    """Key and button say why; after the confirmation they work."""
    scene = Scene(practice_terms(practice=False, interviewer_opens=True))
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "The interviewer confirms first", "must confirm before you can start")
        await pilot.press("b")
        await sees(pilot, "Cannot begin: the interviewer has not confirmed yet.")
        await pilot.press("enter")
        assert scene.link.verbs() == []
        scene.act("begin", "interviewer")
        scene.link.tell()
        await sees(pilot, "The interviewer has confirmed.", "ready: has confirmed the start")
        await pilot.press("b")
        await sees(pilot, "Start the clock?")


async def test_the_tour_shows_the_verdict_on_the_scratch_file(scene: Scene) -> None:
    """Live, with its message, and escapes taken out."""
    async with scene.app(switch_key="F9").run_test(notifications=True, size=(80, 30)) as pilot:
        await sees(pilot, "Press F9 for your editor; F9 comes back.", "nothing saved yet")
        scene.note(ev.TourChecked(verdict=Verdict.FAIL, message="make it \x1b[31m42", ms=9.0))
        scene.link.tell()
        await sees(pilot, "FAIL ✗ 9 ms make it 42")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
async def test_accommodations_are_told_at_every_size(size: tuple[int, int]) -> None:
    """Extra time and breaks are in the first lines."""
    terms = practice_terms(accommodation=Accommodation(extra_time_percent=25.0, breaks_s=600.0))
    async with Scene(terms).app().run_test(notifications=True, size=size) as pilot:
        await sees(pilot, "18 min 45 s", "25 % extra time included", "breaks of 10 min")
