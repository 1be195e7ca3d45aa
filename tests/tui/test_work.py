"""Working under the clock."""

import pytest
from textual.widgets import OptionList

from proctor.session import events as ev
from proctor.session.phases import Phase
from proctor.session.terms import Accommodation
from proctor.session.verdicts import EXPLANATIONS, Verdict
from tests.tui.looking import opened, sees, segments, text, until
from tests.tui.scenes import MESSAGE, PROMISES, Scene, practice_terms

_BAD = {"test_values": Verdict.FAIL, "test_half": Verdict.TIMEOUT, "test_docs": Verdict.SKIP}


def _working() -> Scene:
    return Scene().work().wait(300).saved("t1").checked(_BAD, output="shape (4,)")


async def test_narrow_terminals_show_one_pane_and_number_keys_change_it() -> None:
    """At 80x24: specification first, then the others by number; the tabs tell what holds."""
    async with _working().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "the result keeps its shape", "3 Checks 4 of 7 hold", "10:00", "ends 12:15")
        assert MESSAGE[:20] not in text(pilot)
        await pilot.press("3")
        await sees(pilot, "4 of 7 hold For your save of 12:05:00", "FAIL ✗", "TIMEOUT »", MESSAGE[:40], "shape (4,)")
        await pilot.press("4")
        await sees(pilot, "12:05:00 rms_norm.py +4 -1")
        await pilot.press("2")
        await sees(pilot, "What is judged", "Only torch and the standard library.")


@pytest.mark.parametrize(("size", "titles"), [((100, 30), 2), ((140, 40), 2), ((160, 50), 3)])
async def test_wide_terminals_show_panes_side_by_side(size: tuple[int, int], titles: int) -> None:
    """Specification and checks together from 100 columns; the saves too from 160."""
    async with _working().app().run_test(notifications=True, size=size) as pilot:
        await sees(pilot, "the result keeps its shape", "TIMEOUT »", *(["12:05:00 rms_norm.py"] if titles == 3 else []))
        panes = [pane for pane in pilot.app.screen.query(".pane") if pane.display]
        assert len(panes) == titles


async def test_resizing_keeps_the_chosen_pane_in_sight() -> None:
    """From three columns to one and back."""
    async with _working().app().run_test(notifications=True, size=(160, 50)) as pilot:
        await sees(pilot, "TIMEOUT »")
        await pilot.press("4")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: len([pane for pane in pilot.app.screen.query(".pane") if pane.display]) == 1)
        await sees(pilot, "12:05:00 rms_norm.py")
        await pilot.resize_terminal(120, 40)
        await sees(pilot, "12:05:00 rms_norm.py", "the result keeps its shape")


async def test_saves_made_while_their_pane_was_out_of_sight_have_room_in_it() -> None:
    """Seen, hidden, grown by two rows, seen again."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "4 Saves")
        await pilot.press("4")
        await sees(pilot, "12:05:00 rms_norm.py", "2 kept")
        await pilot.press("3")
        await sees(pilot, "FAIL ✗")
        scene.wait(5).saved("t2").wait(5).saved("t3")
        scene.link.tell()
        await sees(pilot, "4 of 7 held before")
        await pilot.press("4")
        await sees(pilot, "4 kept", "12:05:10 rms_norm.py", "12:05:05 rms_norm.py", "12:05:00 rms_norm.py")


async def test_moving_the_cursor_shows_the_other_checks_message() -> None:
    """The first open check is shown by itself; a chosen one stays chosen when new results come."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 30)) as pilot:
        await sees(pilot, "3 Checks")
        await pilot.press("3")
        await sees(pilot, MESSAGE[:40])
        await pilot.press("down", "down", "down")
        await sees(pilot, EXPLANATIONS[Verdict.TIMEOUT])
        scene.wait(5).saved("t2").checked({"test_shape": Verdict.ERROR})
        scene.link.tell()
        await sees(pilot, "6 of 7 hold", "ERROR !")
        assert pilot.app.screen.query_one("#check-list", OptionList).highlighted == 4


async def test_results_of_an_earlier_save_turn_stale() -> None:
    """In every row, in the lead and in the detail."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(100, 30)) as pilot:
        await sees(pilot, "4 of 7 hold")
        scene.wait(5).saved("t2")
        scene.link.tell()
        await sees(pilot, "4 of 7 held before", "STALE: it said FAIL for an earlier save")
        assert text(pilot).count("STALE ~") == len(PROMISES)


async def test_markup_in_promises_messages_and_file_names_is_only_text() -> None:
    """Nothing a candidate or an exercise writes changes how the screen looks."""
    scene = Scene().work()
    scene.note(ev.SnapshotTaken(commit="1" * 40, tree="t1", paths=("[red]x[/].py",), added=1))
    scene.checked({"test_values": Verdict.FAIL}, message="[bold]got[/bold] [@click=app.bell]x[/]", output="[/]")
    async with scene.app().run_test(notifications=True, size=(160, 50)) as pilot:
        await sees(pilot, "[red]x[/].py", "[bold]got[/bold] [@click=app.bell]x[/]")


async def test_submit_asks_once_and_then_the_work_is_frozen() -> None:
    """The question says what holds and that unsaved work is not part of it."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "s Submit")
        await pilot.press("s")
        await sees(pilot, "Hand in your work?", "save first", "4 of 7 hold", "Unfinished work is normal")
        await pilot.press("down", "enter")
        await sees(pilot, "FEEDBACK NO CLOCK -", "Your work is frozen", "submitted by you")
    assert scene.link.verbs() == ["submit"]


