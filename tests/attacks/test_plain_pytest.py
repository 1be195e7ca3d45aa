"""The same tamperings against plain pytest in one process and against the judge: how many of each are fooled."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attacks.arena import Arena
from tests.attacks.attack import AGAINST, FACTOR, RIGHT, VALUE, Attack, solution
from tests.attacks.programs.both import TAMPERINGS, Tampering

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the attacks are for Linux")]

REFERENCE = f"def scale(x):\n    return x * {FACTOR}\n"
OBVIOUS = """
import torch
from reference import scale
from work import Scale

def test_value():
    x = torch.randn(3, 4)
    expected = scale(x)
    torch.testing.assert_close(Scale(4)(x), expected)

def test_another_value():
    x = torch.randn(3, 4)
    torch.testing.assert_close(Scale(4)(x), scale(x))
"""


@dataclass(frozen=True)
class Told:
    """What plain pytest said about one tampering."""

    exit_code: int
    value_passes: bool

    @property
    def is_fooled(self) -> bool:
        return self.exit_code == 0 or self.value_passes


def plain(folder: Path, source: str, beside: dict[str, str]) -> Told:
    """Run `pytest` the obvious way on a workspace with the obvious test file."""
    folder.mkdir()
    for name, text in {"work.py": source, "test_obvious.py": OBVIOUS, "reference.py": REFERENCE, **beside}.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "-p", "no:cacheprovider", f"--rootdir={folder}"]
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False
    )
    return Told(done.returncode, "PASSED test_obvious.py::test" in done.stdout)


def in_turn(folder: Path) -> Iterator[Told]:
    """What plain pytest says of each tampering, two at a time: most of it is importing torch."""
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(
            lambda numbered: plain(folder / str(numbered[0]), numbered[1].source, numbered[1].beside),
            enumerate(TAMPERINGS),
        )


def test_plain_pytest_tells_right_from_wrong_when_nobody_tampers(tmp_path: Path) -> None:
    assert plain(tmp_path / "right", RIGHT, {}) == Told(0, value_passes=True)
    assert plain(tmp_path / "wrong", solution(), {}) == Told(1, value_passes=False)


@pytest.mark.timeout(300)
def test_tamperings_fool_plain_pytest_but_not_the_judge(
    arena: Arena, told: Callable[[str], None], tmp_path: Path
) -> None:
    """Every tampering of a wrong solution counts against it in the judge; what plain pytest says is told."""
    assert len(TAMPERINGS) >= 14
    fooled, passed = 0, []
    lines = []
    for tampering, said in zip(TAMPERINGS, in_turn(tmp_path), strict=True):
        verdict = arena.fight(_attack(tampering)).verdict
        fooled += said.is_fooled
        passed += [tampering.name] if verdict not in AGAINST else []
        words = "fooled" if said.is_fooled else "not fooled"
        lines.append(f"  {tampering.name:42} plain pytest: {words:10} (exit code {said.exit_code})   judge: {verdict}")
    told(f"{len(TAMPERINGS)} tamperings of a wrong solution")
    for line in lines:
        told(line)
    told(f"plain pytest is fooled by {fooled} of {len(TAMPERINGS)}, the judge by {len(passed)}")
    assert passed == []
    assert fooled > 0


def _attack(tampering: Tampering) -> Attack:
    """The reference is not among what a judge gives to the candidate's process."""
    return Attack(None, tampering.name, tampering.source, beside=tampering.beside, checks=VALUE)
