"""A framework that is one adapter file: the same checks, its own derivatives, and what it lacks is skipped and said."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from string import Template

import pytest

from proctor.catalog.adapters import read_card
from proctor.checks import client
from proctor.checks.place import Place
from proctor.checks.request import Limits, RunRequest
from proctor.session.verdicts import Verdict
from tests.checks.engines import Engine

ADAPTER = Path(__file__).with_name("toy_adapter.py")
CARD = read_card(ADAPTER, "toy")
RIGHT = Template(ADAPTER.read_text().split("EXAMPLE = '''")[1].split("'''")[0]).substitute(class_name="Scale")
NO_GRADIENT = RIGHT.replace("return x * variables", "return type(x)(x.values) * variables")
CHECKS = """
import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.func import functional_call
from scaled_plainly import plain

def test_value(candidate):
    module = candidate.build("Scale", 4, dtype=torch.float64)
    assert list(module.state_dict()) == ["weight"] and isinstance(module.weight, torch.nn.Parameter)
    with torch.no_grad():
        module.weight.copy_(torch.arange(4.0))
    x = torch.randn(4, 3, dtype=torch.float64).t()
    assert torch.equal(module(x), x * torch.arange(4.0, dtype=torch.float64))

def test_gradient(candidate):
    module = candidate.build("Scale", 3, dtype=torch.float64)
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(3, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda x, weight: functional_call(module, {"weight": weight}, (x,)), (x, weight))

def test_second(candidate):
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    assert gradgradcheck(candidate.build("Scale", 3, dtype=torch.float64), (x,))

def test_memory(candidate):
    candidate.probe_memory("Scale", 3, inputs=(torch.randn(2, 3),))

def test_meta(candidate):
    candidate.build("Scale", 3, device="meta")

def test_half(candidate):
    candidate.build("Scale", 3, dtype=torch.bfloat16)

def test_refused(candidate):
    with pytest.raises(ValueError):
        candidate.build("Scale", 0)

def test_words(candidate):
    assert (candidate.framework.name, candidate.framework.call) == ("toy", "__call__")
    assert candidate.build("Scale", 7).extra_repr() == "num_features=7"

def test_operations(candidate):
    figures = candidate.probe_operations("Scale", 3, inputs=(torch.randn(2, 3),))
    assert (figures.counts, figures.total) == ({"multiply": 1}, 1)

def test_time(candidate):
    figures = candidate.measure_time(
        "Scale", 2000, inputs=lambda: (torch.randn(600, 2000),), baseline=plain, atol=1e-6, rtol=1e-5
    )
    assert figures.ratio > 0
"""
BASELINE = """
import torch

class plain(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(size))

    def forward(self, x):
        for _ in range(60):
            x = x * self.weight
        return x
"""
PATHS = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
LOST = {"test_second", "test_memory", "test_meta", "test_half"}
NAMES = [line.split("(")[0].removeprefix("def ") for line in CHECKS.splitlines() if line.startswith("def test_")]


@pytest.fixture(scope="module")
def toys() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="p") as folder:
        address = Path(folder) / "s"
        process = client.spawn(address, place=Place("toy", ADAPTER))
        try:
            asyncio.run(client.wait_ready(address))
            yield Engine(address, process)
        finally:
            process.terminate()
            process.wait()


def run(engine: Engine, source: str, names: list[str]) -> dict[str, tuple[Verdict, str]]:
    request = RunRequest(
        run="toy",
        entry="scale.py",
        level="mid",
        visibility="visible",
        tree={"scale.py": source.encode()},
        checks={"checks/test_scale.py": CHECKS.encode(), "checks/scaled_plainly.py": BASELINE.encode()},
        select=names,
        seed=1,
        limits=Limits(check_s=60.0, run_s=100.0),
        framework=CARD,
    )
    outcome = engine.carry_out(request)
    assert outcome.end.fault == ""
    return {name: (one.verdict, one.message) for name, one in outcome.checks.items()}


def test_right_work_holds_and_what_the_framework_lacks_is_skipped_with_its_reason(toys: Engine) -> None:
    found = run(toys, RIGHT, NAMES)
    for name, (verdict, message) in found.items():
        wanted = {Verdict.SKIP} if name in LOST else {Verdict.PASS}
        assert verdict in (wanted if name != "test_time" else {Verdict.PASS, Verdict.UNSURE}), (name, message)
    assert "Toy is not asked for this (second derivatives): its tape records no derivative" in found["test_second"][1]


def test_a_gradient_that_is_cut_off_fails(toys: Engine) -> None:
    found = run(toys, NO_GRADIENT, ["test_value", "test_gradient"])
    assert {name: verdict for name, (verdict, _) in found.items()} == {
        "test_value": Verdict.PASS,
        "test_gradient": Verdict.FAIL,
    }


def test_code_cannot_claim_that_its_framework_lacks_something(toys: Engine) -> None:
    claim = "raise NotImplementedError('derivatives')\n        return x * variables"
    claims = RIGHT.replace("return x * variables", claim)
    assert run(toys, claims, ["test_value"])["test_value"][0] is Verdict.ERROR


def test_the_engine_proves_its_isolation_with_the_framework_in_the_worker(toys: Engine) -> None:
    request = RunRequest(
        run="other", entry="a.py", level="mid", visibility="visible", tree={}, checks={}, select=["test_x"], seed=0
    )
    outcome = toys.carry_out(request)
    assert outcome.ready.isolation >= 1
    assert outcome.end.fault == "this check engine serves toy only"


def test_plain_pytest_in_the_workspace_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "toy_adapter.py").write_bytes(ADAPTER.read_bytes())
    (tmp_path / "checks" / "test_scale.py").write_text(CHECKS)
    (tmp_path / "checks" / "scaled_plainly.py").write_text(BASELINE)
    (tmp_path / "scale.py").write_text(RIGHT)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p proctor.checks.plugin -p no:cacheprovider\ntestpaths = checks\n"
        "pythonpath = checks\nproctor_entry = scale.py\nproctor_framework = toy\n"
    )
    names = " or ".join(name for name in NAMES if name != "test_time")
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-k", names]
    said = subprocess.run(command, cwd=tmp_path, env=PATHS, capture_output=True, text=True, check=False)
    assert "5 passed, 4 skipped" in said.stdout, said.stdout + said.stderr
    assert "its tape records no derivative" in said.stdout
