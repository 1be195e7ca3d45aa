"""What is written between candidate and interviewer, on the candidate's screen."""

import pytest

from proctor.errors import IllegalMove
from proctor.session import events as ev
from proctor.session.talk import Talk
from proctor.session.verdicts import Verdict
from proctor.tui.screens.work import WorkScreen
from proctor.tui.talk_words import unread
from proctor.tui.view import View
from tests.tui.looking import opened, sees, text, until
from tests.tui.scenes import FakeLink, Scene, practice_terms


def _answered(scene: Scene) -> Scene:
    scene.act("ask", "candidate", text="Is eps inside the root?")
    scene.act("answer", "interviewer", text="Inside, yes.")
    return scene


async def test_a_question_is_written_sent_and_waits_for_its_answer() -> None:
    """Key a; escape keeps the draft; the pane says that it waits, then that it was answered."""
    scene = Scene().work()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await sees(pilot, "Ask the interviewer", "No interviewer is here right now; it will wait.")
        await pilot.press(*"may I?", "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await pilot.press("a")
        await sees(pilot, "may I?")
        await pilot.press("ctrl+s")
        await sees(pilot, "Sent. The answer will be under Talk.")
        await pilot.press("5")
        await sees(pilot, "Your question 1 waits for an answer", "may I?")
        scene.act("answer", "interviewer", text="You may.")
        scene.link.tell()
        await sees(pilot, "Your question 1 answered", "Answer to your question 1 from the interviewer", "You may.")
    assert ("ask", {"text": "may I?"}) in scene.link.acts


async def test_what_the_host_refuses_stays_a_draft() -> None:
    """Nobody types a question twice."""
    scene = Scene().work()

    class Strict(FakeLink):
        async def act(self, do: str, /, **args: object) -> dict[str, object]:
            if do == "ask":
                raise IllegalMove("cannot write a message: too long")
            return await super().act(do, **args)

    scene.link = Strict(scene)
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await sees(pilot, "Ask the interviewer")
        await pilot.press(*"a long one", "f2")
        await sees(pilot, "cannot write a message: too long")
        await pilot.press("a")
        await sees(pilot, "a long one")


async def test_what_arrives_is_a_notice_and_a_lasting_mark_until_it_was_seen() -> None:
    """Answer, hint and shown check each count; looking at the pane takes the mark away."""
    scene = Scene().work()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        _answered(scene).act("hint", "interviewer", text="Try float16.")
        scene.note(ev.CheckRevealed(check="test_x", promise="Any layout works.", verdict=Verdict.FAIL), "interviewer")
        scene.link.tell()
        await sees(pilot, "The interviewer answered: Inside, yes.", "A hint from the interviewer: Try float16.")
        await sees(pilot, "A hidden check was shown to you: Any layout works.", "5 Talk 3 new")
        await pilot.press("5")
        await sees(pilot, "Hint from the interviewer", "FAIL ✗ test_x", "Any layout works.")
        await until(pilot, lambda: "new" not in text(pilot).splitlines()[1])
        await pilot.press("1")
        scene.act("hint", "interviewer", text="And float32.")
        scene.link.tell()
        await sees(pilot, "5 Talk 1 new")


async def test_what_comes_while_somebody_is_in_the_editor_is_not_read() -> None:
    """Also when the pane is in sight behind it; coming back to it reads it."""
    scene = Scene().work()
    async with scene.app(switch_key="F12").run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("5")
        await sees(pilot, "Nothing was written yet.")
        scene.note(ev.WindowShown(window="Editor"))
        scene.act("hint", "interviewer", text="Try float16.")
        scene.link.tell()
        await sees(pilot, "Talk 1 new", "Try float16.")
        scene.note(ev.WindowShown(window="Work"))
        scene.link.tell()
        await until(pilot, lambda: "new" not in text(pilot).splitlines()[1])


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_messages_reach_the_lobby_and_the_last_page(size: tuple[int, int]) -> None:
    """Before the clock, and when all is over."""
    scene = _answered(Scene())
    async with scene.app().run_test(notifications=True, size=size) as pilot:
        await sees(pilot, "Written so far", "Inside, yes.", "a Ask")
    done = _answered(Scene().told())
    done.act("finish", "candidate")
    async with done.app().run_test(notifications=True, size=(80, 50)) as pilot:
        await sees(pilot, "Done. Thank you.", "Inside, yes.")


async def test_what_others_write_is_only_text() -> None:
    """No escapes, no markup, no marks that turn the writing round."""
    scene = Scene().work()
    scene.act("hint", "interviewer", text="[bold]x[/] \x1b[31mred\x1b]0;t\x07 \u202eturned")
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("5")
        await sees(pilot, "[bold]x[/] red turned")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (60, 20)])
async def test_all_tabs_fit_their_row(size: tuple[int, int]) -> None:
    """Also in the revision, with stale checks and news; the narrowest terminals lose only the end."""
    scene = Scene(practice_terms(practice=False)).told()
    scene.act("revise", "candidate")
    _answered(scene).saved("t3")
    async with scene.app().run_test(notifications=True, size=size) as pilot:
        await sees(pilot, "1 Feedback", "Checks 5")
        row = next(row for row in text(pilot).splitlines() if "1 Feedback" in row and "Rules" in row)
        assert size[0] < 80 or row.rstrip().endswith("6 Talk 1 new")


def test_a_screen_that_is_still_being_made_shows_no_talk() -> None:
    """The app asks as soon as it has the screen, before it is composed."""
    scene = Scene().work()
    screen = WorkScreen(View(name="s", session=scene.session))
    with scene.app()._context():
        assert not screen.shows_talk


def test_only_what_comes_from_interviewers_is_unread() -> None:
    """A check that is shown again with another verdict counts again."""
    scene = _answered(Scene().work())
    assert unread(scene.session, Talk()) == 1
    assert unread(scene.session, scene.session.talk) == 0
    assert unread(None, Talk()) == 0
    shown = ev.CheckRevealed(check="test_x", promise="p", verdict=Verdict.FAIL)
    read = scene.note(shown, "interviewer").session.talk
    again = ev.CheckRevealed(check="test_x", promise="p", verdict=Verdict.PASS)
    assert unread(scene.note(again, "interviewer").session, read) == 1
