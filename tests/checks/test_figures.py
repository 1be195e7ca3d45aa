"""What a check measures travels with its verdict, and nothing else does."""

import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.catalog.library import find
from proctor.checks.figures import CONTROL_BYTES, MOST_FIGURES, MemoryFigures, PeakFigures, TimeFigures, kept
from proctor.checks.request import CheckFinished
from proctor.host.hidden import check_ended
from proctor.host.suites import suite_of
from proctor.session.events import CheckEnded, RunStarted
from proctor.session.verdicts import Verdict
from tests.checks.data.layers import plain_mixing
from tests.checks.engines import SCALE, Engine, request

PACKAGE = Path(__file__).parents[2] / "exercises" / "layer" / "sliding-window-attention"
PROBED = """
def test_probed(candidate):
    for length in (8, 16):
        candidate.probe_memory("Scale", 4, inputs=(torch.zeros(length, 4),))

@pytest.mark.parametrize("length", [8, 32])
def test_probed_in_parts(candidate, length):
    candidate.probe_memory("Scale", 4, inputs=(torch.zeros(length, 4),))

def test_silent(candidate):
    candidate.build("Scale", 4)

def test_measured_and_failed(candidate):
    candidate.probe_memory("Scale", 4, inputs=(torch.zeros(8, 4),))
    raise AssertionError("too much")
"""
MIXING = Path(plain_mixing.__file__).read_text(encoding="utf-8")
TIMED = """
import plain_mixing

def make():
    return (torch.randn(128, 128),)

def test_time(candidate):
    candidate.measure_time("mix", times=100, inputs=make, baseline=plain_mixing.mix, atol=1e-4, rtol=1e-4)
"""


def test_the_last_measurement_of_a_kind_travels_with_the_verdict(engine: Engine) -> None:
    outcome = engine.run(SCALE, PROBED)
    of_bytes = {name: one.figures.get("largest_bytes") for name, one in outcome.checks.items()}
    assert of_bytes == {
        "test_probed": 16 * 4 * 4,
        "test_probed_in_parts": 32 * 4 * 4,
        "test_silent": None,
        "test_measured_and_failed": 8 * 4 * 4,
    }
    assert outcome.checks["test_measured_and_failed"].verdict is Verdict.FAIL
    assert set(outcome.checks["test_probed"].figures) == {"peak_bytes", "largest_bytes", "retained_bytes"}


def test_a_time_is_told_as_a_ratio_and_both_sides(engine: Engine) -> None:
    wanted = request(MIXING, TIMED, check_s=20.0)
    baseline = {"checks/plain_mixing.py": MIXING.encode()}
    outcome = engine.carry_out(msgspec.structs.replace(wanted, checks={**wanted.checks, **baseline}))
    figures = outcome.checks["test_time"].figures
    assert set(figures) == {"time_ratio", "work_ms", "baseline_ms"}
    assert all(value > 0 for value in figures.values())


def test_code_under_test_cannot_add_a_figure_of_its_own(engine: Engine) -> None:
    """Its process answers the probe, and its answer may hold anything."""
    forged = """
from proctor.checks.worker import probes
was = probes.PROBES["memory"]
def memory(*args, **kwargs):
    found = was(*args, **kwargs)
    found.figures["score_ratio"] = 99
    found.figures["largest_bytes"] = 12345
    return found
probes.PROBES["memory"] = memory
"""
    outcome = engine.run(SCALE + forged, PROBED)
    names = {name for one in outcome.checks.values() for name in one.figures}
    assert names == {"peak_bytes", "largest_bytes", "retained_bytes"}
    assert outcome.checks["test_probed"].figures["largest_bytes"] == 12345, "the answer was forged indeed"
    assert {one.evidence for one in outcome.checks.values() if one.figures} == {"worker"}


def test_a_hidden_check_of_an_exercise_brings_its_memory(engine: Engine) -> None:
    exercise = find(str(PACKAGE))
    suite = suite_of(exercise, "mid", "hidden")
    reference = (PACKAGE / "private" / "reference" / "blocks.py").read_bytes()
    tree = {**exercise.workspace("mid"), exercise.manifest.entry: reference}
    check = "test_memory_growth"
    outcome = engine.carry_out(suite.request("run", tree, 7, (check,)))
    said = outcome.checks[check]
    assert said.verdict is Verdict.PASS, said
    assert said.figures["peak_bytes"] >= said.figures["largest_bytes"] > CONTROL_BYTES
    ended = check_ended(said, RunStarted(run="r", commit="c", tree="t", checks=(check,)))
    assert msgspec.json.decode(msgspec.json.encode(ended), type=CheckEnded).figures == said.figures


@given(st.dictionaries(st.text() | st.sampled_from(["time_ratio", "a", "b_ms"]), st.floats()))
def test_only_a_few_finite_figures_with_plain_names_are_kept(figures: dict[str, float]) -> None:
    found = kept(figures)
    assert len(found) <= MOST_FIGURES
    assert found.items() <= figures.items()
    assert all(math.isfinite(value) and name.isascii() and name.islower() for name, value in found.items())
    started = RunStarted(run="r", commit="c", tree="t", checks=("x",))
    ended = check_ended(CheckFinished(check="x", verdict=Verdict.PASS, figures=figures), started)
    assert msgspec.json.decode(msgspec.json.encode(ended), type=CheckEnded) == ended


@pytest.mark.parametrize("count", [MOST_FIGURES, MOST_FIGURES + 5])
def test_more_figures_than_a_few_are_left_out(count: int) -> None:
    assert list(kept({f"n{number}": 1.0 for number in range(count)})) == [
        f"n{number}" for number in range(MOST_FIGURES)
    ]


def test_all_kinds_of_one_check_find_room() -> None:
    time = TimeFigures(1.0, 0.9, 1.1, 2.0, 2.0, 0.1, 9, can_repeat=True)
    named = {**time.named(), **PeakFigures(2, 1).named(), **MemoryFigures(3, 2, 1).named()}
    assert kept(named) == named
    assert len(named) == MOST_FIGURES


def test_a_verdict_from_before_figures_were_kept_reads_as_one_without() -> None:
    old = b'{"run":"r","commit":"c","tree":"t","check":"x","verdict":"PASS"}'
    assert msgspec.json.decode(old, type=CheckEnded).figures == {}
