"""The replay as a reviewer sees it, over a real record."""

import asyncio
import shutil
from pathlib import Path

import pytest

from proctor.review.timeline import time_text
from proctor.tui.replay.app import ReplayApp
from proctor.tui.replay.jumps import jumps
from proctor.tui.replay.opening import Opening
from proctor.tui.replay.wish import Wish
from tests.tui.looking import passages, sees, segments, text, until
from tests.tui.replaying import CANDIDATE, film, position, press, recorded, replaying

SIZES = [(80, 24), (160, 50), pytest.param((60, 20), marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("s"))


@pytest.mark.parametrize("size", SIZES)
async def test_the_summary_fits_one_screen(place: Path, size: tuple[int, int]) -> None:
    """Task, phases, feedback, what changed, jumps, criteria, proof: and the keys at the bottom."""
    async with replaying(place, size) as pilot:
        await sees(pilot, "Exercise", "Candidate", "Phases", "Feedback", "Revision rms_norm.py +", "no longer holds")
        await sees(pilot, "the feedback", "Unscored Correct", "Facts First held", "Record sealed", "q Leave")
        rows = text(pilot).splitlines()
        assert len(rows) == size[1]
        assert rows[-1].startswith(" Enter Replay")


@pytest.mark.parametrize("size", SIZES)
async def test_enter_opens_the_replay_and_s_comes_back(place: Path, size: tuple[int, int]) -> None:
    """At the first save; a jump point is one key away from the summary."""
    async with replaying(place, size) as pilot:
        await press(pilot, "enter")
        await sees(pilot, "PAUSED", "save 1/40", "Work", "rms_norm.py")
        await press(pilot, "s")
        await sees(pilot, "Jump to")
        await press(pilot, "2")
        await sees(pilot, time_text(film(pilot).ended.feedback_s), "FEEDBACK")


async def test_a_jump_point_is_what_it_says(place: Path) -> None:
    """The last first green, the feedback, the first change after it; each as the journal has it."""
    async with replaying(place) as pilot:
        found = jumps(film(pilot))
        firsts = [track.first_pass() for track in film(pilot).tracks.values() if track.visibility == "visible"]
        assert found[0].t_s == max(said.t_s for said in firsts if said is not None)
        assert found[1].t_s == film(pilot).ended.feedback_s
        submitted = film(pilot).tagged("submitted")
        changed = film(pilot).frame_at(found[2].t_s)
        assert changed is not None
        assert submitted is not None
        assert changed.tree != submitted.tree
        assert film(pilot).frames[changed.number - 1].tree == submitted.tree


async def test_steps_show_each_save_and_back_again_the_same(place: Path) -> None:
    """The file is opened where it changed, the checks have answered."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", "right", "right")
        await sees(pilot, "save 3/40")
        await until(pilot, lambda: " ~ " in text(pilot) or " + " in text(pilot))
        before = text(pilot).splitlines()[:10]
        await press(pilot, "full_stop")
        await sees(pilot, "save 4/40")
        await press(pilot, "comma")
        await until(pilot, lambda: text(pilot).splitlines()[:10] == before)


async def test_many_keys_at_once_end_where_they_lead(place: Path) -> None:
    """However few of the saves in between were painted."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", *["right"] * 25, *["left"] * 5)
        await sees(pilot, "save 21/40")


async def test_a_typed_time_is_gone_to(place: Path) -> None:
    """What is typed is in sight until G, and the pane that the first digit chose goes back."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", "2")
        await sees(pilot, "test_state_dict", "go to 2_")
        await press(pilot, "colon", "4", "0", "colon", "1")
        await sees(pilot, "go to 2:40:1_", "against nothing")
        await press(pilot, "backspace", "0", "5", "G")
        await sees(pilot, "2:40:05 of 7:58:19")
        await press(pilot, "9", "9", "9", "9", "0", "0", "G")
        await sees(pilot, "7:58:19 of 7:58:19")


async def test_a_time_that_is_none_is_refused(place: Path) -> None:
    """In words; nothing moves."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", "G")
        await sees(pilot, "Type a time first")
        await press(pilot, "1", "colon", "9", "9", "9", "9", "G")
        await sees(pilot, "there is no moment '1:9999'", "save 1/40")


