"""A whole evaluation with plain commands only: the real host, the real engine, the real record."""

import json
import subprocess
import sys
from pathlib import Path

from tests.host.conftest import ROOT, Stage, until

REFERENCE = ROOT / "exercises" / "layer" / "practice-rms-norm" / "private" / "reference" / "upcast.py"
ENTRY = "rms_norm.py"


def solve(stage: Stage) -> None:
    (stage.workspace / ENTRY).write_bytes(REFERENCE.read_bytes())


def test_a_candidate_works_submits_gets_feedback_revises_and_finishes(stage: Stage, tmp_path: Path) -> None:
    stage.start("--candidate", "Ada Lovelace")
    assert not (stage.workspace / ENTRY).exists(), "the task is not shown before the clock starts"

    stage.act("begin")
    stage.act("check", code=1)
    solve(stage)
    until(lambda: len(stage.events("snapshot.taken")) == 2, why="the save is snapshotted")
    stage.act("check")
    stage.act("submit")
    assert stage.status()["phase"] == "feedback"

    stage.act("revise", code=2)
    stage.run(
        "feedback", "--strength", "The mean is in float32.", "--improvement", "Say why.", "--session", stage.session
    )
    stage.act("revise")
    entry = stage.workspace / ENTRY
    entry.write_text(entry.read_text() + "# Float32 keeps the squares finite.\n")
    stage.act("finish")

    ours = stage.run("diff", stage.session)
    assert "+# Float32 keeps the squares finite." in ours
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(stage.folder / "record.git"), str(clone)], check=True)
    git = subprocess.run(
        ["git", "diff", "submitted", "final"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert git.strip() == ours.strip()
    assert stage.git("tag").split() == ["feedback", "final", "start", "submitted"]
    assert stage.git("rev-parse", "submitted") == stage.git("rev-parse", "feedback")
    trailers = stage.git("log", "work", "--format=%(trailers:only)")
    assert {line.split(":")[0] for line in trailers.splitlines() if line} == {
        "Proctor-Phase",
        "Proctor-Clock",
        "Proctor-Seq",
    }


def test_no_plain_command_loads_the_screens(stage: Stage) -> None:
    words = ["start", "practice-rms-norm", "--no-tui", "--json"]
    script = (
        "import sys\nfrom proctor.cli.main import main\n"
        f"try: main({words!r})\nexcept SystemExit: pass\n"
        "assert not any(name.split('.')[0] in ('textual', 'torch') for name in sys.modules), sorted(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=stage.environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_edits_after_the_submission_are_kept_and_never_count(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    solve(stage)
    stage.act("submit")
    (stage.workspace / ENTRY).write_text("late = True\n")
    (stage.workspace / "extra.py").write_text("extra = True\n")
    until(lambda: [event for event in stage.events("snapshot.taken") if event["data"].get("late")], why="kept as late")
    stage.act("feedback", "--strength", "s", "--improvement", "i")
    stage.act("revise")
    assert (stage.workspace / ENTRY).read_bytes() == REFERENCE.read_bytes()
    assert (stage.workspace / "late-edits" / ENTRY).read_text() == "late = True\n"
    assert not (stage.workspace / "extra.py").exists()
    stage.act("finish")
    assert stage.git("diff", "--stat", "submitted", "final") == ""
    assert "late" in stage.git("show", f"refs/proctor/late:{ENTRY}")


def test_practice_gives_feedback_of_its_own_that_fits_the_work(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("check", code=1)
    stage.act("submit")
    stage.act("feedback", "--self")
    given = stage.events("feedback.delivered")[0]["data"]
    assert given["source"] == "guide"
    assert given["strength"]
    assert given["improvement"]
    stage.run("feedback", "--strength", "a", "--improvement", "b", "--session", stage.session, code=2)


def test_feedback_lacking_a_half_is_refused_with_words(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("submit")
    said = stage.run("feedback", "--strength", "only", "--improvement", "  ", "--session", stage.session, code=2)
    assert "improvement" in said
    assert not stage.events("feedback.delivered")


def test_an_earlier_version_of_a_file_comes_back(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    before = (stage.workspace / ENTRY).read_bytes()
    solve(stage)
    until(lambda: len(stage.events("snapshot.taken")) == 2, why="the save is snapshotted")
    stage.act("restore", ENTRY, "--at", "start")
    assert (stage.workspace / ENTRY).read_bytes() == before
    told = json.loads(stage.run("history", "--json", "--session", stage.session))
    assert len(told["saves"]) == 3
    stage.act("restore", "../../events.jsonl", "--at", "start", code=2)


def test_extra_time_is_in_both_phases(stage: Stage) -> None:
    stage.start("--extra-time", "50%")
    stage.act("begin")
    assert stage.events("phase.began")[0]["data"]["limit_s"] == 15 * 60 * 1.5


def test_the_interviewer_opens_where_that_was_agreed(stage: Stage) -> None:
    stage.start("--interviewer-opens")
    assert "interviewer" in stage.act("begin", code=2)
    stage.act("begin", "--as", "interviewer")
    stage.act("begin")
    assert stage.status()["phase"] == "work"


def test_a_pause_stops_the_clock_and_names_its_reason(stage: Stage) -> None:
    stage.start()
    stage.act("begin")
    stage.act("pause", "--reason", "technical")
    first, second = stage.status(), stage.status()
    assert first["paused"]
    assert first["remaining_s"] == second["remaining_s"]
    stage.act("resume")
    assert stage.events("clock.paused")[0]["data"]["reason"] == "technical"
    assert not stage.status()["paused"]


def test_the_lobby_rehearses_a_save_and_a_verdict(stage: Stage) -> None:
    stage.start()
    tour = stage.workspace / "tour.py"
    tour.write_text(tour.read_text().replace("return x", "return 3 * x"))
    until(lambda: stage.events("tour.checked"), why="the scratch file is checked")
    assert stage.events("tour.checked")[0]["data"]["verdict"] == "FAIL"
    tour.write_text(tour.read_text().replace("3 * x", "2 * x"))
    until(lambda: stage.events("tour.checked")[-1]["data"]["verdict"] == "PASS", why="the right answer passes")
    stage.act("begin")
    assert not tour.exists()
    assert not stage.git("log", "work", "--", "tour.py")
