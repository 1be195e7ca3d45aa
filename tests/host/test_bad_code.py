"""Code that hangs, crashes or does not parse gets verdicts, and the next save is checked as if nothing happened."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.conftest import STARTER, Stage, a_stage, until, write_package

RIGHT = STARTER.replace("return 1", "return 2")
# Asked for in lines: a single text of this size would rather measure how fast the machine hands out memory.
FLOOD = "def value():\n    for _ in range(1000): print('x' * 100_000)\n    return 1\n"


def verdicts(stage: Stage) -> dict[str, tuple[str, str]]:
    """What the newest content got, by check."""
    told = json.loads(stage.run("check", "--json", "--session", stage.session, code=stage_code(stage)))
    return {check["id"]: (check["verdict"], check["message"]) for check in told["checks"]}


def stage_code(stage: Stage) -> int:
    return 0 if (stage.workspace / "answer.py").read_text().startswith(RIGHT) else 1


def begun(stage: Stage) -> Stage:
    """A session in WORK, with so much time that its short clock does not end it."""
    stage.start(exercise=str(write_package(stage.sessions.parent / "short")))
    stage.act("begin")
    stage.act("extend", "60")
    return stage


@pytest.fixture
def working(stage: Stage) -> Stage:
    """A session that nothing has happened in."""
    return begun(stage)


@pytest.fixture(scope="module")
def ongoing(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Iterator[Stage]:
    """One session for one mistake after the other, as a candidate makes them."""
    with a_stage(tmp_path_factory.mktemp("ongoing"), engine) as stage:
        yield begun(stage)


@pytest.mark.parametrize(
    ("code", "verdict", "words"),
    [
        ("def value(:\n    return 2\n", "ERROR", "answer.py"),
        ("import nothing_of_that_name\n", "ERROR", "nothing_of_that_name"),
        ("other = 3\n", "ERROR", "value"),
        ("def value():\n    raise KeyError('lost')\n", "ERROR", "answer.py:2"),
        ("def value():\n    while True: pass\n", "TIMEOUT", ""),
        ("while True: pass\n", "TIMEOUT", ""),
        ("import os\ndef value():\n    os._exit(0)\n", "GONE", ""),
        ("import os\nos.abort()\n", "GONE", ""),
        (FLOOD, "FAIL", ""),
    ],
)
def test_broken_code_gets_a_verdict_and_the_next_save_a_clean_run(
    ongoing: Stage, code: str, verdict: str, words: str
) -> None:
    entry = ongoing.workspace / "answer.py"
    entry.write_text(code)
    got, message = verdicts(ongoing)["test_value"]
    assert got == verdict, message
    assert words in message
    entry.write_text(f"{RIGHT}# after {code!r}\n")  # nothing that was checked before
    assert verdicts(ongoing) == {"test_value": ("PASS", ""), "test_other": ("PASS", "")}


def test_a_save_during_a_run_is_never_lost_and_the_newest_wins(working: Stage) -> None:
    entry = working.workspace / "answer.py"
    entry.write_text("import time\ntime.sleep(0.6)\n" + STARTER)
    until(lambda: len(working.events("run.started")) >= 2, why="the slow save is being checked")
    entry.write_text(RIGHT)
    newest = until(
        lambda: [end for end in working.events("check.ended") if end["data"]["verdict"] == "PASS"
                 and end["data"]["check"] == "test_value"],
        why="the newest save is checked",
    )  # fmt: skip
    saves = [event["data"]["commit"] for event in working.events("snapshot.taken")]
    assert newest[-1]["data"]["commit"] == saves[-1]
    assert len(saves) == len(set(saves)) == 3


def test_every_one_of_many_fast_saves_ends_with_the_last_one_checked(working: Stage) -> None:
    entry = working.workspace / "answer.py"
    for index in range(30):
        entry.write_text(STARTER.replace("return 1", f"return {index + 10}"))
    entry.write_text(RIGHT)
    until(
        lambda: (
            working.status()["checks"][0]["verdict"] == "PASS"
            and working.events("run.ended")[-1]["data"].get("superseded") is not True
        ),
        why="the last save is checked",
    )
    assert working.git("show", "work:answer.py") == RIGHT