async def test_checks_stand_as_they_stood_then(place: Path) -> None:
    """With the strip over all saves, and what the chosen one promised and said."""
    async with replaying(place, (80, 30)) as pilot:
        await press(pilot, "enter", "2")
        await sees(pilot, "✗ FAIL test_shape_and_dtype", "! ERROR test_matches_the_formula", "hidden", "▁▁▁")
        await sees(pilot, "any number of leading dimensions", "is promised; looked at row 1")
        await press(pilot, "end")
        await sees(pilot, "✓ PASS test_shape_and_dtype")
        await press(pilot, "down")
        await sees(pilot, "► ✓ PASS test_state_dict")


async def test_without_the_private_journal_nothing_private_is_shown(place: Path) -> None:
    """No hidden checks, no notes, no receptions."""
    async with replaying(place, (160, 50), private=False) as pilot:
        await sees(pilot, "without the interviewers' notes")
        for keys in (("enter", "end"), ("3",), ("a",)):
            await press(pilot, *keys)
            await sees(pilot, "of 7:58:19")
            assert "hidden" not in text(pilot)
            assert "private" not in text(pilot)
            assert "test_double_backward" not in text(pilot)


async def test_private_marks_say_that_they_are(place: Path) -> None:
    """In the list of events, which follows the playback; Enter goes to the one under the cursor."""
    async with replaying(place) as pilot:
        await press(pilot, "2", "3")
        await until(pilot, lambda: "F " in text(pilot))
        private = next(mark for mark in film(pilot).marks if mark.private)
        await press(pilot, "home", "right_square_bracket")
        await sees(pilot, "► ")
        for _ in film(pilot).marks[: film(pilot).marks.index(private)]:
            await press(pilot, "down")
        await sees(pilot, "private")
        await press(pilot, "pageup", "pageup", "pageup", "pageup", "enter")
        await until(pilot, lambda: position(pilot).t_s == film(pilot).marks[0].t_s)


async def test_the_diff_is_against_the_base_that_is_chosen(place: Path) -> None:
    """The save before, the start, what was submitted, mark A."""
    async with replaying(place, (120, 30)) as pilot:
        await press(pilot, "enter", "right", "M")
        await sees(pilot, "There is no mark A yet")
        await press(pilot, "m", "end", "d")
        await sees(pilot, "Diff against the save before", "diff --git a/rms_norm.py")
        await press(pilot, "b")
        await sees(pilot, "Diff against the start")
        await press(pilot, "b")
        await sees(pilot, "Diff against what was submitted")
        await press(pilot, "d", "M")
        await sees(pilot, "Diff against mark A at 0:06:0")


