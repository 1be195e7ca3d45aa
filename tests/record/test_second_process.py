"""A second process gives what it was asked for, or nothing; and none is left."""

import os
import signal
import subprocess
from io import BytesIO
from typing import BinaryIO

import pytest

from proctor.record.second_process import give, second_process, taken

_MUCH = bytes(range(256)) * 20_000


def _much(giving: BinaryIO) -> None:
    giving.write(_MUCH)


def test_what_it_writes_is_read(capfd: pytest.CaptureFixture[str]) -> None:
    with second_process(_much) as given:
        assert given.read() == _MUCH
    assert capfd.readouterr() == ("", "")


def test_portions_are_read_as_they_were_given() -> None:
    def giving_two(giving: BinaryIO) -> None:
        give(_MUCH, giving)
        give(b"", giving)

    with second_process(giving_two) as given:
        assert taken(given) == _MUCH
        assert taken(given) == b""
        with pytest.raises(EOFError):
            taken(given)


@pytest.mark.parametrize("cut_bytes", [1, 7, 8, 9, 15])
def test_a_portion_that_was_cut_short_is_none(cut_bytes: int) -> None:
    whole = BytesIO()
    give(b"portion!", whole)
    with pytest.raises(EOFError):
        taken(BytesIO(whole.getvalue()[:cut_bytes]))


def test_it_says_nothing_where_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    def failing(giving: BinaryIO) -> None:
        giving.write(b"begun")
        raise KeyError

    with second_process(failing) as given:
        assert given.read() == b"begun"
    assert capfd.readouterr() == ("", "")


def test_there_is_nothing_where_no_process_is_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    with second_process(_much) as given:
        assert given.read() == b""


def test_there_is_nothing_where_it_is_killed() -> None:
    with second_process(lambda _: os.kill(os.getpid(), signal.SIGKILL)) as given:
        assert given.read() == b""


@pytest.mark.parametrize("work", [lambda _: None, lambda _: signal.pause(), _much])
def test_no_process_is_left(work: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it has ended, would never end, or waits until somebody reads."""
    forked, made = os.fork, []

    def noted() -> int:
        made.append(forked())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    with second_process(work):  # type: ignore[arg-type]
        pass
    assert len(made) == 1
    with pytest.raises(ChildProcessError):
        os.waitpid(made[0], os.WNOHANG)


def test_what_it_has_started_ends_with_it() -> None:
    """A program that would go on for long: what it holds open is closed once it is gone."""
    heard, held = os.pipe()

    def starting(giving: BinaryIO) -> None:
        running = subprocess.Popen(["sleep", "600"], pass_fds=[held])
        give(b"started", giving)
        running.wait()

    with second_process(starting) as given:
        assert taken(given) == b"started"
        os.close(held)
    assert os.read(heard, 1) == b""
    os.close(heard)
