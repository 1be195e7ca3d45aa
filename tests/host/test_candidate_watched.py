"""The candidate's screen over a real host: what it has in sight reaches the journal, what is written reaches it."""

import asyncio

import pytest

from proctor.link.live import LiveLink
from proctor.tui.app import CandidateApp
from proctor.tui.view import View
from tests.host.conftest import Stage
from tests.tui.looking import opened, sees, until


@pytest.mark.slow
async def test_sight_talk_and_focus_time_go_both_ways(stage: Stage) -> None:
    """Pane, question, answer, focus time: each is in the journal and on the screen, and the status tells all of it."""
    stage.start("--focus", "10", "--candidate", "Ada")
    await asyncio.to_thread(stage.act, "begin")
    link = LiveLink(stage.places.socket("candidate"), name="Ada")
    app = CandidateApp(link, View(name=stage.session), workspace=stage.workspace)
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await until(pilot, lambda: any(seen["data"].get("focused") == "Rules" for seen in stage.events("view.changed")))
        await pilot.press("a")
        await sees(pilot, "Ask the interviewer")
        await pilot.press(*"eps inside?", "f2")
        await sees(pilot, "Sent.")
        await asyncio.to_thread(stage.act, "answer", "Inside.", "--to", "1")
        await sees(pilot, "The interviewer answered: Inside.", "5 Talk 1 new")
        await pilot.press("o")
        await sees(pilot, "Left of what was agreed: 10 min.")
        await pilot.press("enter")
        await sees(pilot, "FOCUS", "not watched")
        told = await asyncio.to_thread(stage.status)
        assert (told["focus"]["agreed_s"], told["talk"]["unanswered"]) == (600.0, [])
        assert 0 < told["focus"]["running_s"] <= 600.0
        await pilot.press("o")
        await sees(pilot, "Focus time is over")
