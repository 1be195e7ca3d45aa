"""The cockpit around its panes: what is in sight, at every size, and what a lost or dark link does to it."""

import asyncio

import pytest
from textual.widget import Widget

from proctor.errors import UsageError
from proctor.link import again
from proctor.session import events as ev
from proctor.session.terms import Terms
from proctor.session.verdicts import Verdict
from proctor.tui.cockpit.app import CockpitApp
from tests.tui.looking import sees, segments, text, until
from tests.tui.scenes import practice_terms
from tests.tui.watching import FakeWatch, WatchedScene, working

_SIZES = [(60, 20), (80, 24), (140, 40), pytest.param((200, 60), marks=pytest.mark.slow)]


def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(again, "LONGEST_WAIT_S", 0.02)


@pytest.mark.parametrize("size", _SIZES)
async def test_the_bars_say_all_that_matters_at_every_size(size: tuple[int, int]) -> None:
    """Phase, clock, READ ONLY, delay, people, the next act; nothing is wider than the terminal."""
    async with working().cockpit().run_test(notifications=True, size=size) as pilot:
        await sees(pilot, "WORK RUNNING ► 10:00 left", "READ ONLY link 1 ms Ada here you", "Next: ", "q Leave", "Files")
        assert {sum(segment.cell_length for segment in row) for row in segments(pilot)} == {size[0]}


async def test_a_wide_terminal_shows_mirror_and_private_side() -> None:
    """The brief is in front, the number keys change the private pane only."""
    async with working().cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "Terminal", "1 Brief 2 Guide", "Welcome Ada", "Do they test the zero row?")
        await pilot.press("4")
        await sees(pilot, "Epsilon outside the root", "Terminal")


async def test_a_narrow_terminal_shows_one_side_and_tab_the_other() -> None:
    """Mirror first; a number key brings the private side; tab goes back."""
    async with working().cockpit().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Terminal", "Checks 6 of 7 hold")
        assert "1 Brief" not in text(pilot)
        await pilot.press("tab")
        await sees(pilot, "1 Brief 2 Guide", "Welcome Ada")
        assert "6 of 7 hold" not in text(pilot)
        await pilot.press("tab")
        await sees(pilot, "6 of 7 hold")
        await pilot.press("5")
        await sees(pilot, "Correct forward", "4 strong and says why")


async def test_getting_wider_and_narrower_keeps_the_chosen_pane() -> None:
    """From one side to two and back."""
    async with working().cockpit().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Terminal")
        await pilot.press("4")
        await sees(pilot, "Epsilon outside the root")
        await pilot.resize_terminal(140, 40)
        await sees(pilot, "Terminal", "Epsilon outside the root")
        await pilot.resize_terminal(60, 20)
        await sees(pilot, "Epsilon outside the root")


async def test_the_guide_holds_questions_samples_and_the_task() -> None:
    """Pane 2."""
    async with working().cockpit().run_test(notifications=True, size=(140, 60)) as pilot:
        await sees(pilot, "1 Brief")
        await pilot.press("2")
        await sees(
            pilot, "half precision", "Why that epsilon?", "Names say what they hold.", "the result keeps its shape"
        )


async def test_hidden_checks_say_what_they_said_of_which_save() -> None:
    """Verdict and message for the newest work, STALE once there is newer work; flags lead the pane."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "1 Brief")
        await pilot.press("3")
        await sees(pilot, "FAIL ✗ Very large values", "test_large says why", "for the newest work")
        scene.keep(
            ev.WorkFlagged(
                commit="1", tree="t1", sort="shortcut", file="rms_norm.py", line=3, what="F.rms_norm", why="x"
            )
        )
        scene.wait(5).saved("t2")
        scene.watched.tell()
        await sees(
            pilot, "STALE ~ Very large", "for an EARLIER save", "shortcut rms_norm.py:3 F.rms_norm", "3 Hidden (1)"
        )


async def test_the_timeline_tells_both_journals_newest_first() -> None:
    """With clock times; what is private is marked."""
    scene = working()
    scene.wait(7)
    scene.steer("note", text="asks good questions", tag="strength")
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "1 Brief")
        await pilot.press("7")
        await sees(pilot, "12:05:07 private Grace notes (strength)", "12:00:00 Work began: 15 min")
        rows = text(pilot).splitlines()
        note = next(number for number, row in enumerate(rows) if "Grace notes" in row)
        assert note < next(number for number, row in enumerate(rows) if "Work began" in row)
        scene.wait(5).saved("t5")
        scene.watched.tell()
        await sees(pilot, "12:05:12 Saved 5555555555")


async def test_who_comes_late_sees_everything_and_hears_no_old_news() -> None:
    """Notes, marks, talk from before; no notice about any of it."""
    scene = working()
    scene.act("ask", "candidate", text="May I use einsum?")
    scene.steer("issue", issue="eps", state="found")
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "8 Talk (1)")
        assert not list(pilot.app._notifications)
        await pilot.press("4")
        await sees(pilot, "FOUND ✓ 12:05", "1 of 2 found")
        await pilot.press("8")
        await sees(pilot, "OPEN question 1", "May I use einsum?")


async def test_a_lost_host_is_said_until_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steering keys say why not; what happened meanwhile is caught up; the clock stands."""
    _quick(monkeypatch)
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "RUNNING ► 10:00", "Terminal")
        scene.watched.cut()
        await sees(pilot, "NOT CONNECTED", "link lost", "THE HOST DOES NOT ANSWER.")
        await pilot.press("p")
        await sees(pilot, "Not connected to the host right now.")
        scene.wait(60).saved("t7")
        scene.watched.up = True
        await sees(pilot, "RUNNING ► 9:00", "link 1 ms")
        assert "DOES NOT ANSWER" not in text(pilot)
    assert scene.watched.verbs() == []


