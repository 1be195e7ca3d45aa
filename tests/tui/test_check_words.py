"""What the check pane says."""

import pytest

from proctor.session import events as ev
from proctor.session.state import Session
from proctor.session.verdicts import EXPLANATIONS, Verdict
from proctor.tui.check_words import detail, first_open, holding_text, row_text, source_line, summary
from proctor.tui.view import View
from tests.tui.scenes import MESSAGE, PROMISES, Scene


def _failing() -> Scene:
    return Scene().work().wait(300).saved("t1").checked({"test_values": Verdict.FAIL})


def _running(scene: Scene, *ended: str) -> Session:
    newest = scene.session.newest
    assert newest is not None
    scene.note(ev.RunStarted(run="r", commit=newest.commit, tree=newest.tree, checks=tuple(PROMISES)))
    for check in ended:
        scene.note(
            ev.CheckEnded(run="r", commit=newest.commit, tree=newest.tree, check=check, verdict=Verdict.PASS, ms=1.0)
        )
    return scene.session


def test_the_lead_is_what_holds() -> None:
    """Before any run, with all results, while running, and after another save."""
    assert holding_text(Scene().work().session.board) == "7 to run"
    scene = _failing()
    assert holding_text(scene.session.board) == "6 of 7 hold"
    assert summary(View(name="s", session=scene.session)).plain.startswith("6 of 7 hold\n")
    assert holding_text(scene.saved("t2").session.board) == "6 of 7 held before"
    assert holding_text(_running(scene, "test_shape", "test_docs").board) == "2 of 7 hold so far"


def test_results_name_their_save_and_older_ones_are_stale() -> None:
    """The time and the short id of the save; STALE once the work has changed."""
    scene = _failing()
    assert source_line(scene.session) == "For your save of 12:05:00 (1111111)"
    assert "STALE" not in row_text(scene.session.board.rows()[0], ascii_only=False).plain
    scene.wait(10).saved("t2")
    assert source_line(scene.session).startswith("STALE: these are for your save of 12:05:00 (1111111)")
    assert row_text(scene.session.board.rows()[0], ascii_only=False).plain.startswith("STALE ~")
    running = _running(scene, "test_shape")
    assert source_line(running) == "Running on your save of 12:05:10 (2222222): 6 of 7 to go"
    assert row_text(running.board.rows()[1], ascii_only=False).plain.startswith("RUN …")
    assert row_text(running.board.rows()[1], ascii_only=True).plain.isascii()


def test_a_failure_shows_message_and_output_without_its_escapes() -> None:
    """What the code printed is painted as text."""
    scene = Scene().work().saved("t1").checked({"test_values": Verdict.FAIL}, output="\x1b[31m[b]x\x1b[0m\n")
    said = detail(scene.session.board.rows()[1]).plain
    assert MESSAGE in said
    assert said.endswith("Printed by your code:\n[b]x")


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict not in (Verdict.PASS, Verdict.FAIL)])
def test_an_odd_verdict_is_explained(verdict: Verdict) -> None:
    """Whatever the message, a word that is not plain comes with its meaning."""
    scene = Scene().work().saved("t1").checked({"test_half": verdict})
    assert EXPLANATIONS[verdict] in detail(scene.session.board.rows()[4]).plain


def test_the_first_open_check_is_looked_at_first() -> None:
    """The first one that counts against the work; the first of all when none does."""
    assert first_open(Scene().work().session.board) == 0
    assert first_open(_failing().session.board) == 1
