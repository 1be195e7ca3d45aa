"""The app around the screens: leaving, losing the host, editors, refusals."""

import asyncio
from pathlib import Path

import pytest

from proctor.errors import EnvironmentFault, UsageError
from proctor.link import again
from proctor.session import events as ev
from proctor.tui.app import CandidateApp
from proctor.tui.editor import editor_command
from proctor.tui.view import View
from tests.tui.looking import sees, until
from tests.tui.scenes import FakeLink, Scene


async def test_the_shell_is_painted_before_the_host_has_answered(scene: Scene) -> None:
    """Keys that need no host are there already, and the first paint is reported once."""
    reached, painted = asyncio.Event(), []

    class Slow(FakeLink):
        async def connect(self) -> "Slow":
            await reached.wait()
            return self

    app = CandidateApp(
        Slow(scene), View(name="quiet-otter"), workspace=Path(), first_paint=lambda: painted.append(True)
    )
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "Connecting to the host", "? Help", "q Leave")
        assert painted == [True]
        reached.set()
        await sees(pilot, "LOBBY")


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_leaving_ends_the_screen_and_not_the_session(scene: Scene, key: str) -> None:
    """Nothing is asked of the host, and the exit code says that all is well."""
    app = scene.work().app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "q Leave")
        await pilot.press(key)
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value == 0
    assert scene.link.verbs() == []


async def test_inside_tmux_leaving_detaches_and_the_editor_is_a_window(scene: Scene) -> None:
    """The app goes on running for the next join."""
    app = scene.work().app(switch_key="F12")
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "F12 Editor")
        await pilot.press("e")
        await until(pilot, lambda: ("window", {"name": "Editor"}) in scene.link.acts)
        await pilot.press("q")
        await until(pilot, lambda: ("leave", {}) in scene.link.acts)
        await sees(pilot, "q Leave")
        assert app.return_value is None


async def test_ctrl_c_stops_nothing(scene: Scene) -> None:
    """It says what q does instead."""
    app = scene.work().app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "q Leave")
        await pilot.press("ctrl+c")
        await sees(pilot, "Nothing was stopped.")
        assert app.return_value is None


async def test_a_lost_host_is_said_across_the_screen_until_it_is_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are dimmed meanwhile; what happened meanwhile is caught up."""
    monkeypatch.setattr(again, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(again, "LONGEST_WAIT_S", 0.02)
    async with scene.work().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "RUNNING ►")
        scene.link.cut()
        await sees(
            pilot,
            "NOT CONNECTED 15:00 left when last known",
            "THE HOST IS NOT RUNNING. Trying to start it again",
        )
        scene.wait(60)
        await pilot.pause(1.1)
        await sees(pilot, "NOT CONNECTED 15:00 left when last known")
        await pilot.press("s")
        await sees(pilot, "Not connected to the host right now.")
        scene.saved("t7")
        scene.link.up = True
        await sees(pilot, "RUNNING ► 14:00 left, ends", "the result keeps its shape")
        await pilot.press("4")
        await sees(pilot, "2 kept")
    assert scene.link.verbs() == []


async def test_a_refusal_of_the_host_is_told_with_its_hint(scene: Scene) -> None:
    """The host decides; its words are shown, not a traceback."""

    class Strict(FakeLink):
        async def act(self, do: str, /, **args: object) -> dict[str, object]:
            if do == "check":
                raise UsageError("the checks are being looked after", hint="try again in a minute")
            return await super().act(do, **args)

    scene.link = Strict(scene)
    async with scene.work().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "c Check")
        await pilot.press("c")
        await sees(pilot, "the checks are being looked after", "try again in a minute")


async def test_a_host_that_sends_the_client_away_ends_the_app_with_its_error(scene: Scene) -> None:
    """The caller prints it and takes the exit code."""

    class Refusing(FakeLink):
        async def connect(self) -> "Refusing":
            raise UsageError("this host speaks version 9")

    scene.link = Refusing(scene)
    app = scene.app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value == 2
    assert str(app.refused) == "this host speaks version 9"


async def test_a_terminal_that_cannot_be_handed_over_is_said(scene: Scene) -> None:
    """Without tmux and without a real terminal the editor key explains itself."""
    async with scene.work().app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "e Editor")
        await pilot.press("e")
        await sees(pilot, "this terminal cannot be handed to an editor", "in any other editor")


def test_the_editor_is_the_one_that_was_named() -> None:
    """VISUAL before EDITOR, arguments kept, vi without either, and a hint for what cannot be read."""
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "nano"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "nano"}) == ["nano"]
    assert editor_command({}) == ["vi"]
    with pytest.raises(EnvironmentFault) as caught:
        editor_command({"EDITOR": "'vim"})
    assert caught.value.hint


async def test_events_before_joining_give_no_notices(scene: Scene) -> None:
    """Who comes back is not told old news."""
    scene.work().note(ev.ClockExtended(seconds=60.0, reason="x"), "interviewer")
    app = scene.app()
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "RUNNING ►")
        assert not list(app._notifications)