async def test_a_refusal_for_good_ends_the_cockpit_with_the_hosts_words() -> None:
    """The caller prints it and takes the exit code."""

    class Refusing(FakeWatch):
        async def connect(self) -> FakeWatch:
            raise UsageError("this host speaks version 9")

    scene = working()
    scene.watched = Refusing(scene)
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value == 2
    assert str(app.refused) == "this host speaks version 9"


async def test_focus_time_is_dark_and_everything_is_told_again_after_it() -> None:
    """No file is read meanwhile, nothing of the work stays in the view; then the link begins anew."""
    scene = working()
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=(140, 40)) as pilot:
        await until(pilot, lambda: bool(app.view.files.rows))
        scene.act("focus", "candidate", time=300.0)
        scene.watched.tell()
        await sees(pilot, "FOCUS 5:00: nobody watches")
        assert app.view.files.rows == ()
        asked = len(scene.watched.errands("files"))
        scene.note(ev.SnapshotTaken(commit="9" * 40, tree="t9", paths=("rms_norm.py",), added=1))
        scene.watched.tell()
        await pilot.pause(0.05)
        assert len(scene.watched.errands("files")) == asked
        scene.wait(120).act("focus", "candidate", end=True)
        scene.watched.tell()
        await until(pilot, lambda: scene.watched.connections == 2)
        await until(pilot, lambda: bool(app.view.files.rows))
        assert "FOCUS" not in text(pilot)
        assert len(app.view.told) == len(scene.journal)


async def test_files_are_read_one_reading_at_a_time() -> None:
    """Ten saves while a reading is under way ask for one more reading."""
    scene = working()
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.view.files.rows))
        scene.watched.slow = asyncio.Event()
        before = len(scene.watched.errands("files"))
        for number in range(10):
            scene.wait(1).saved(f"t{number}").checked({})
            scene.watched.tell()
            await pilot.pause(0.01)
        assert len(scene.watched.errands("files")) == before + 1
        scene.watched.slow.set()
        await until(pilot, lambda: len(scene.watched.errands("files")) == before + 2)


async def test_the_revision_is_compared_with_what_was_submitted() -> None:
    """By itself, as soon as it begins."""
    scene = working()
    scene.act("submit", "candidate")
    scene.steer("feedback", strength="good", improvement="better")
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await until(pilot, lambda: app.view.files.base == "previous" and bool(scene.watched.errands("changes")))
        scene.act("revise", "candidate")
        scene.watched.tell()
        await until(pilot, lambda: scene.watched.errands("changes")[-1]["from"] == "submitted")
        assert app.view.files.base == "submitted"


async def test_following_is_a_key_and_wandering_turns_it_off() -> None:
    """The mirror asks; the key bar says what f would do."""
    app = working().cockpit()
    async with app.run_test(notifications=True, size=(200, 60)) as pilot:
        await sees(pilot, "f Unfollow", "Terminal")
        await pilot.press("f")
        await sees(pilot, "f Follow")
        await pilot.press("f")
        await sees(pilot, "f Unfollow")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: not app.view.follow)


