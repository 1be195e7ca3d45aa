"""Pointing at a place of the work, and telling what is in sight."""

import time
from itertools import pairwise
from typing import Any

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.verdicts import Verdict
from proctor.tui.sight import BETWEEN_S
from tests.tui.looking import opened, sees, until
from tests.tui.scenes import FakeLink, Scene


def _told(scene: Scene) -> list[dict[str, Any]]:
    return [{**args, "panes": list(args["panes"])} for do, args in scene.link.acts if do == "view"]


async def test_a_place_is_chosen_by_file_and_line() -> None:
    """Key g; nonsense is said; an empty line means the whole file."""
    scene = Scene().work().saved("t1")
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await sees(pilot, "Show a place of your work", "rms_norm.py")
        await pilot.press("enter")
        await sees(pilot, "Which line?")
        await pilot.press("x", "enter")
        await sees(pilot, "'x' is not the number of a line")
        await pilot.press("backspace", "1", "2", "enter")
        await sees(pilot, "Shown: rms_norm.py, line 12.")
        await pilot.press("g")
        await sees(pilot, "Show a place of your work")
        await pilot.press("enter")
        await sees(pilot, "Which line?")
        await pilot.press("enter")
        await until(pilot, lambda: ("present", {"place": "rms_norm.py"}) in scene.link.acts)
    assert scene.session.sight.presented == ev.WorkPresented(file="rms_norm.py")
    assert ("present", {"place": "rms_norm.py:12"}) in scene.link.acts


async def test_panes_rows_checks_and_size_are_told() -> None:
    """As the person moves; the last state is always told."""
    scene = Scene().work().saved("t1").checked({"test_values": Verdict.FAIL}, output="line\n" * 60)
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: bool(_told(scene)) and _told(scene)[-1].get("focused") == "Spec")
        assert _told(scene)[-1] == {"panes": ["Spec"], "focused": "Spec", "columns": 80, "lines": 24}
        await pilot.press("3")
        await until(pilot, lambda: _told(scene)[-1].get("check") == "test_values")
        await pilot.press("down")
        await until(pilot, lambda: _told(scene)[-1].get("check") == "test_zeros")
        await pilot.press("up", "tab", "pagedown")
        await until(pilot, lambda: _told(scene)[-1].get("scroll", {}).get("Checks", 0) > 0)
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: _told(scene)[-1].get("panes") == ["Spec", "Checks"])
        assert (_told(scene)[-1]["columns"], _told(scene)[-1]["lines"]) == (140, 40)


async def test_pages_are_told_by_their_name() -> None:
    """Lobby and end have no panes."""
    scene = Scene()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(_told(scene)))
        assert _told(scene)[-1]["panes"] == ["Lobby"]


async def test_nothing_is_told_twice_and_never_more_than_five_times_a_second() -> None:
    """Whatever is pressed meanwhile."""
    scene = Scene().work().saved("t1")
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: bool(_told(scene)) and _told(scene)[-1].get("focused") == "Spec")
        before, since_s = len(_told(scene)), time.monotonic()
        for _ in range(8):
            await pilot.press("1", "2", "3", "4")
        await until(pilot, lambda: _told(scene)[-1]["panes"] == ["Saves"])
        passed_s = time.monotonic() - since_s
        told = _told(scene)
        assert len(told) - before <= passed_s / BETWEEN_S + 1, "too often"
        assert all(one != other for one, other in pairwise(told))


async def test_a_host_that_does_not_take_it_is_not_heard_of() -> None:
    """An older host refuses, a busy one asks for patience: no notice, no harm."""

    class Old(FakeLink):
        async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
            answer = await super().act(do, **args)
            views = [said for said, _ in self.acts].count("view") if do == "view" else 0
            if views == 1:
                raise UsageError("there is no act 'view'")
            return {"taken": False} if views == 2 else answer

    scene = Scene().work()
    scene.link = Old(scene)
    app = scene.app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await until(pilot, lambda: len(_told(scene)) >= 3)
        assert _told(scene)[-1]["panes"] == ["Rules"]
        assert not list(app._notifications)
