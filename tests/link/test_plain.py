"""A plain command's connection: one act, one answer."""

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proctor.errors import ExitCode, HostUnreachable, ProctorError
from proctor.link import messages as m
from proctor.link.plain import PlainLink, raised
from tests.link.stand_in import StandIn


async def blocking(call: Callable[[], Any]) -> Any:
    """Run a blocking client beside the host of the same test."""
    return await asyncio.to_thread(call)


def act(path: Path, do: str, **args: Any) -> dict[str, Any]:
    with PlainLink(path, name="Ada") as link:
        return link.act(do, args)


async def test_an_act_is_carried_out_and_answered(host: StandIn) -> None:
    assert await blocking(lambda: act(host.path, "pause", reason="break")) == {"did": "pause", "reason": "break"}
    assert host.hellos == [m.Hello(name="Ada", from_seq=m.NO_EVENTS)]


async def test_several_acts_go_over_one_connection(host: StandIn) -> None:
    def both() -> list[dict[str, Any]]:
        with PlainLink(host.path) as link:
            assert link.welcome.session == "s1"
            return [link.act("check"), link.act("submit")]

    assert await blocking(both) == [{"did": "check"}, {"did": "submit"}]
    assert [asked.id for asked in host.acts] == [1, 2]


async def test_events_and_other_answers_in_between_are_passed_over(host: StandIn) -> None:
    def answer(asked: m.Act) -> m.FromHost:
        host.tell(m.Told(event=host.sitting.journal[0]), m.Done(id=77), m.Refused(id=78, message="not yours"))
        return m.Done(id=asked.id, result={"mine": True})

    host.answer = answer
    assert await blocking(lambda: act(host.path, "check")) == {"mine": True}


async def test_a_refusal_is_raised_with_words_hint_and_exit_code(host: StandIn) -> None:
    host.answer = lambda asked: m.Refused(id=asked.id, message="cannot submit: no", hint="wait", code=3)
    with pytest.raises(ProctorError, match="cannot submit: no") as caught:
        await blocking(lambda: act(host.path, "submit"))
    assert (caught.value.hint, caught.value.exit_code) == ("wait", ExitCode.PACKAGE)


async def test_a_message_that_the_host_could_not_read_is_a_refusal_too(host: StandIn) -> None:
    host.answer = lambda _asked: m.Refused(id=0, message="unreadable message")
    with pytest.raises(ProctorError, match="unreadable message"):
        await blocking(lambda: act(host.path, "submit"))


async def test_being_refused_at_the_door_is_raised_with_the_reason(host: StandIn) -> None:
    host.greeting = m.line(m.Refused(id=0, message="another account", code=4))
    with pytest.raises(ProctorError, match="another account") as caught:
        await blocking(lambda: PlainLink(host.path))
    assert caught.value.exit_code is ExitCode.UNREACHABLE


@pytest.mark.parametrize("greeting", [b"", b"nonsense\n", b'{"t": "ok", "id": 1}\n'])
async def test_a_host_that_does_not_greet_counts_as_unreachable(host: StandIn, greeting: bytes) -> None:
    host.greeting = greeting
    with pytest.raises(HostUnreachable):
        await blocking(lambda: PlainLink(host.path))


async def test_a_host_that_goes_during_an_act_is_said(host: StandIn) -> None:
    def go(_asked: m.Act) -> None:
        host.drop()

    host.answer = go
    with pytest.raises(HostUnreachable, match="closed the connection") as caught:
        await blocking(lambda: act(host.path, "submit"))
    assert "proctor join" in caught.value.hint


def test_nobody_listening_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HostUnreachable, match="no host answers") as caught:
        PlainLink(tmp_path / "nobody")
    assert "proctor join" in caught.value.hint
    assert caught.value.exit_code is ExitCode.UNREACHABLE


def test_a_host_that_is_stuck_is_not_waited_for_without_end(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stuck:
        stuck.bind(str(tmp_path / "s"))
        stuck.listen()
        with pytest.raises(HostUnreachable, match="does not answer"):
            PlainLink(tmp_path / "s", timeout_s=0.05)


def test_what_a_leaving_host_said_is_read_even_when_it_no_longer_listens(tmp_path: Path) -> None:
    farewell = m.line(m.Refused(id=0, message="this session belongs to another account", code=4))

    def refuse(listening: socket.socket) -> None:
        guest, _ = listening.accept()
        with guest:
            guest.sendall(farewell)
            guest.shutdown(socket.SHUT_RD)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        door = threading.Thread(target=refuse, args=(listening,))
        door.start()
        with pytest.raises(ProctorError, match="another account"):
            PlainLink(tmp_path / "s")
        door.join()


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_survives_the_way(code: ExitCode) -> None:
    assert raised(m.Refused(id=1, message="no", code=code)).exit_code is code


def test_an_exit_code_that_only_a_newer_host_knows_is_a_plain_refusal() -> None:
    assert raised(m.Refused(id=1, message="no", code=99)).exit_code is ExitCode.USAGE