async def test_presence_names_everybody_and_marks_who_steers() -> None:
    """Also somebody who holds the controls and is gone, and a candidate whose terminal is away."""
    scene = working()
    scene.note(ev.ClientJoined(client="other", role="interviewer", name="Linus"))
    scene.steer("controls")
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "Ada here you (controls), Linus")
        scene.steer("controls", do="give", to="Linus")
        scene.note(ev.ClientLeft(client="other"))
        scene.note(ev.TerminalAttached(columns=120, lines=40)).note(ev.TerminalDetached())
        scene.watched.tell()
        await sees(pilot, "Ada AWAY since 12:05", "Linus (controls, not here)", "Files")


async def test_what_kind_of_session_it_is_stays_in_sight_and_covers_nothing() -> None:
    """The word above, the sentence across the screen while nothing matters more."""
    scene = working()
    app = scene.cockpit(notice="REHEARSAL: a recording plays, and nothing you do reaches anybody.")
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(
            pilot, "REHEARSAL READ ONLY link 1 ms Ada here you", "a recording plays, and nothing you do", "Files"
        )
        scene.steer("pause", reason="break")
        scene.watched.tell()
        await sees(pilot, "PAUSED by the interviewer (break)", "REHEARSAL READ ONLY")


async def test_leaving_asks_nothing_of_the_host() -> None:
    """And ctrl+c ends nothing."""
    scene = working()
    app = scene.cockpit()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "q Leave", "Terminal")
        await pilot.press("ctrl+c")
        await sees(pilot, "Nothing was stopped.")
        await pilot.press("q")
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value == 0
    assert scene.watched.verbs() == []


async def test_markup_of_the_candidate_is_only_text() -> None:
    """In questions, file names and names."""
    scene = working()
    scene.act("ask", "candidate", text="[bold]x[/bold] [@click=app.exit]y[/]")
    scene.note(ev.SnapshotTaken(commit="8" * 40, tree="t8", paths=("[red]z[/].py",), added=1))
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "1 Brief")
        await pilot.press("8")
        await sees(pilot, "[bold]x[/bold] [@click=app.exit]y[/]")
        await pilot.press("7")
        await sees(pilot, "[red]z[/].py")


@pytest.mark.parametrize("pane", "123456789")
async def test_every_pane_can_be_shown_in_every_state(pane: str) -> None:
    """With nothing in it, in the lobby; with everything, at the end; in 60 columns and in ASCII."""
    empty = WatchedScene(practice_terms(practice=False, checks=(), hidden_checks=0))
    for scene in (empty, _full()):
        async with scene.cockpit(ascii_only=True).run_test(notifications=True, size=(60, 20)) as pilot:
            await sees(pilot, "q Leave")
            await until(pilot, lambda: bool(pilot.app.screen.query("#side-body")))
            await pilot.press(pane)
            await until(pilot, lambda: _private(pilot.app))  # type: ignore[arg-type]
            assert {sum(segment.cell_length for segment in row) for row in segments(pilot)} == {60}


def _private(app: CockpitApp) -> bool:
    side: Widget = app.screen.query_one("#private-side")
    return bool(side.display) and any(child.display for child in app.screen.query_one("#side-body").children)


def _full(terms: Terms | None = None) -> WatchedScene:
    scene = working() if terms is None else WatchedScene(terms)
    scene.act("ask", "candidate", text="May I?")
    scene.steer("answer", text="Yes.")
    scene.steer("hint", text="Look at zeros.")
    scene.steer("note", text="fine", tag="idea")
    scene.steer("issue", issue="cast", state="missed")
    scene.act("submit", "candidate")
    scene.act("respond", "candidate", text="I chose clarity.")
    scene.steer("draft", strength="g", improvement="b")
    scene.steer("feedback", strength="good", improvement="better")
    scene.act("respond", "candidate", text="I see it differently.")
    scene.steer("observe", how="questioned")
    scene.act("revise", "candidate")
    scene.wait(30).saved("t6").judged({"test_large": Verdict.PASS})
    scene.act("finish", "candidate")
    return scene


@pytest.mark.parametrize(
    "pauses", [pytest.param(count, marks=() if count in (0, 3, 6) else pytest.mark.slow) for count in range(12)]
)
async def test_leaving_while_the_screen_still_fills_itself_is_no_fault(pauses: int) -> None:
    """At whatever moment q is pressed."""
    app = working().cockpit()
    async with app.run_test(notifications=True, size=(140, 40)) as pilot:
        for _ in range(pauses):
            await pilot.pause(0.005)
        await pilot.press("q")
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value == 0
