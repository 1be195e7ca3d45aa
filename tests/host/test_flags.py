"""What a person should look at is journaled once and in private."""

from functools import partial
from pathlib import Path

import pytest

from proctor.catalog.library import find
from proctor.catalog.promises import Visibility
from proctor.checks import client
from proctor.checks.grading import grade
from proctor.checks.request import Flagged
from proctor.host.create import create
from proctor.host.flags import Flags
from proctor.host.recorder import Recorder
from proctor.host.suites import suite_of
from proctor.session.events import RunStarted
from tests.host.conftest import ROOT

PRACTICE = ROOT / "exercises" / "layer" / "practice-rms-norm"
FLAG = Flagged(sort="tamper", file="a.py", line=3, what="calls exec", why="it hides", text="exec(x)")


def test_a_flag_is_journaled_when_it_is_seen_first_and_only_in_private(tmp_path: Path) -> None:
    recorder = Recorder.open(create(find(str(PRACTICE)), tmp_path / "s", level="mid", candidate="Ada"))
    told, flags = len(recorder.lines), Flags(recorder)
    moved = Flagged(sort="tamper", file="a.py", line=9, what="calls exec", why="it hides", text="exec(x)")
    other = Flagged(sort="tamper", file="a.py", line=3, what="calls exec", why="it hides", text="exec(y)")
    for number, flag in enumerate((FLAG, moved, other)):
        flags.note(flag, RunStarted(run="r", commit=f"c{number}", tree=f"t{number}", checks=()))
    assert len(recorder.lines) == told
    first, second = recorder.private_lines
    assert b'"work.flagged"' in first
    assert b'"commit":"c0"' in first
    assert b'"commit":"c2"' in second
    Flags(recorder).note(FLAG, RunStarted(run="r", commit="c3", tree="t3", checks=()))
    assert len(recorder.private_lines) == 2, "what an earlier host has journaled is known"
    recorder.close()


def test_a_suite_carries_what_its_exercise_wants_looked_at() -> None:
    (shortcut,) = suite_of(find(str(PRACTICE)), "mid", "visible").shortcuts
    assert "torch.nn.RMSNorm" in shortcut.names


@pytest.mark.parametrize("visibility", ["visible", "hidden"])
async def test_nobody_is_flagged_for_what_came_with_the_exercise(visibility: Visibility, engine: Path) -> None:
    exercise = find(str(PRACTICE))
    suite, given = suite_of(exercise, "mid", visibility), exercise.workspace("mid")
    taken = {**given, "rms_norm.py": b"from torch.nn import RMSNorm\n"}
    untouched = await grade(partial(client.run, engine), suite, given, seed=1)
    answered = await grade(partial(client.run, engine), suite, taken, seed=1)
    assert not untouched.flags
    assert {flag.file for flag in answered.flags} == {"rms_norm.py"}