async def test_a_file_that_is_chosen_stays_open(place: Path) -> None:
    """Until it is to follow what changes again."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", "n", "right")
        await sees(pilot, "README.md (stays open)", "save 2/40")
        await press(pilot, "f")
        await sees(pilot, "► ~ rms_norm.py +")


async def test_feedback_stands_beside_what_became_of_it(place: Path) -> None:
    """Text, checks that turned, what was touched, how it was taken, and the diff."""
    async with replaying(place, (160, 60)) as pilot:
        await press(pilot, "a")
        await sees(pilot, "Strength: You worked from", "Improvement: Think of", "The answer: I agree")
        await sees(pilot, "test_matches_the_formula: no longer holds", "What the change touched", "10 min 20 s after")
        await sees(pilot, "How it was received (private)", "diff --git a/rms_norm.py b/rms_norm.py")
        await press(pilot, "a")
        await sees(pilot, "save 1/40")


async def test_the_terminal_is_shown_as_it_was(place: Path) -> None:
    """And while the name is hidden it is not, because it may hold the name."""
    async with replaying(place) as pilot:
        await press(pilot, "enter", "right", "4")
        await sees(pilot, "120x40")
        assert "had shown nothing" not in text(pilot)
    async with replaying(place, blind=True) as pilot:
        await press(pilot, "enter", "right", "4")
        await sees(pilot, "may hold the name")


async def test_a_blind_reviewer_reads_no_name(place: Path) -> None:
    """Not on the summary, not above the timeline, not among the events."""
    async with replaying(place, (160, 50), blind=True) as pilot:
        for keys in ((), ("enter", "end"), ("a",)):
            if keys:
                await press(pilot, *keys)
            await sees(pilot, "The candidate")
            assert not any(part in passage for part in CANDIDATE.split() for passage in passages(pilot))


async def test_the_mouse_goes_to_a_moment(place: Path) -> None:
    """A click in the timeline, and a drag."""
    async with replaying(place) as pilot:
        await press(pilot, "enter")
        await sees(pilot, "save 1/40")
        await pilot.click("#timeline", offset=(79, 1))
        await sees(pilot, "7:58:19 of 7:58:19")
        await pilot.mouse_down("#timeline", offset=(40, 1))
        await pilot.hover("#timeline", offset=(0, 1))
        await pilot.mouse_up("#timeline", offset=(0, 1))
        await sees(pilot, "0:00:00 of 7:58:19", "save 0/40", "Nothing had been saved by then")


async def test_it_plays_and_says_what_it_skipped(place: Path) -> None:
    """Space plays; the label of skipped time is in words, and how long it was."""
    async with replaying(place, speed=64.0) as pilot:
        await press(pilot, "enter", "space")
        await sees(pilot, "PLAYING", "64x")
        await sees(pilot, "in which nothing was saved or done")
        await press(pilot, "space", "i")
        await sees(pilot, "PAUSED", "with idle times")


async def test_how_it_plays_is_told_also_where_a_save_has_names(place: Path) -> None:
    """They are cut where both have no room."""
    async with replaying(place, speed=64.0) as pilot:
        await press(pilot, "enter", *("6", "colon", "5", "5", "colon", "0", "0", "G"))
        await sees(pilot, "6:55:00 of", "(submitted", "idle skipped", "64x")
        await press(pilot, "i")
        await sees(pilot, "(submitted", "with idle times", "64x")


async def test_without_utf8_everything_is_ascii(place: Path) -> None:
    """Shapes, strips, lines."""
    async with replaying(place, (120, 40), ascii_only=True) as pilot:
        await sees(pilot, "Facts First held")
        assert text(pilot).isascii()
        for keys in (("enter", "right", "right"), ("2",), ("3",), ("a",)):
            await press(pilot, *keys)
            await sees(pilot, "save 3/40")
            assert text(pilot).isascii(), text(pilot)


async def test_without_colours_there_are_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is heard; the playhead is still seen."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with replaying(place) as pilot:
        await press(pilot, "enter", "right")
        await sees(pilot, "save 2/40")
        colours = {segment.style.color for row in segments(pilot) for segment in row if segment.style is not None}
        assert all(colour is None or colour.is_default for colour in colours)
        assert any("▼" in segment.text for row in segments(pilot) for segment in row)


async def test_help_tells_every_key(place: Path) -> None:
    """And what the signs mean."""
    async with replaying(place, (120, 60)) as pilot:
        await press(pilot, "question_mark")
        await sees(pilot, "Keys of the replay", "digits, then G", "Set mark A here.", "Signs on the timeline")
        await press(pilot, "escape")
        await sees(pilot, "Jump to")


async def test_a_moment_can_be_begun_at(place: Path) -> None:
    """A tag or a time, past the summary."""
    async with replaying(place, at="submitted") as pilot:
        await sees(pilot, "(submitted", "PAUSED")


async def test_the_screen_can_be_made_smaller_while_it_is_open(place: Path) -> None:
    """From panes side by side to one at a time, and back."""
    async with replaying(place, (160, 50)) as pilot:
        await press(pilot, "enter", "right")
        await sees(pilot, "test_state_dict", "against the save before")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "test_state_dict" not in text(pilot))
        await sees(pilot, "against the save before", "save 2/40")
        await pilot.resize_terminal(160, 50)
        await sees(pilot, "test_state_dict", "save 2/40")


async def test_a_damaged_recording_says_so_as_long_as_it_is_open(place: Path, tmp_path: Path) -> None:
    """On purpose only: without `damaged` it is refused with the place."""
    copy = tmp_path / place.name
    await asyncio.to_thread(_copy_damaged, place, copy)
    opening = Opening(Wish(copy))
    opening.begin()
    app = ReplayApp(opening)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.refused is not None)
    opening.close()
    assert "line" in str(app.refused)
    async with replaying(copy, damaged=True) as pilot:
        await sees(pilot, "DAMAGED:")
        await press(pilot, "enter", "right")
        await sees(pilot, "DAMAGED:", "save 2/")


async def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    """The app ends with the reason."""
    opening = Opening(Wish(tmp_path / "nothing"))
    opening.begin()
    app = ReplayApp(opening)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.refused is not None)
    opening.close()
    assert "no recorded session" in str(app.refused)


def _copy_damaged(place: Path, copy: Path) -> None:
    shutil.copytree(place, copy)
    journal = copy / "events.jsonl"
    lines = journal.read_bytes().split(b"\n")
    lines[300] = lines[300].replace(b'"', b"'", 1)
    journal.write_bytes(b"\n".join(lines))
