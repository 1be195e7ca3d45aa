"""Sessions on disk: where, and how words find one."""

import stat
from pathlib import Path

import pytest

from proctor.errors import RecordError, UsageError
from proctor.record.store import SessionFolder, create_session, find_session, list_sessions, sessions_root


def session(root: Path, session_id: str) -> SessionFolder:
    folder = create_session(root, session_id)
    folder.events.touch()
    return folder


def test_the_root_is_where_the_environment_says(tmp_path: Path) -> None:
    assert sessions_root({"PROCTOR_SESSIONS": str(tmp_path / "s")}, tmp_path) == tmp_path / "s"


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code under test lies in a checkout of its own; look away from it."""
    monkeypatch.setattr("proctor.home.installed_from", lambda: ())


@pytest.mark.usefixtures("not_installed")
def test_inside_a_checkout_the_root_is_its_own_folder(tmp_path: Path) -> None:
    inner = tmp_path / "exercises" / "layer"
    inner.mkdir(parents=True)
    assert sessions_root({}, inner) != tmp_path / "sessions"
    (tmp_path / "sessions").mkdir()
    assert sessions_root({}, inner) == tmp_path / "sessions"


def test_installed_from_a_checkout_the_root_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("home/exercises", "home/sessions", "work"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr("proctor.home.installed_from", lambda: (tmp_path / "home",))
    assert sessions_root({}, tmp_path / "work") == tmp_path / "home" / "sessions"


@pytest.mark.usefixtures("not_installed")
def test_elsewhere_the_root_is_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    assert sessions_root({"PROCTOR_SESSIONS": ""}, tmp_path / "work") == tmp_path / ".local/share/proctor/sessions"


def test_a_new_session_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    folder = create_session(tmp_path / "root", "a-1")
    for path in (tmp_path / "root", folder.path, folder.workspace):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert not folder.exists()
    with pytest.raises(RecordError, match="already a session a-1"):
        create_session(tmp_path / "root", "a-1")


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a\nb"])
def test_an_id_that_is_no_plain_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        create_session(tmp_path, name)


def test_a_session_is_found_by_id_unique_beginning_and_path(tmp_path: Path) -> None:
    first, second = session(tmp_path, "rms-1"), session(tmp_path, "rms-12")
    (tmp_path / "not-a-session").mkdir()
    assert list_sessions(tmp_path) == (first, second)
    assert find_session("rms-1", tmp_path) == first
    assert find_session("rms-12", tmp_path) == second
    assert find_session(str(tmp_path / "x" / ".." / "rms-12"), tmp_path / "elsewhere") == second
    third = session(tmp_path, "other-k7q2")
    assert find_session("k7q2", tmp_path) == third
    with pytest.raises(UsageError, match="2 sessions begin or end with 'rms'") as raised:
        find_session("rms", tmp_path)
    assert "rms-1, rms-12" in raised.value.hint


def test_a_root_that_is_no_folder_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "root").touch()
    for act in (list_sessions, lambda root: create_session(root, "a")):
        with pytest.raises(RecordError) as raised:
            act(tmp_path / "root")
        assert "PROCTOR_SESSIONS" in raised.value.hint


@pytest.mark.parametrize("words", ["other", "", "./other"])
def test_words_that_mean_no_session_say_what_to_do(tmp_path: Path, words: str) -> None:
    for root in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UsageError) as raised:
            find_session(words, root)
        assert raised.value.hint
    session(tmp_path, "rms-1")
    with pytest.raises(UsageError):
        find_session(words, tmp_path)
