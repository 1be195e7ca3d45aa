"""One question at a time, however fast somebody types."""

import asyncio
from typing import Any

import pytest
from textual.events import Key
from textual.screen import ModalScreen

from proctor.session.phases import Phase
from tests.tui.looking import sees, text, until
from tests.tui.scenes import FakeLink, Scene


def _dialogs(app: Any) -> int:
    return sum(isinstance(screen, ModalScreen) for screen in app.screen_stack)


@pytest.mark.parametrize("keys", [*(tuple(keys) for keys in ("spusp", "pspu", "upsu")), ("question_mark", "f1", "s")])
async def test_keys_typed_at_once_open_one_dialog(keys: tuple[str, ...]) -> None:
    """The first one asks; the others were not meant for what lies behind it."""
    scene = Scene().work().wait(60).saved("t1")
    app = scene.app()
    async with app.run_test(notifications=True, size=(100, 30)) as pilot:
        await sees(pilot, "s Submit")
        for key in keys:
            app.post_message(Key(key, None))
        await until(pilot, lambda: _dialogs(app) > 0)
        await pilot.pause()
        assert _dialogs(app) == 1
        await pilot.press("escape")
        await until(pilot, lambda: _dialogs(app) == 0)
        await pilot.press("s")
        await sees(pilot, "Hand in your work?")
    assert scene.session.phase is Phase.WORK


async def test_no_second_question_comes_while_the_first_is_still_on_its_way() -> None:
    """The list of versions comes from the host; meanwhile `s` opens nothing, afterwards the list is there."""
    asked, answer = asyncio.Event(), asyncio.Event()

    class Slow(FakeLink):
        async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
            if do == "history":
                asked.set()
                await answer.wait()
            return await super().act(do, **args)

    scene = Scene().work().saved("t1")
    scene.link = Slow(scene)
    app = scene.app()
    async with app.run_test(notifications=True, size=(100, 30)) as pilot:
        await sees(pilot, "u Restore")
        await pilot.press("u")
        await asked.wait()
        await pilot.press("s")
        assert _dialogs(app) == 0
        answer.set()
        await sees(pilot, "Take a file back")
        assert _dialogs(app) == 1
        assert "Hand in your work?" not in text(pilot)
