"""What decides on the candidate's window before anything starts: editors, paths, variables, owners."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from proctor.host import tour
from proctor.host.rehearsal import Rehearsal
from proctor.host.shell.choice import Choice, choose, search_path, seen_below
from proctor.host.shell.environment import handed_in, harmless
from proctor.host.shell.exposure import exposed
from proctor.host.shell.habits import MOST_BYTES, habits
from proctor.host.shell.isolation import CONFINED, OPEN, SEALED, shell_isolation
from proctor.host.shell.order import Order
from proctor.host.shell.owner import hand_over
from proctor.record.restore import put_file
from proctor.record.tree import TreeFile
from proctor.sandbox import abilities, bubblewrap, landlock
from proctor.sandbox.account import can_become


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A system with vim, nano and fish."""
    for name in ("vim", "nano", "fish"):
        _program(tmp_path / "usr" / "bin", name)
    return tmp_path / "usr"


def test_the_named_editor_is_taken_with_its_arguments(system: Path) -> None:
    """VISUAL comes before EDITOR, and nobody who names none gets one."""
    path, visible = str(system / "bin"), seen_below([str(system)])
    offered = {"VISUAL": "nano -w", "EDITOR": "vim", "SHELL": str(system / "bin" / "fish")}
    assert choose(offered, path, visible) == Choice("nano -w", str(system / "bin" / "fish"))
    assert choose({"EDITOR": "vim"}, path, visible).editor == "vim"
    assert not choose({}, path, visible).editor


@pytest.mark.parametrize("named", ["emacs", "/opt/emacs/bin/emacs", "'unbalanced", "$(touch x)"])
def test_an_editor_that_is_not_there_is_replaced(system: Path, named: str) -> None:
    """By the first known one, and the person is told."""
    choice = choose({"EDITOR": named, "SHELL": "/opt/shell"}, str(system / "bin"), seen_below([str(system)]))
    assert choice.editor == "vim"
    assert named in choice.word
    assert choice.shell.startswith("/bin/")


def test_a_link_that_leads_outside_is_not_there(system: Path, tmp_path: Path) -> None:
    """Inside, it would lead nowhere."""
    (system / "bin" / "code").symlink_to(_program(tmp_path / "home", "code"))
    assert choose({"EDITOR": "code"}, str(system / "bin"), seen_below([str(system)])).editor == "vim"


def test_a_path_keeps_only_what_exists_inside(system: Path, tmp_path: Path) -> None:
    """Ours first, nothing twice, nothing relative."""
    (tmp_path / "home").mkdir()
    offered = os.pathsep.join([str(tmp_path / "home"), "bin", str(system / "bin"), "/usr/bin"])
    found = search_path(("/ours",), offered, seen_below([str(system), "/usr"])).split(os.pathsep)
    assert found[:3] == ["/ours", str(system / "bin"), "/usr/bin"]
    assert str(tmp_path / "home") not in found
    assert "bin" not in found
    assert len(found) == len(set(found))


def test_no_variable_that_chooses_programs_is_harmless() -> None:
    """These reach what runs outside of the sandbox."""
    offered = dict.fromkeys(
        (
            "PATH",
            "HOME",
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "SHELL",
            "EDITOR",
            "PROCTOR_ENGINE",
            "PROCTOR_RUNTIME",
            "LD_PRELOAD",
        ),
        "x",
    )
    assert harmless({**offered, "LANG": "C.UTF-8", "LC_ALL": "C", "NO_COLOR": "1", "TZ": "UTC"}).keys() == {
        "LANG", "LC_ALL", "NO_COLOR", "TZ",
    }  # fmt: skip


def test_the_window_has_the_terminals_own_type() -> None:
    """Tmux is another terminal than the one it runs in."""
    inside = handed_in({"TERM": "xterm-kitty", "EDITOR": "vi"}, Choice("vi", "/bin/sh"), {"TERM": "screen-256color"})
    assert inside["TERM"] == "screen-256color"
    assert inside["EDITOR"] == "vi"


