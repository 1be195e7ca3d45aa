"""A checkout on a machine of fakes, ready to be set up."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.setup.machine import CHECKOUT, FAKE_PYTHON, Machine

REAL_TOOLS = (
    *("bash", "cat", "cp", "dirname", "env", "find", "grep", "mkdir", "mv", "rm"),
    *("sed", "sha256sum", "shasum", "sort", "tail", "tr", "xargs"),
)
SET_UP_SOURCES = ("install.sh", "setup", "constraints.txt", "pyproject.toml")


def lay_out_checkout(checkout: Path) -> None:
    checkout.mkdir()
    for name in SET_UP_SOURCES:
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, checkout / name)
    (checkout / "README.md").write_text("# proctor\n")
    (checkout / "proctor").mkdir()
    (checkout / "proctor" / "__init__.py").write_text('__version__ = "0"\n')


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Linux on x86_64 without a GPU, a person who is not root and has no sudo, Python 3.11, all programs present."""
    for folder in ("bin", "state", "home"):
        (tmp_path / folder).mkdir()
    (tmp_path / "calls").touch()
    for tool in REAL_TOOLS:
        if path := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(path)
    lay_out_checkout(tmp_path / "checkout")
    machine = Machine(
        tmp_path,
        tmp_path / "checkout",
        {
            "PATH": str(tmp_path / "bin"),
            "HOME": str(tmp_path / "home"),
            "BIN": str(tmp_path / "bin"),
            "CALLS": str(tmp_path / "calls"),
            "STATE": str(tmp_path / "state"),
            "REAL_PYTHON": os.path.realpath(sys.executable),
            "PROCTOR_TORCH": "cpu",
        },
    )
    machine.program("python3", FAKE_PYTHON)
    machine.state("nothing")
    (tmp_path / "state" / "nothing").chmod(0o755)
    machine.state("torch-plan", '{"requires_dist": ["filelock"]}')
    machine.is_platform("Linux", "x86_64")
    machine.answers("ldd", "ldd (GNU libc) 2.39")
    machine.answers("id", "1000")
    machine.has_programs()
    return machine
