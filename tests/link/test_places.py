"""Where sockets lie: short paths, private folders, and no trust in what somebody else put there."""

import os
import socket
import stat
from pathlib import Path

import pytest

from proctor.errors import EnvironmentFault
from proctor.link.places import MAX_SOCKET_PATH_BYTES, NOTE, Places, fresh_places, places_of


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The runtime folder, not made yet."""
    folder = tmp_path / "run"
    monkeypatch.setenv("PROCTOR_RUNTIME", str(folder))
    monkeypatch.delenv("PROCTOR_ENGINE", raising=False)
    return folder


def session_in(tmp_path: Path, name: str = "s1") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def test_the_same_session_has_the_same_places_by_whatever_path(
    tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_in(tmp_path)
    (tmp_path / "link").symlink_to(session)
    monkeypatch.chdir(tmp_path)
    assert places_of(session) == places_of(Path("s1")) == places_of(tmp_path / "link")
    assert places_of(session) != places_of(session_in(tmp_path, "s2"))


def test_each_role_has_a_folder_of_its_own(tmp_path: Path, runtime: Path) -> None:
    places = places_of(session_in(tmp_path))
    sockets = [places.socket("candidate"), places.socket("interviewer"), places.engine, places.tmux]
    assert len({path.parent for path in sockets}) == 4
    assert all(path.parent.parent == places.root for path in sockets)


def test_paths_stay_short_however_long_the_name_of_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROCTOR_RUNTIME", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    places = fresh_places(tmp_path / ("a" * 120) / ("b" * 120))
    assert max(len(os.fsencode(path)) for path in (places.socket("candidate"), places.tmux)) <= MAX_SOCKET_PATH_BYTES


def test_the_engine_can_be_one_for_many(tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_ENGINE", "/run/engine/s")
    assert places_of(session_in(tmp_path)).engine == Path("/run/engine/s")


def test_the_users_runtime_folder_is_taken_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROCTOR_RUNTIME", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert fresh_places(tmp_path).root.parent == tmp_path / "proctor"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    assert fresh_places(tmp_path).root.parent.name == f"proctor-{os.getuid()}"


def test_a_relative_runtime_folder_means_the_callers_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROCTOR_RUNTIME", "run")
    assert fresh_places(tmp_path).root.parent == tmp_path / "run"


def test_an_announced_place_is_found_from_any_environment(
    tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_in(tmp_path)
    places = fresh_places(session)
    places.announce(session)
    monkeypatch.setenv("PROCTOR_RUNTIME", str(tmp_path / "elsewhere"))
    assert places_of(session) == places
    assert fresh_places(session) != places


@pytest.mark.parametrize("note", [b"", b"\xff", b"run/abc"])
def test_a_note_that_names_no_place_counts_as_none(tmp_path: Path, runtime: Path, note: bytes) -> None:
    session = session_in(tmp_path)
    (session / NOTE).write_bytes(note)
    assert places_of(session) == fresh_places(session)


def test_every_folder_is_private_and_can_hold_a_socket(tmp_path: Path, runtime: Path) -> None:
    places = places_of(session_in(tmp_path))
    previous = os.umask(0)
    try:
        places.make()
    finally:
        os.umask(previous)
    for path in (places.root.parent, places.root, *places.root.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(places.socket("candidate")))
    places.make()
    assert places.socket("candidate").exists()


def test_a_session_folder_that_was_opened_up_is_closed_again(tmp_path: Path, runtime: Path) -> None:
    places = places_of(session_in(tmp_path))
    places.make()
    (places.root / "c").chmod(0o777)
    places.root.chmod(0o755)
    places.make()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (places.root, places.root / "c")} == {0o700}


@pytest.mark.parametrize("which", ["", "root", "c"])
def test_a_link_in_the_way_is_refused(tmp_path: Path, runtime: Path, which: str) -> None:
    places = places_of(session_in(tmp_path))
    in_the_way = {"": runtime, "root": places.root, "c": places.root / "c"}[which]
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "target").mkdir(mode=0o755)
    in_the_way.symlink_to(tmp_path / "target")
    with pytest.raises(EnvironmentFault, match="not a folder of your own") as caught:
        places.make()
    assert "PROCTOR_RUNTIME" in caught.value.hint
    assert stat.S_IMODE((tmp_path / "target").stat().st_mode) == 0o755


def test_a_link_to_nowhere_and_a_file_in_the_way_are_refused(tmp_path: Path, runtime: Path) -> None:
    places = places_of(session_in(tmp_path))
    runtime.symlink_to(tmp_path / "nowhere")
    with pytest.raises(EnvironmentFault, match="cannot be made a folder"):
        places.make()
    runtime.unlink()
    runtime.write_text("a file", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="cannot be made a folder"):
        places.make()


def test_somebody_elses_folder_is_refused(tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = places_of(session_in(tmp_path))
    places.make()
    ours = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: ours + 1)
    with pytest.raises(EnvironmentFault, match="not a folder of your own"):
        places.make()


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770])
def test_a_place_where_others_may_write_is_refused_and_left_as_it_is(tmp_path: Path, runtime: Path, mode: int) -> None:
    runtime.mkdir()
    runtime.chmod(mode)
    with pytest.raises(EnvironmentFault, match="others may write"):
        places_of(session_in(tmp_path)).make()
    assert stat.S_IMODE(runtime.stat().st_mode) == mode


def test_a_path_too_long_for_sockets_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    root = tmp_path / ("x" * MAX_SOCKET_PATH_BYTES) / "s"
    with pytest.raises(EnvironmentFault, match="too long") as caught:
        Places(root).make()
    assert "PROCTOR_RUNTIME" in caught.value.hint
    assert not root.parent.exists()