def test_habits_are_small_plain_files_of_editors(tmp_path: Path) -> None:
    """Start files of shells and what is too large stay where they are."""
    (tmp_path / ".vimrc").write_text("set number\n")
    (tmp_path / ".bashrc").write_text("export TOKEN=x\n")
    (tmp_path / ".nanorc").write_text("#" * (MOST_BYTES + 1))
    (tmp_path / ".inputrc").mkdir()
    assert habits(tmp_path) == {".vimrc": "set number\n"}


def test_an_order_is_for_one_account_and_comes_back_as_it_was(tmp_path: Path) -> None:
    """It holds the candidate's environment."""
    order = Order(
        session="s",
        workspace="/w",
        sockets="/c",
        level=3,
        candidate="Ada",
        offered={"A": "b"},
        file="a.py",
        switch_key="F12",
    )
    for _ in range(2):
        order.write(tmp_path / "order")
    assert Order.read(tmp_path / "order") == order
    assert (tmp_path / "order").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not can_become(54321), reason="only root can give files away")
def test_a_workspace_that_was_given_away_keeps_its_owner_in_what_is_put_there(tmp_path: Path) -> None:
    """Links are not followed, other names not given away, and what a host writes later belongs to the candidate."""
    workspace, other = tmp_path / "w", tmp_path / "other"
    (workspace / "deep").mkdir(parents=True)
    other.write_text("not theirs")
    (workspace / "link").symlink_to(other)
    os.link(other, workspace / "second-name")
    (workspace / "deep" / "file").write_text("theirs")
    hand_over(workspace, 54321)
    put_file(workspace, "new/folder/file.py", TreeFile.of(b"starter"))
    for name in ("", "deep", "deep/file", "link", "new", "new/folder", "new/folder/file.py"):
        assert (workspace / name).lstat().st_uid == 54321, name
    assert other.stat().st_uid == 0


def test_isolation_is_found_out_once_and_said_in_words() -> None:
    """Every level has its sentence; what is missing stands behind it."""
    found = shell_isolation()
    assert found is shell_isolation()
    assert found.note.startswith("editor and shell")
    if sys.platform != "linux":
        assert found.level == 0


@pytest.mark.skipif(sys.platform != "linux", reason="sandboxes exist on Linux only")
def test_what_is_missing_lowers_the_level_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """First the rules of the kernel, then nothing."""
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    without = shell_isolation.__wrapped__()
    assert without.level == (CONFINED if landlock.abi() and abilities.call_filter().works else OPEN)
    assert "bubblewrap is not installed" in without.note
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    assert shell_isolation.__wrapped__().level == OPEN


def test_what_every_program_may_read_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions beside the packages of this Python would be in every sandbox."""
    assert not exposed([tmp_path])
    beside = Path(sys.prefix) / "sessions"
    assert str(beside) in exposed([tmp_path, beside])
    monkeypatch.setenv("PROCTOR_SESSIONS", str(beside))
    found = shell_isolation.__wrapped__()
    assert found.level == OPEN
    assert "keep sessions and exercises elsewhere" in found.note


@pytest.mark.skipif(sys.platform != "linux", reason="sandboxes exist on Linux only")
def test_a_sandbox_that_does_not_start_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program of that name proves nothing; its own words say why."""
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "program", lambda: str(broken))
    found = shell_isolation.__wrapped__()
    assert found.level < SEALED
    assert "setting up uid map" in found.note


async def test_the_rehearsal_follows_no_link_out_of_the_workspace(tmp_path: Path) -> None:
    """A host that may read more than the candidate must not be sent for it."""
    record: list[object] = []
    secret, workspace = tmp_path / "secret.py", tmp_path / "w"
    workspace.mkdir()
    secret.write_text("what only the host may read")
    (workspace / tour.FILE).symlink_to(secret)
    rehearsal = Rehearsal(SimpleNamespace(record=record.append), SimpleNamespace(), workspace)
    await rehearsal.look()
    assert record == []
