"""The engine's folders: private, and never left behind for good."""

import os
from pathlib import Path

import pytest

from proctor.checks.engine import scratch
from proctor.checks.engine.scratch import Scratch


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_SHARED_MEMORY", tmp_path)


def test_the_folder_is_private_and_removed(tmp_path: Path) -> None:
    place = Scratch(tmp_path / "address")
    assert place.root.stat().st_mode & 0o777 == 0o700
    place.remove()
    assert not place.root.exists()


def test_what_a_killed_engine_left_is_removed_by_the_next_one_and_nothing_else(tmp_path: Path) -> None:
    living = Scratch(tmp_path / "living")
    for name in ("killed", "young"):
        abandoned = Scratch(tmp_path / name)
        (abandoned.root / "worker-1").mkdir()
        os.close(abandoned._lock)
    stranger = tmp_path / "proctor-notes"
    stranger.mkdir()
    for path in (living.root, Scratch.path_of(tmp_path / "killed"), stranger):
        os.utime(path, (0, 0))
    Scratch(tmp_path / "next").remove()
    assert living.root.exists()
    assert stranger.exists()
    assert Scratch.path_of(tmp_path / "young").exists()
    assert not Scratch.path_of(tmp_path / "killed").exists()
    living.remove()


def test_without_shared_memory_the_temporary_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_SHARED_MEMORY", tmp_path / "absent")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert Scratch.path_of(tmp_path / "address").parent == tmp_path
