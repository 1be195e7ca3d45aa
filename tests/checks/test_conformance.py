"""The same checks, with the candidate's code in this process and in a process of its own, end the same way."""

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from proctor.checks.request import CheckFinished, Limits, RunRequest
from proctor.session.verdicts import Verdict
from tests.checks.engines import Engine

DATA = Path(__file__).parent / "data" / "layers"
ROOT = Path(__file__).parents[2]
CHECKS = [node.name for node in ast.parse((DATA / "promises.py").read_text()).body if isinstance(node, ast.FunctionDef)]
PROMISED = {"pass": Verdict.PASS, "fail": Verdict.FAIL, "error": Verdict.ERROR, "skip": Verdict.SKIP}
RUN = [name for name in CHECKS if name.startswith("test_") and name.split("_")[1] in PROMISED]
MAY_DOUBT = {name for name in RUN if "slower" in name or "more_memory" in name}
"""Measurements on a machine that does other things at the same moment may say that they do not know."""


@pytest.fixture(scope="module")
def bridged(engine: Engine) -> dict[str, CheckFinished]:
    request = RunRequest(
        run="conformance",
        entry="layers.py",
        level="mid",
        visibility="visible",
        tree={"layers.py": (DATA / "layers.py").read_bytes()},
        checks={
            "checks/test_layers.py": (DATA / "promises.py").read_bytes(),
            "checks/plain_mixing.py": (DATA / "plain_mixing.py").read_bytes(),
        },
        select=RUN,
        seed=1,
        limits=Limits(check_s=30.0, run_s=180.0),
    )
    outcome = engine.carry_out(request)
    assert outcome.end.fault == ""
    return outcome.checks


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Outcome of plain `pytest` in a workspace, by check."""
    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "checks").mkdir()
    shutil.copy(DATA / "layers.py", workspace)
    shutil.copy(DATA / "plain_mixing.py", workspace / "checks")
    shutil.copy(DATA / "promises.py", workspace / "checks" / "test_layers.py")
    (workspace / "pytest.ini").write_text(
        "[pytest]\naddopts = -p proctor.checks.plugin\ntestpaths = checks\nproctor_entry = layers.py\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "--junitxml=report.xml", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command,
        cwd=workspace,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (workspace / "report.xml").exists(), done.stdout + done.stderr
    cases = ET.parse(workspace / "report.xml").iter("testcase")  # noqa: S314 - written by the line above
    return {str(case.get("name")): next((part.tag for part in case), "passed") for case in cases}


@pytest.mark.parametrize("check", RUN)
def test_a_check_ends_with_the_promised_verdict_over_the_bridge(check: str, bridged: dict[str, CheckFinished]) -> None:
    finished = bridged[check]
    if finished.verdict == Verdict.UNSURE and check in MAY_DOUBT:
        return
    assert finished.verdict == PROMISED[check.split("_")[1]], finished.message
    assert (finished.message == "") == (finished.verdict == Verdict.PASS)


@pytest.mark.slow
@pytest.mark.parametrize("check", RUN)
def test_a_check_ends_alike_in_process(check: str, in_process: dict[str, str]) -> None:
    promised = {"pass": "passed", "fail": "failure", "error": "failure", "skip": "skipped"}
    if in_process[check] == "skipped" and check in MAY_DOUBT:
        return
    assert in_process[check] == promised[check.split("_")[1]]


@pytest.mark.slow
def test_checks_of_other_levels_are_left_out(in_process: dict[str, str]) -> None:
    assert "test_left_out_at_this_level" not in in_process


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("test_fail_wrong_value", "Output: 8 of 8 values are off"),
        ("test_fail_bare_assertion", 'assert candidate.call("double"'),
        ("test_fail_nothing_came_back", "Forgetful gave None, but a tensor is promised"),
        ("test_fail_sparse_came_back", "sparse"),
        ("test_fail_no_gradient_flows", "No gradient flows"),
        ("test_fail_inputs_touched", "args[0]"),
        ("test_fail_a_mode_that_a_call_switches", "A call in training mode left the module in evaluation mode"),
        ("test_fail_missing_parameter", "no parameter, buffer or submodule named bias"),
        ("test_fail_missing_state", "missing: bias"),
        ("test_fail_nothing_raised_in_pytests_words", "A ValueError is promised"),
        ("test_fail_assertion_in_place_of_a_value_error", "AssertionError was raised"),
        ("test_fail_not_a_module", "an nn.Module is promised"),
        ("test_fail_slower", "the baseline"),
        ("test_fail_quick_and_wrong", "Rushing, while it was measured"),
        ("test_fail_more_memory", "Peak: "),
        ("test_fail_other_parameters_than_the_baseline", "weight: the shape is (64,), but (64, 64) is promised"),
        ("test_error_from_the_candidate", ": return x @ x"),
        ("test_error_wrong_arguments", "TypeError"),
        ("test_error_missing_name", "layers.py does not define BatchNorm (it defines: RMSNorm"),
        ("test_error_missing_keys_on_load", "Missing key(s)"),
        ("test_skip_needs_what_fails", "needs test_fail_wrong_value"),
        ("test_skip_on_request", "not today"),
    ],
)
def test_a_message_says_what_to_look_at(check: str, words: str, bridged: dict[str, CheckFinished]) -> None:
    assert words in bridged[check].message


def test_messages_show_no_frames_of_ours(bridged: dict[str, CheckFinished]) -> None:
    for finished in bridged.values():
        assert "Traceback" not in finished.message
        assert "proctor/" not in finished.message


def test_probes_are_marked_as_evidence_of_the_worker(bridged: dict[str, CheckFinished]) -> None:
    marked = {name for name, finished in bridged.items() if finished.evidence == "worker"}
    assert marked == {"test_pass_probe_memory", "test_pass_probe_compile", "test_pass_probe_operations"}
