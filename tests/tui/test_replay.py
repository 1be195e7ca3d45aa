"""The replay as its reviewer sees it, over the recording that comes with the program."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from proctor.tui.replay.app import ReplayApp
from proctor.tui.replay.opening import Opening
from proctor.tui.replay.wish import Wish
from tests.tui.looking import sees, segments, text, until

EXAMPLE = Path(__file__).parents[2] / "sessions" / "example" / "example.bundle"
SIZES = [(80, 24), (160, 50), (60, 20)]


@asynccontextmanager
async def replaying(
    size: tuple[int, int] = (80, 24), *, ascii_only: bool = False, **wish: Any
) -> AsyncIterator[Pilot[int]]:
    """The replay of the example, its summary in front and complete."""
    opening = Opening(Wish(EXAMPLE, **wish))
    opening.begin()
    try:
        async with ReplayApp(opening, ascii_only=ascii_only).run_test(size=size, notifications=True) as pilot:
            yield pilot
    finally:
        await asyncio.to_thread(opening.close)


def _app(pilot: Pilot[int]) -> ReplayApp:
    assert isinstance(pilot.app, ReplayApp)
    return pilot.app


async def _press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_the_summary_fits_one_screen(size: tuple[int, int]) -> None:
    """Task, phases, feedback, what changed, jumps, criteria: and the keys at the bottom."""
    async with replaying(size) as pilot:
        await sees(pilot, "Exercise", "Candidate", "Phases", "Feedback", "Revision", "rms_norm.py +5 -2")
        await sees(pilot, "Jump to", "the feedback", "Unscored", "Facts", "First held", "Record", "q Leave")
        assert len(text(pilot).splitlines()) == size[1]


@pytest.mark.parametrize("size", SIZES)
async def test_enter_opens_the_replay_and_s_comes_back(size: tuple[int, int]) -> None:
    """At the first save."""
    async with replaying(size) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter")
        await sees(pilot, "PAUSED", "save 1/6", "Work", "Revision")
        await _press(pilot, "s")
        await sees(pilot, "Jump to")
        await _press(pilot, "2")
        await sees(pilot, "0:04:26 of 0:05:40", "FEEDBACK")


async def test_steps_show_each_save_with_its_change() -> None:
    """The file is opened at what changed; back again is the same picture."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "right", "right")
        await sees(pilot, "save 3/6", "rms_norm.py", "17 ~ scale = torch.rsqrt(")
        before = text(pilot)
        await _press(pilot, "full_stop")
        await sees(pilot, "save 4/6")
        await _press(pilot, "comma")
        await until(pilot, lambda: text(pilot) == before)


async def test_a_typed_time_is_gone_to() -> None:
    """What is typed is in sight until G, and the pane that the first digit chose goes back."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "2")
        await sees(pilot, "test_state_dict", "go to 2_")
        await _press(pilot, "colon", "4", "0")
        await sees(pilot, "go to 2:40_", "rms_norm.py")
        await _press(pilot, "G")
        await sees(pilot, "0:02:40 of 0:05:40")
        await _press(pilot, "9", "9", "9", "9", "G")
        await sees(pilot, "0:05:40 of 0:05:40")


async def test_a_time_that_is_none_is_refused() -> None:
    """In words; nothing moves."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "G")
        await sees(pilot, "Type a time first")
        await _press(pilot, "1", "colon", "9", "9", "9", "G")
        await sees(pilot, "there is no moment '1:999'", "save 1/6")


async def test_checks_stand_as_they_stood_then() -> None:
    """With the strip over all saves, and what the chosen one said."""
    async with replaying((80, 30)) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "right", "right", "2")
        await sees(pilot, "PASS", "test_matches_the_formula", "FAIL", "test_half_precision", "hidden")
        for _ in range(6):
            await _press(pilot, "down")
        await sees(pilot, "► ✗ FAIL")


async def test_without_the_private_journal_nothing_private_is_shown() -> None:
    """No hidden checks, no notes, no receptions."""
    async with replaying((160, 50), private=False) as pilot:
        await sees(pilot, "Jump to", "without the interviewers' notes")
        await _press(pilot, "enter", "end")
        await sees(pilot, "test_documentation")
        assert "hidden" not in text(pilot)
        assert "private" not in text(pilot)
        assert "test_double_backward" not in text(pilot)


