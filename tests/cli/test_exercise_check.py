"""`proctor exercise check`: one solution, all checks of a level, a verdict for scripts and for people."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.catalog.bundle import divided
from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.checks.request import Flagged, RunRequest
from proctor.session.verdicts import Verdict
from tests.cli.conftest import Call
from tests.host.conftest import ROOT
from tests.host.stand_in_engine import Says, StandInEngine, all_pass, listening

PACKAGE = ROOT / "exercises" / "layer" / "practice-rms-norm"
REFERENCE = PACKAGE / "private" / "reference" / "upcast.py"
STARTER = PACKAGE / "starter" / "rms_norm.py"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, short_folder: Path) -> Iterator[StandInEngine]:
    """An engine that says what it is told to, where the command finds it."""
    with listening(short_folder / "s") as made:
        monkeypatch.setenv("PROCTOR_ENGINE", str(made.address))
        yield made


def saying(verdicts: dict[str, Verdict]) -> Says:
    return lambda request: {
        **all_pass(request),
        **{check: verdicts[check] for check in request.select if check in verdicts},
    }


def test_a_script_gets_every_check_of_the_level(engine: StandInEngine, call: Call) -> None:
    said = call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE), "--level", "senior", "--json")
    assert said.code == 0
    told = json.loads(said.out)
    assert set(told) == {"exercise", "level", "isolation", "passed", "snapshot", "checks"}
    fields = {"id", "promise", "criterion", "visibility", "required", "evidence", "verdict", "message", "output", "ms"}
    assert all(set(check) == fields for check in told["checks"])
    exercise = find(str(PACKAGE))
    wanted = [(c.id, v, not c.advisory) for v in ("visible", "hidden") for c in exercise.checks("senior", v)]
    assert [(one["id"], one["visibility"], one["required"]) for one in told["checks"]] == wanted
    assert (told["passed"], told["level"], told["isolation"]["level"], told["snapshot"]) == (True, "senior", 3, None)
    assert engine.seen("visible")[0].tree["rms_norm.py"] == REFERENCE.read_bytes()


def test_visible_and_hidden_checks_run_apart_with_the_seed_that_was_given(engine: StandInEngine, call: Call) -> None:
    assert call("exercise", "check", str(PACKAGE), "--solution", str(STARTER), "--seed", "7").code == 0
    assert [(run.visibility, run.seed, run.level) for run in engine.asked] == [
        ("visible", 7, "mid"),
        ("hidden", 7, "mid"),
    ]
    assert all(name.startswith("private/") for name in engine.asked[1].checks)
    assert not any(name.startswith("private/") for name in engine.asked[0].checks)


@pytest.mark.parametrize(
    ("verdict", "code", "passed"),
    [
        (Verdict.PASS, 0, True),
        (Verdict.FAIL, 1, False),
        (Verdict.ERROR, 1, False),
        (Verdict.TIMEOUT, 1, False),
        (Verdict.GONE, 1, False),
        (Verdict.UNSURE, 0, True),
        (Verdict.DEFERRED, 3, None),
        (Verdict.FAULT, 3, None),
    ],
)
def test_one_required_check_decides(
    engine: StandInEngine, call: Call, verdict: Verdict, code: int, passed: bool | None
) -> None:
    """A visible one or a hidden one, at any isolation."""
    engine.isolation = 0
    for check in ("test_gradients", "test_compile"):
        engine.says = saying({check: verdict})
        said = call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE), "--json")
        assert (said.code, json.loads(said.out)["passed"]) == (code, passed)
        assert json.loads(said.out)["isolation"]["level"] == 0


def test_what_fails_decides_also_beside_a_fault_of_ours(engine: StandInEngine, call: Call) -> None:
    engine.says = saying({"test_gradients": Verdict.FAULT, "test_compile": Verdict.FAIL})
    assert call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE)).code == 1


@pytest.mark.parametrize(("faults", "code", "runs"), [(1, 0, 3), (2, 3, 3)])
def test_a_fault_of_ours_is_tried_once_more(
    engine: StandInEngine, call: Call, faults: int, code: int, runs: int
) -> None:
    engine.faults = faults
    said = call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE), "--json")
    assert (said.code, len(engine.asked)) == (code, runs)
    if code:
        visible = [one for one in json.loads(said.out)["checks"] if one["visibility"] == "visible"]
        assert {(one["verdict"], one["message"]) for one in visible} == {("FAULT", "the judge is gone.")}


def test_a_person_reads_promises_verdicts_and_the_whole(engine: StandInEngine, call: Call) -> None:
    engine.says = saying({"test_gradients": Verdict.FAIL})
    said = call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE))
    words = " ".join(said.out.split())
    assert "FAIL: The gradients with respect to x and weight agree with finite differences." in words
    assert "test_gradients on" in words, "its message"
    assert "level 3 of 3" in words
    package = Exercise.load(PACKAGE)
    count = len(package.checks("mid", "visible")) + len(package.checks("mid", "hidden"))
    assert f"Not passed: {count - 1} of {count} checks hold; against it: test_gradients." in words
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_a_person_is_told_what_to_look_at_and_a_script_gets_verdicts_only(engine: StandInEngine, call: Call) -> None:
    engine.flags = [Flagged(sort="shortcut", file="rms_norm.py", line=3, what="uses RMSNorm", why="it is the task")]
    words = ("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE))
    said = call(*words)
    assert said.code == 0
    assert said.out.count("Have a look: rms_norm.py:3 uses RMSNorm: it is the task") == 1
    assert "Have a look" not in call(*words, "--json").out


@pytest.mark.parametrize(
    "words",
    [
        ("check", str(PACKAGE)),
        ("check", "no-such-exercise", "--solution", "x.py"),
        ("check", str(PACKAGE), "--solution", "absent.py"),
        ("check", str(PACKAGE), "--solution", str(REFERENCE), "--level", "expert"),
        ("chekc",),
    ],
)
def test_a_slip_is_a_usage_error_that_costs_no_engine(
    engine: StandInEngine, call: Call, words: tuple[str, ...]
) -> None:
    said = call("exercise", *words)
    assert said.code == 2
    assert said.err.startswith("proctor: error: ")
    assert engine.asked == []


def test_the_group_explains_itself(call: Call) -> None:
    assert "check " in call("exercise").out
    assert "exercise check" in {one["command"] for one in json.loads(call("exercise", "--json").out)}
    with pytest.raises(SystemExit) as left:
        call("exercise", "check", "--help")
    assert left.value.code == 0


def unfinished(request: RunRequest) -> dict[str, Verdict]:
    return dict.fromkeys(request.select[1:], Verdict.PASS)


def test_a_check_without_a_verdict_is_never_taken_for_one_that_holds(engine: StandInEngine, call: Call) -> None:
    engine.says = unfinished
    said = call("exercise", "check", str(PACKAGE), "--solution", str(REFERENCE), "--json")
    assert said.code == 3
    assert [one["verdict"] for one in json.loads(said.out)["checks"]].count("FAULT") == 2


def test_a_candidate_part_cannot_say_that_work_passes(engine: StandInEngine, call: Call, tmp_path: Path) -> None:
    for path, content in divided(find(str(PACKAGE))).candidate.items():
        (tmp_path / "part" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "part" / path).write_bytes(content)
    words = ("exercise", "check", str(tmp_path / "part"), "--solution", str(REFERENCE))
    said = call(*words)
    assert said.code == 3
    assert "hidden checks are not" in said.out
    assert "candidate part" in said.err
    engine.says = saying({"test_gradients": Verdict.FAIL})
    assert call(*words).code == 1


@pytest.mark.parametrize(("solution", "code"), [(REFERENCE, 0), (STARTER, 1)])
def test_the_real_engine_tells_a_reference_from_the_starter(
    solution: Path, code: int, call: Call, warm_engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCTOR_ENGINE", str(warm_engine))
    said = call("exercise", "check", str(PACKAGE), "--solution", str(solution), "--json")
    assert said.code == code, said.out
