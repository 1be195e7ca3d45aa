from pathlib import Path

import pytest

from proctor.cli.choice import chosen_session
from proctor.errors import UsageError
from tests.cli.conftest import Write
from tests.cli.written import BEGUN, FINISHED


def test_the_only_live_session_is_meant(write_session: Write) -> None:
    write_session("over", *FINISHED)
    live = write_session("live", *BEGUN)
    assert chosen_session("") == live


def test_several_live_ones_are_listed(write_session: Write) -> None:
    write_session("one")
    write_session("two", *BEGUN)
    with pytest.raises(UsageError) as refused:
        chosen_session("")
    assert "2 sessions are live" in str(refused.value)
    assert "one" in refused.value.hint
    assert "two" in refused.value.hint


def test_a_finished_one_serves_for_reading_only(write_session: Write) -> None:
    write_session("older", *FINISHED, at_utc="2026-01-01T10:00:00Z")
    newer = write_session("newer", *FINISHED, at_utc="2026-02-01T10:00:00Z")
    assert chosen_session("", finished_too=True) == newer
    with pytest.raises(UsageError, match="no session is live") as refused:
        chosen_session("")
    assert "newer, older" in refused.value.hint


def test_without_any_it_says_how_to_start_one() -> None:
    with pytest.raises(UsageError, match="there is no session") as refused:
        chosen_session("", finished_too=True)
    assert "proctor start" in refused.value.hint


def test_inside_a_workspace_its_own_session_is_meant(write_session: Write) -> None:
    write_session("one")
    two = write_session("two")
    deep = two.workspace / "checks"
    deep.mkdir()
    assert chosen_session("", cwd=deep) == two


@pytest.mark.parametrize("by_path", [True, False])
def test_the_variable_names_it(by_path: bool, write_session: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write_session("one")
    two = write_session("two")
    monkeypatch.setenv("PROCTOR_SESSION", str(two.path) if by_path else "two")
    assert chosen_session("") == two


def test_words_win_over_everything(write_session: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = write_session("one"), write_session("two")
    monkeypatch.setenv("PROCTOR_SESSION", "two")
    assert chosen_session("on", cwd=Path(two.workspace)) == one


def test_an_unreadable_session_is_not_taken_for_a_live_one(write_session: Write) -> None:
    write_session("broken").events.write_bytes(b"nonsense\n")
    live = write_session("live")
    assert chosen_session("") == live