async def test_time_up_closes_an_open_question_and_says_so() -> None:
    """Whatever lay over the screen, the notice is across its full width."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "s Submit")
        await pilot.press("s")
        await sees(pilot, "Hand in your work?")
        scene.wait(20 * 60).fall_due()
        scene.link.tell()
        await sees(pilot, "TIME IS UP. Your work is frozen", "(time is up)")
        assert "Hand in your work?" not in text(pilot)
        assert pilot.app.screen.query_one("#banner").size.width >= 78
    assert scene.link.verbs() == []


async def test_a_reminder_is_a_notice_that_blocks_nothing() -> None:
    """It comes with the journal, and keys go on working."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "s Submit")
        scene.wait(6 * 60).fall_due()
        scene.link.tell()
        await sees(pilot, "left. What is saved counts.")
        await pilot.press("4")
        await sees(pilot, "12:05:00 rms_norm.py")


async def test_a_tick_changes_the_label_and_moves_nothing() -> None:
    """Between 10:00 and 9:59 the words beside the remaining time stay where they are."""
    scene = Scene().work().wait(300)
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "10:00 left")
        before = text(pilot).splitlines()[0]
        scene.wait(1)
        await sees(pilot, "9:59 left")
        assert text(pilot).splitlines()[0] == before.replace("10:00", " 9:59")


async def test_pausing_in_practice_asks_why_and_the_same_key_resumes() -> None:
    """Paused is a word, a shape and a full-width line."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "p Pause")
        await pilot.press("p")
        await sees(pilot, "Pause: why?", "A technical problem")
        await pilot.press("down", "down", "enter")
        await sees(pilot, "PAUSED ||", "PAUSED by you (technical)", "p Resume")
        await pilot.press("p")
        await sees(pilot, "RUNNING ►", "p Pause")
    assert scene.link.acts[1:] == [
        ("pause", {"reason": "technical", "note": ""}),
        ("resume", {"note": ""}),
    ] or scene.link.verbs() == ["pause", "resume"]


async def test_outside_practice_only_agreed_breaks_are_offered() -> None:
    """Without any the key is dimmed and says so; with some, what is left is told."""
    async with Scene(practice_terms(practice=False)).work().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "p Pause")
        await pilot.press("p")
        await sees(pilot, "Cannot pause: no breaks were agreed.")
    agreed = practice_terms(practice=False, accommodation=Accommodation(breaks_s=600.0))
    async with Scene(agreed).work().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "p Pause")
        await pilot.press("p")
        await sees(pilot, "Agreed breaks left: 10 min.")
        assert "A technical problem" not in text(pilot)


async def test_an_earlier_version_is_chosen_from_the_list_of_saves() -> None:
    """File and snapshot go to the host; escape changes nothing."""
    scene = _working()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "u Restore")
        await pilot.press("u")
        await sees(pilot, "Which version of which file?", "12:00:00 rms_norm.py +9 -0 (work, start)")
        await pilot.press("down", "enter")
        await until(pilot, lambda: ("restore", {"file": "rms_norm.py", "at": "a" * 40}) in scene.link.acts)
        scene.note(ev.FileRestored(path="rms_norm.py", commit="a" * 40))
        scene.link.tell()
        await sees(pilot, "rms_norm.py is back.")


async def test_the_specification_is_asked_for_again_once_the_clock_runs(scene: Scene) -> None:
    """In the lobby the host gives none."""
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        assert "the result keeps its shape" not in text(pilot)
        await pilot.press("b", "y")
        await sees(pilot, "the result keeps its shape")
    assert scene.session.phase is Phase.WORK


async def test_keys_have_a_help_page_with_reasons() -> None:
    """From the same table; it scrolls, and escape closes it."""
    async with _working().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("question_mark")
        await sees(pilot, "Keys", "Start the clock.", "Not now: possible in LOBBY.")
        await pilot.press("end")
        await sees(pilot, "No key ends the session without asking.")
        await pilot.press("escape")
        await until(pilot, lambda: "Not now" not in text(pilot))


async def test_the_mouse_does_what_the_keys_do() -> None:
    """A click on a tab, a click on a key."""
    async with _working().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "4 Saves")
        row = text(pilot).splitlines()
        await pilot.click(offset=(row[1].index("4 Saves") + 2, 1))
        await sees(pilot, "12:05:00 rms_norm.py")
        await pilot.click(offset=(row[23].index("s Submit"), 23))
        await sees(pilot, "Hand in your work?")


async def test_rows_never_exceed_the_screen() -> None:
    """What is painted is as wide as the terminal, at every size."""
    for size in ((80, 24), (100, 30), (140, 40), (160, 50)):
        async with _working().app().run_test(notifications=True, size=size) as pilot:
            await sees(pilot, "4 of 7 hold", "q Leave")
            assert {sum(segment.cell_length for segment in row) for row in segments(pilot)} == {size[0]}
