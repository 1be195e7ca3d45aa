"""When to look at the workspace."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.host.watch import BURST, LATEST_S, LOOK_EVERY_S, QUIET_S, LeadingEdge, Watch


def test_a_finished_save_is_looked_at_right_now() -> None:
    assert LeadingEdge().look_at_s(10.0, finished=True) == 10.0


def test_a_bare_modification_waits_for_a_quiet_moment() -> None:
    assert LeadingEdge().look_at_s(10.0, finished=False) == 10.0 + QUIET_S


def test_a_burst_of_finished_saves_waits_for_a_quiet_moment() -> None:
    edge = LeadingEdge()
    looks = [edge.look_at_s(10.0 + index * 0.001, finished=True) for index in range(BURST + 1)]
    assert looks[BURST - 1] == 10.0 + (BURST - 1) * 0.001
    assert looks[BURST] > 10.0 + QUIET_S


@given(st.lists(st.floats(0.0, 0.19), min_size=1, max_size=200))
def test_no_notice_waits_longer_than_the_latest_moment(gaps: list[float]) -> None:
    edge, now_s = LeadingEdge(), 100.0
    first_s = now_s
    for gap_s in gaps:
        look_s = edge.look_at_s(now_s, finished=False)
        assert look_s <= max(first_s + LATEST_S, now_s)
        now_s += gap_s
        if now_s >= look_s:
            edge.looked()
            first_s = now_s


async def test_a_real_save_is_noticed_and_editor_noise_is_not(tmp_path: Path) -> None:
    watch = Watch(tmp_path, asyncio.get_running_loop())
    assert watch.start() == ""
    try:
        (tmp_path / ".model.py.swp").write_text("noise")
        (tmp_path / "model.py").write_text("x = 1")
        await asyncio.wait_for(watch.moment(), 2.0)
    finally:
        watch.stop()


@pytest.mark.slow
@pytest.mark.parametrize("returned", [False, True], ids=["replaced", "moved away and back"])
async def test_a_workspace_folder_that_comes_back_is_watched_again(tmp_path: Path, returned: bool) -> None:
    root = tmp_path / "w"
    root.mkdir()
    watch = Watch(root, asyncio.get_running_loop())
    watch.start()
    try:
        root.rename(tmp_path / "old")
        if returned:
            await asyncio.wait_for(watch.moment(), 10.0)
            (tmp_path / "old").rename(root)
        else:
            root.mkdir()
        assert any([await _noticed(watch, lambda: (root / "a.py").write_text("x = 1")) for _look in range(3)])
    finally:
        watch.stop()


async def _noticed(watch: Watch, save: Callable[[], object]) -> bool:
    """Whether a save is noticed at once, not only found by looking at intervals."""
    save()
    started_s = time.monotonic()
    await watch.moment()
    return time.monotonic() - started_s < LOOK_EVERY_S / 2
