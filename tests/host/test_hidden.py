"""Hidden checks run only where the engine proves that it can confine, and tell nobody but the private journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.checks.request import Flagged, Reply, RunRequest
from proctor.host.create import create
from proctor.host.engine import Engine
from proctor.host.flags import Flags
from proctor.host.hidden import HiddenChecks
from proctor.host.recorder import Recorder
from proctor.host.subject import Subject
from proctor.host.suites import suite_of
from proctor.session.events import IsolationShown
from proctor.session.verdicts import Verdict
from tests.host.conftest import ROOT
from tests.host.stand_in_engine import StandInEngine, listening

SUBJECT = Subject("c1", "t1", {"rms_norm.py": b"x = 1\n"})


class Setting:
    """A session's journals and an engine that says what it is told to."""

    def __init__(self, recorder: Recorder, exercise: Exercise, engine: StandInEngine) -> None:
        self.recorder = recorder
        self.engine = engine
        suite = suite_of(exercise, "mid", "hidden")
        self.ids = suite.ids
        self.checks = HiddenChecks(recorder, Engine(engine.address, shared=True), suite, Flags(recorder))

    def verdicts(self, commit: str = "c1") -> dict[str, Verdict]:
        return {check: ended.verdict for check, ended in self.recorder.hidden.on_commit(commit).items()}

    def kinds(self) -> list[str]:
        return [text.split(b'"kind":"')[1].split(b'"')[0].decode() for text in self.recorder.private_lines]


@pytest.fixture
def setting(tmp_path: Path, short_folder: Path) -> Iterator[Setting]:
    exercise = find(str(ROOT / "exercises" / "layer" / "practice-rms-norm"))
    recorder = Recorder.open(create(exercise, tmp_path / "s", level="mid", candidate="Ada"))
    with listening(short_folder / "s") as engine:
        yield Setting(recorder, exercise, engine)
    recorder.close()


async def test_a_confined_run_is_journaled_privately_with_its_seed(setting: Setting) -> None:
    told = len(setting.recorder.lines)
    assert setting.checks.awaits("c1")
    await setting.checks.run(SUBJECT, owed=True)
    assert setting.verdicts() == dict.fromkeys(setting.ids, Verdict.PASS)
    assert setting.kinds() == ["run.started", "seed.drawn", *["check.ended"] * len(setting.ids), "run.ended"]
    assert len(setting.recorder.lines) == told, "nothing reached the shared journal"
    assert [request.visibility for request in setting.engine.asked] == ["hidden"]
    assert not setting.checks.awaits("c1")


@pytest.mark.parametrize("isolation", [0, 1])
async def test_hidden_checks_never_reach_an_engine_that_cannot_confine(setting: Setting, isolation: int) -> None:
    setting.engine.isolation = isolation
    await setting.checks.run(SUBJECT, owed=True)
    assert setting.verdicts() == dict.fromkeys(setting.ids, Verdict.DEFERRED)
    assert setting.engine.asked == []
    lines = len(setting.recorder.private_lines)
    await setting.checks.run(SUBJECT, owed=True)
    assert len(setting.recorder.private_lines) == lines, "it is said once"


async def test_the_level_counts_only_as_the_run_itself_proves_it(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that could confine a moment ago, and now cannot."""
    well = setting.engine.replies

    def worse(request: RunRequest) -> Iterator[Reply]:
        setting.engine.isolation = 1 if request.select else 3
        return well(request)

    monkeypatch.setattr(setting.engine, "replies", worse)
    await setting.checks.run(SUBJECT, owed=True)
    assert setting.verdicts() == dict.fromkeys(setting.ids, Verdict.DEFERRED)


async def test_what_nobody_is_owed_runs_only_where_confinement_was_shown_and_only_once(setting: Setting) -> None:
    await setting.checks.run(SUBJECT, owed=False)
    assert setting.engine.asked == []
    setting.recorder.record(IsolationShown(level=2, note="confined"))
    await setting.checks.run(SUBJECT, owed=False)
    await setting.checks.run(Subject("c2", "t1", SUBJECT.contents), owed=False)
    assert len(setting.engine.asked) == 1
    await setting.checks.run(Subject("c2", "t1", SUBJECT.contents), owed=True)
    assert setting.verdicts("c2") == dict.fromkeys(setting.ids, Verdict.PASS)


async def test_what_nobody_is_owed_is_not_put_off_in_writing(setting: Setting) -> None:
    setting.recorder.record(IsolationShown(level=3, note="sealed"))
    setting.engine.isolation = 1
    await setting.checks.run(SUBJECT, owed=False)
    assert setting.recorder.private_lines == []


async def test_what_a_person_should_look_at_is_noted_in_private(setting: Setting) -> None:
    setting.engine.flags = [Flagged(sort="tamper", file="a.py", line=3, what="calls exec", why="it hides")]
    await setting.checks.run(SUBJECT, owed=True)
    await setting.checks.run(Subject("c2", "t2", SUBJECT.contents), owed=True)
    assert setting.kinds().count("work.flagged") == 1


async def test_a_fault_of_ours_is_tried_once_more(setting: Setting) -> None:
    setting.engine.faults = 1
    await setting.checks.run(SUBJECT, owed=True)
    assert setting.verdicts() == dict.fromkeys(setting.ids, Verdict.PASS)
    assert len(setting.engine.asked) == 2


async def test_a_fault_that_stays_is_a_verdict_that_a_later_host_tries_again(setting: Setting) -> None:
    setting.engine.faults = 2
    await setting.checks.run(SUBJECT, owed=True)
    assert setting.verdicts() == dict.fromkeys(setting.ids, Verdict.FAULT)
    assert setting.checks.awaits("c1")
