import json
from pathlib import Path

import pytest

from proctor.cli import join
from proctor.cli.terminal import has_tmux, tmux_version
from proctor.link.environment import own_environment
from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, FINISHED


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with tmux."""
    monkeypatch.setattr(join, "can_show_screens", lambda: True)
    monkeypatch.setattr(join, "has_tmux", lambda: True)


@pytest.mark.usefixtures("at_a_terminal")
def test_the_hosts_tmux_is_attached_and_the_way_back_is_told(
    write_session: Write, start_host: StartHost, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/somewhere,1,0")
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.setenv("SECRET_TOKEN", "x")
    host = start_host(write_session("one", *BEGUN))
    shown = tmp_path / "shown"
    host.answers["terminal"] = lambda _args: {"attach": ["sh", "-c", f'echo "outer:$TMUX" > {shown}']}
    said = call("join", "one")
    assert said.code == 0
    assert shown.read_text() == "outer:\n"
    assert "The session goes on without this screen: Work, 15:00 left" in said.out
    assert "Come back with: proctor join one" in said.out
    role, do, args = host.acts[0]
    assert (role, do, args["env"]["EDITOR"]) == ("candidate", "terminal", "vim")
    assert "SECRET_TOKEN" not in args["env"]
    assert "TMUX" not in args["env"]
    assert args["columns"] >= 1
    assert args["lines"] >= 1


@pytest.mark.usefixtures("at_a_terminal")
def test_a_screen_that_breaks_is_an_error_with_a_way_back(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["terminal"] = lambda _args: {"attach": ["false"]}
    said = call("join", "one")
    assert said.code == 3
    assert "PROCTOR_NO_TMUX=1" in said.err


@pytest.mark.usefixtures("at_a_terminal")
def test_after_the_end_it_says_where_the_record_is(write_session: Write, start_host: StartHost, call: Call) -> None:
    folder = write_session("one", *FINISHED)
    start_host(folder).answers["terminal"] = lambda _args: {"attach": ["false"]}
    said = call("join", "one")
    assert said.code == 0
    assert str(folder.path) in said.out
    assert "proctor diff one" in said.out


def test_without_a_terminal_it_names_the_plain_commands(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    start_host(write_session("one", *BEGUN))
    said = call("join", "one")
    assert said.code == 2
    assert "proctor status one" in said.err
    assert json.loads(call("join", "one", "--json").out)["host"] == "running"


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("tmux 3.3a\n", (3, 3)),
        ("tmux next-3.5\n", (3, 5)),
        ("tmux 3.2\n", (3, 2)),
        ("tmux master", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_a_version_is_read_from_what_tmux_says(said: str, version: tuple[int, int]) -> None:
    assert tmux_version(said) == version


@pytest.mark.parametrize(("said", "enough"), [("tmux 3.4", True), ("tmux 3.1c", False), ("what?", False)])
def test_only_a_tmux_that_is_new_enough_is_used(said: str, enough: bool, tmp_path: Path) -> None:
    program = tmp_path / "tmux"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    assert has_tmux({"PATH": str(tmp_path)}) is enough
    assert not has_tmux({"PATH": str(tmp_path), "PROCTOR_NO_TMUX": "1"})
    assert not has_tmux({"PATH": str(tmp_path / "empty")})


def test_the_windows_take_over_what_a_person_set_and_nothing_else(tmp_path: Path) -> None:
    given = {
        "EDITOR": "vim", "LC_ALL": "C.UTF-8", "PROCTOR_SESSIONS": "s", "PYTHONPATH": "here",
        "AWS_SECRET_ACCESS_KEY": "x", "LD_PRELOAD": "y", "TMUX": "z",
    }  # fmt: skip
    assert own_environment(given) == {
        "EDITOR": "vim", "LC_ALL": "C.UTF-8", "PROCTOR_SESSIONS": "s", "PYTHONPATH": str(tmp_path / "here"),
    }  # fmt: skip
