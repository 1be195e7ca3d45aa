"""How often a run of the checks repaints the screen."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from proctor.session import events as ev
from proctor.session.verdicts import Verdict
from proctor.tui.pace import BETWEEN_PAINTS_S, COMPANY_S, may_wait_s, shows_nothing
from tests.tui.looking import sees
from tests.tui.scenes import PROMISES, Scene


def _verdict(scene: Scene, check: str) -> None:
    newest = scene.session.newest
    assert newest is not None
    scene.note(
        ev.CheckEnded(run="r", commit=newest.commit, tree=newest.tree, check=check, verdict=Verdict.PASS, ms=1.0)
    )


def _begun() -> Scene:
    scene = Scene().work().saved("t1")
    scene.note(ev.RunStarted(run="r", commit="1" * 40, tree="t1", checks=tuple(PROMISES)))
    return scene


@given(since_painted_s=st.floats(0, 3600))
def test_verdicts_of_a_run_wait_a_little_and_never_long(since_painted_s: float) -> None:
    """Long enough for company, and no two paintings closer than the distance."""
    scene = _begun()
    _verdict(scene, "test_shape")
    wait_s = may_wait_s(scene.session, scene.journal[-1:], since_painted_s)
    assert COMPANY_S <= wait_s <= BETWEEN_PAINTS_S
    assert since_painted_s + wait_s >= BETWEEN_PAINTS_S


def test_the_last_verdict_and_everything_else_wait_for_nothing() -> None:
    """The end of a run, the clock, feedback, and a burst that holds any of them."""
    scene = _begun()
    for check in PROMISES:
        _verdict(scene, check)
    assert may_wait_s(scene.session, scene.journal[-1:], 0.0) == 0.0
    scene.note(ev.RunEnded(run="r", commit="1" * 40, ms=80.0))
    assert may_wait_s(scene.session, scene.journal[-2:], 0.0) == 0.0
    scene.act("pause", "candidate", reason="break")
    assert may_wait_s(scene.session, scene.journal[-1:], 0.0) == 0.0


def test_only_what_is_nowhere_on_the_screen_is_not_painted() -> None:
    """What the screen itself told of its sight does not repaint it; together with anything else it does."""
    scene = Scene().work()
    scene.note(ev.ViewChanged(panes=("Spec",)), "candidate").note(ev.TerminalAttached(columns=80, lines=24))
    assert shows_nothing(scene.journal[-2:])
    scene.note(ev.WindowShown(window="Work"))
    assert not shows_nothing(scene.journal[-2:])


async def test_verdicts_are_seen_while_the_run_goes_on_and_painted_together() -> None:
    """The first ones before the last has come; what comes at once is one painting."""
    scene = _begun()
    painted: list[int] = []
    async with scene.app().run_test(notifications=True, size=(120, 40)) as pilot:
        await sees(pilot, "7 of 7 to go")
        pilot.app.screen.watch(pilot.app.screen, "view", lambda view: painted.append(view.session.seq), init=False)
        checks = list(PROMISES)
        for check in checks[:3]:
            _verdict(scene, check)
            scene.link.tell()
            await asyncio.sleep(0)
        await sees(pilot, "4 of 7 to go", "3 of 7 hold so far")
        assert len(painted) < 3
        for check in checks[3:]:
            _verdict(scene, check)
        scene.link.tell()
        await sees(pilot, "7 of 7 hold For your save")
        assert scene.session.board.run is not None
