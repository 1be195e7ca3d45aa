"""The whole way of an exercise that is taken on a candidate's own machine, with real programs on both sides."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import proctor
from proctor.cli.proved_level import keeps_secrets, proved_isolation
from proctor.session.agreement import HIDDEN_FROM_LEVEL

CHECKOUT = Path(proctor.__file__).parents[1]
SHIPPED = CHECKOUT / "exercises" / "layer" / "practice-rms-norm"
LONG_S = 120


@dataclass(frozen=True)
class Machine:
    """Somebody's computer: a home and a runtime folder of its own; `exercises` is what only the company has."""

    root: Path
    exercises: str = ""

    def proctor(self, *words: str, code: int = 0) -> Any:
        """What a command answers in JSON."""
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.root),
            "PYTHONPATH": str(CHECKOUT),
            "PROCTOR_HOME": str(self.root / "no-checkout"),
            "PROCTOR_SESSIONS": str(self.root / "s"),
            "PROCTOR_RUNTIME": str(self.root / "r"),
            "PROCTOR_EXERCISES": self.exercises,
        }
        command = [sys.executable, "-m", "proctor", *words, "--json", "--yes"]
        done = subprocess.run(
            command, env=environment, cwd=self.root, capture_output=True, text=True, check=False, timeout=LONG_S
        )
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path, since sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="own-") as folder:
        yield Path(folder)


@pytest.fixture
def company(place: Path) -> Machine:
    """The company, with an exercise that nobody else has."""
    shutil.copytree(SHIPPED, place / "c" / "exercises" / "layer" / "norm")
    (place / "c" / "words").write_text("four words of some length\n")
    return Machine(place / "c", str(place / "c" / "exercises"))


@pytest.fixture
def candidate(place: Path) -> Iterator[Machine]:
    """The candidate; a session that a failed test leaves open is ended."""
    (place / "k").mkdir()
    machine = Machine(place / "k")
    yield machine
    for session in machine.proctor("sessions"):
        if session["phase"] != "done":
            machine.proctor("end", session["session"])


@pytest.mark.slow
@pytest.mark.timeout(4 * LONG_S)
def test_from_the_company_to_the_candidate_and_back(company: Machine, candidate: Machine) -> None:
    made = company.proctor("exercise", "bundle", "layer/norm", "-o", ".", "--passphrase-file", "words")
    part = company.root / made["candidate_part"]
    candidate.proctor("exercise", "install", str(part))
    session = candidate.proctor("start", "norm", "--no-tui", "--candidate", "Ada")["session"]
    folder = candidate.root / "s" / session
    assert not [path for path in candidate.root.rglob("*") if "private" in path.name and path.name != "private.jsonl"]

    candidate.proctor("begin", session)
    shutil.copy(SHIPPED / "private" / "reference" / "upcast.py", folder / "workspace" / "rms_norm.py")
    here = candidate.proctor("check", session)
    assert here["passed"] is True
    assert {row["visibility"] for row in here["checks"]} == {"visible"}
    candidate.proctor("submit", session)
    candidate.proctor("end", session)
    file = candidate.proctor("export", session)["file"]

    taken = company.proctor("import", file)
    assert (taken["session"], taken["candidate_part"]) == (session, False)
    confined = here["isolation"]["level"] >= HIDDEN_FROM_LEVEL
    judged = company.proctor("check", session, "--all-snapshots", "--again", code=0 if confined else 3)
    final = next(save for save in judged["snapshots"] if "final" in save["tags"])
    hidden = [row for row in final["checks"] if row["visibility"] == "hidden"]
    assert len(hidden) == made["hidden_checks"]["mid"]
    if confined:
        assert {row["verdict"] for row in hidden} == {"PASS"}
        assert final["passed"] is True


@pytest.mark.slow
@pytest.mark.timeout(2 * LONG_S)
def test_a_reviewer_without_the_package_unseals_it(company: Machine, place: Path) -> None:
    made = company.proctor("exercise", "bundle", "layer/norm", "-o", ".", "--passphrase-file", "words")
    (place / "v").mkdir()
    reviewer = Machine(place / "v")
    reviewer.proctor("exercise", "install", str(company.root / made["candidate_part"]))
    sealed = str(company.root / made["company_part"])
    words = ("exercise", "unseal", sealed, "--passphrase-file", str(company.root / "words"))
    if not keeps_secrets(proved_isolation()):
        reviewer.proctor(*words, code=2)
        words = (*words, "--open-anyway", "layer/norm")
    assert reviewer.proctor(*words)["digest"] == made["package_digest"]
