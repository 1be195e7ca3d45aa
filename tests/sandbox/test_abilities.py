"""What a machine can do is found out by doing it: broken means are told from working ones, with their own words."""

import os
import sys
from pathlib import Path

import pytest

from proctor.sandbox import abilities, bubblewrap, kernel, landlock
from proctor.sandbox.bubblewrap import SYSTEM_PATHS
from proctor.sandbox.shown import shown_by, shown_folders
from tests.sandbox.attempts import ability, tried

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: confinement exists on Linux only")


@ON_LINUX
def test_what_works_has_nothing_against_it() -> None:
    for name in ("bubblewrap", "Landlock", "seccomp"):
        found = ability(name)
        assert found.name == name
        assert found.works == (found.why_not == "")


def place_bwrap(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bwrap").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@ON_LINUX
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'a word before' >&2; echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1", "uid map"),
        (
            "printf 'ModuleNotFoundError: none\\n\\nCurrent thread:\\n  <no frame>\\n' >&2; exit 1",
            "ModuleNotFoundError: none",
        ),
        ("exit 9", "it ended with 9"),
        ("exec python-that-is-not-there", "not found"),
    ],
)
def test_a_bubblewrap_that_fails_is_quoted(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_bwrap(tmp_path, script, monkeypatch)
    found = abilities.sandbox()
    assert not found.works
    assert why in found.why_not
    assert "\n" not in found.why_not


@ON_LINUX
def test_a_bubblewrap_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abilities, "_LIMIT_S", 0.1)
    place_bwrap(tmp_path, "exec sleep 600", monkeypatch)
    assert "no answer" in abilities.sandbox().why_not


@ON_LINUX
def test_a_bubblewrap_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bubblewrap.program() is None
    assert abilities.sandbox().why_not == "bwrap is not installed"


def test_a_kernel_without_landlock_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    assert "5.13" in abilities.file_rules().why_not


def test_an_instruction_set_without_a_filter_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "is_known", lambda: False)
    monkeypatch.setattr(kernel, "MACHINE", "riscv64")
    assert "riscv64" in abilities.call_filter().why_not


@ON_LINUX
def test_a_system_call_that_is_not_known_is_no_call() -> None:
    assert tried("", {"unknown": "kernel.call('no such call')"}) == {"unknown": "ENOSYS"}


@pytest.mark.parametrize(
    "path", [*(path for path in SYSTEM_PATHS if Path(path).exists()), "/usr/share/x", sys.prefix, f"{sys.prefix}/x/y"]
)
def test_what_lies_below_python_or_the_system_shows(path: str) -> None:
    top = shown_by(Path(path))
    assert top is not None
    assert Path(path).resolve().is_relative_to(top)


def test_a_link_does_not_hide_where_a_place_is(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(sys.prefix)
    assert shown_by(tmp_path / "link" / "sessions") == Path(sys.prefix).resolve()
    assert shown_by(tmp_path) is None
    assert Path("/") not in shown_folders()