async def test_events_are_followed_and_jumped_to() -> None:
    """Enter goes to the event under the cursor."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "2")
        await sees(pilot, "0:04:26 of")
        await _press(pilot, "3")
        await sees(pilot, "► 0:04:26 F", "Enter jumps there")
        await _press(pilot, "up", "up", "enter")
        await until(pilot, lambda: "0:04:26 of" not in text(pilot))
        await sees(pilot, "► 0:04:")


async def test_the_diff_is_against_the_base_that_is_chosen() -> None:
    """The save before, the start, what was submitted, mark A."""
    async with replaying((120, 30)) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "right", "m", "end", "d")
        await sees(pilot, "Diff against the save before")
        await _press(pilot, "b")
        await sees(pilot, "Diff against the start")
        await _press(pilot, "b")
        await sees(pilot, "Diff against what was submitted", "+ wide = x if")
        await _press(pilot, "d", "M")
        await sees(pilot, "Diff against mark A at 0:00:5")


async def test_feedback_stands_beside_what_became_of_it() -> None:
    """Text, checks that turned, functions that were touched, and the diff."""
    async with replaying((160, 50)) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "a")
        await sees(pilot, "Strength: You worked from the specification", "test_half_precision: now holds")
        await sees(pilot, "RMSNorm.forward", "+ wide = x if x.dtype == torch.float64 else x.float()")
        await _press(pilot, "a")
        await sees(pilot, "save 1/6")


async def test_a_terminal_that_was_not_kept_is_explained() -> None:
    """In one sentence; where it was, it is shown."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "4")
        await sees(pilot, "The terminal had shown nothing by then")
        await _press(pilot, "end")
        await until(pilot, lambda: "had shown nothing" not in text(pilot))


async def test_the_mouse_goes_to_a_moment() -> None:
    """A click in the timeline, and a drag."""
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter")
        await sees(pilot, "save 1/6")
        await pilot.click("#timeline", offset=(79, 1))
        await sees(pilot, "0:05:40 of 0:05:40")
        await pilot.mouse_down("#timeline", offset=(10, 1))
        await pilot.hover("#timeline", offset=(0, 1))
        await pilot.mouse_up("#timeline", offset=(0, 1))
        await sees(pilot, "0:00:00 of 0:05:40", "save 0/6")


async def test_it_plays_and_says_what_it_skipped() -> None:
    """Space plays; the label of skipped time is in words."""
    async with replaying(speed=64.0) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "space")
        await sees(pilot, "PLAYING", "64x")
        await sees(pilot, "in which nothing was saved or done")
        await sees(pilot, "PAUSED", "0:05:40 of 0:05:40")


async def test_a_blind_reviewer_reads_no_name() -> None:
    """Not on the summary, not in the replay."""
    async with replaying((160, 50), blind=True) as pilot:
        await sees(pilot, "The candidate, on")
        await _press(pilot, "enter", "4")
        await sees(pilot, "may hold the name")


async def test_without_utf8_everything_is_ascii() -> None:
    """Shapes, strips, lines."""
    async with replaying((120, 40), ascii_only=True) as pilot:
        await sees(pilot, "Jump to")
        assert text(pilot).isascii()
        for keys in (("enter", "right", "right"), ("2",), ("3",), ("a",)):
            await _press(pilot, *keys)
            await pilot.pause(0.1)
            assert text(pilot).isascii(), text(pilot)


async def test_without_colours_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is heard; the playhead is still seen."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with replaying() as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "enter", "right")
        await sees(pilot, "save 2/6")
        colours = {segment.style.color for row in segments(pilot) for segment in row if segment.style is not None}
        assert all(colour is None or colour.is_default for colour in colours)
        assert any("▼" in segment.text for row in segments(pilot) for segment in row)


async def test_help_tells_every_key() -> None:
    """And what the signs mean."""
    async with replaying((120, 60)) as pilot:
        await sees(pilot, "Jump to")
        await _press(pilot, "question_mark")
        await sees(pilot, "Keys of the replay", "digits, then G", "Set mark A here.", "Signs on the timeline")
        await _press(pilot, "escape")
        await sees(pilot, "Jump to")


async def test_a_moment_can_be_begun_at() -> None:
    """A tag or a time, past the summary."""
    async with replaying(at="submitted") as pilot:
        await sees(pilot, "(submitted", "PAUSED")


async def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    """The app ends with the reason."""
    opening = Opening(Wish(tmp_path / "nothing"))
    opening.begin()
    app = ReplayApp(opening)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.refused is not None)
    opening.close()
    assert "no recorded session" in str(app.refused)
