"""The trusted side itself: nobody looks into a judge, a judge that dies is our fault, and nothing of ours unpickles."""

import ast
import sys
import threading
from pathlib import Path

import pytest

import proctor
from proctor.record.walk import Walker
from proctor.session.verdicts import Verdict
from tests.attacks.arena import Arena
from tests.attacks.attack import RIGHT
from tests.checks.engines import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

CLOSED = """
import ctypes

def test_closed(candidate):
    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
    assert dumpable == 0, dumpable
    assert candidate.build("Scale", 4) is not None
"""
DIES = """
import os

def test_before(candidate):
    assert candidate.build("Scale", 4) is not None

def test_dies(candidate):
    os._exit(0)

def test_after(candidate):
    assert candidate.build("Scale", 4) is not None
"""
UNPICKLING = {"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib"}


def test_a_judge_leaves_no_core_and_cannot_be_traced(arena: Arena) -> None:
    assert arena.engine.run(RIGHT, CLOSED).verdicts == {"test_closed": Verdict.PASS}


def test_a_judge_that_dies_is_no_fault_of_the_candidates(arena: Arena) -> None:
    outcome = arena.engine.run(RIGHT, DIES)
    assert outcome.verdicts["test_before"] == Verdict.PASS
    assert {outcome.verdicts["test_dies"], outcome.verdicts["test_after"]} == {Verdict.FAULT}
    assert outcome.end.fault
    assert arena.engine.is_well()
    assert until(arena.engine.is_at_rest)


def test_nothing_of_ours_unpickles() -> None:
    """Neither the host nor the judge nor the worker reads an object from bytes that somebody else made."""
    found = []
    for path in Path(proctor.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if UNPICKLING & {name.partition(".")[0] for name in names}:
                found.append(f"{path.name}: {names}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "torch.load":
                found.append(f"{path.name}: torch.load")
    assert found == []


def test_a_file_swapped_for_a_link_is_never_followed(tmp_path: Path) -> None:
    """While a walk reads it, `work.py` is now a file and now a link to a secret; only one of the two is ever kept."""
    workspace, secret, other = tmp_path / "workspace", tmp_path / "secret", tmp_path / "other"
    workspace.mkdir()
    secret.write_bytes(b"what nobody may read")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            other.symlink_to(secret)
            other.rename(workspace / "work.py")
            other.write_bytes(b"own")
            other.rename(workspace / "work.py")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        seen = {file.content for _ in range(300) for file in Walker(workspace).walk().files.values()}
    finally:
        stop.set()
        thread.join()
    assert seen <= {b"own", bytes(secret), b""}
    assert b"what nobody may read" not in seen
