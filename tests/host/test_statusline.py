"""The clock that tmux computes by itself."""

import shutil
import subprocess
import time
import uuid
from pathlib import Path

import pytest
from msgspec.structs import replace

from proctor.host.statusline import configuration, status_right
from proctor.session.clock import PhaseClock
from proctor.session.focus import Focus, FocusTime
from proctor.session.phases import PauseReason, Phase
from proctor.session.state import Pause, Session
from proctor.session.terms import Terms

TERMS = Terms(
    session="s", exercise="layer/x", exercise_digest="", kind="layer", title="X", level="mid", entry="x.py",
    candidate="Ada", work_min=60, revision_min=15,
)  # fmt: skip
RUNNING = Session(
    terms=TERMS, seq=1, boot_id="b", boot_ns=0, at_utc="", phase=Phase.WORK,
    clock=PhaseClock(limit_s=3600.0).started(0.0),
)  # fmt: skip


def shown(session: Session, window: str = "Editor") -> str:
    """What tmux makes of the status line's right side."""
    text, _ = status_right(session)
    expanded = time.strftime(text.replace("%s", str(int(time.time()))))
    return subprocess.run(
        ["tmux", "-L", f"proctor-test-{uuid.uuid4().hex}", "-f", "/dev/null", "new-session", "-d", "-n", window, ";",
         "display-message", "-p", expanded, ";", "kill-server"],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip


needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@needs_tmux
def test_whole_minutes_are_shown_while_there_is_plenty_of_time() -> None:
    assert shown(replace(RUNNING, t_s=600.0)) in ("WORK  > 49 min left", "WORK  > 50 min left")


@needs_tmux
def test_focus_time_is_told_over_the_editor_only() -> None:
    focus = FocusTime().began(Focus(by="candidate", since_s=600.0, until_s=900.0, since_seq=1))
    unwatched = replace(RUNNING, t_s=600.0, focus=focus)
    assert shown(unwatched).startswith("FOCUS 5 min unwatched  WORK  > ")
    assert shown(unwatched, "Work").startswith("WORK  > ")
    assert status_right(replace(RUNNING, t_s=600.0))[0].startswith("WORK")


@needs_tmux
def test_padded_seconds_are_shown_at_the_end() -> None:
    said = shown(replace(RUNNING, t_s=3600.0 - 65.0))
    assert said in ("WORK  > 1:05 left", "WORK  > 1:04 left", "WORK  > 1:03 left")


@needs_tmux
def test_the_tasks_own_window_does_not_count_the_seconds_twice() -> None:
    assert shown(replace(RUNNING, t_s=3600.0 - 65.0), "Work") == "WORK"


@needs_tmux
def test_the_clock_never_shows_less_than_nothing() -> None:
    assert shown(replace(RUNNING, t_s=5000.0)) == "WORK  > 0:00 left"


def test_a_pause_is_a_word_and_stands_still() -> None:
    paused = replace(
        RUNNING, clock=RUNNING.clock.stopped(0.0) if RUNNING.clock else None,
        pause=Pause(PauseReason.BREAK, "", "candidate", 0.0),
    )  # fmt: skip
    assert status_right(paused) == ("WORK  || PAUSED 60 min left ", "0")


@needs_tmux
def test_every_key_table_is_empty_but_for_the_one_key(tmp_path: Path) -> None:
    conf = tmp_path / "conf"
    conf.write_text(configuration("F12"), encoding="utf-8")
    said = subprocess.run(
        ["tmux", "-L", "proctor-test-keys", "-f", str(conf), "new-session", "-d", ";", "list-keys", ";", "kill-server"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.stdout.split() == ["bind-key", "-T", "root", "F12", "next-window"], said
