"""A screen's connection: folded state, bursts, resuming, refusals, and losing the host."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from proctor.errors import ExitCode, HostUnreachable, ProctorError
from proctor.link import live
from proctor.link import messages as m
from proctor.link.live import LiveLink
from proctor.session import events as ev
from proctor.session.phases import Phase
from tests.link.stand_in import StandIn, until
from tests.session.sitting import Sitting, in_work


class Follower:
    """A screen: follows in the background and keeps the bursts, as lists of seq."""

    def __init__(self, link: LiveLink) -> None:
        self.link = link
        self.bursts: list[list[int]] = []
        self.task = asyncio.create_task(self.follow())

    async def follow(self) -> None:
        """Until the connection ends."""
        async for session, events in self.link.follow():
            assert session is self.link.session
            self.bursts.append([event.seq for event in events])

    @property
    def seen(self) -> list[int]:
        """The seq of every event that arrived."""
        return [seq for burst in self.bursts for seq in burst]


@pytest_asyncio.fixture
async def link(host: StandIn) -> AsyncIterator[LiveLink]:
    """A connected screen."""
    connected = await LiveLink(host.path, name="Ada").connect()
    yield connected
    await connected.close()


async def test_a_screen_introduces_itself_and_is_welcomed(host: StandIn, link: LiveLink) -> None:
    assert link.welcome is not None
    assert (link.welcome.session, link.welcome.role) == ("s1", "candidate")
    assert host.hellos == [m.Hello(client=link.client, name="Ada", screen=True, from_seq=m.ALL_EVENTS)]
    assert link.client


async def test_the_past_arrives_and_folds_to_the_hosts_state(host: StandIn) -> None:
    host.sitting = in_work()
    link = await LiveLink(host.path).connect()
    follower = Follower(link)
    await until(lambda: len(follower.seen) == 3)
    assert link.session == host.sitting.session
    await link.close()
    await follower.task


async def test_events_that_come_together_are_one_burst(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    await until(lambda: follower.seen == [1])
    for tree in ("t1", "t2", "t3"):
        host.sitting.save(tree)
    host.tell(*host.told(1))
    await until(lambda: len(follower.seen) == 4)
    assert follower.bursts[-1] == [2, 3, 4]
    host.tell(*host.told(3))
    host.sitting.save("t4")
    host.tell(*host.told(4))
    await until(lambda: link.session == host.sitting.session)


async def test_a_dropped_connection_resumes_after_the_last_event(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    await until(lambda: follower.seen == [1])
    host.drop()
    await follower.task
    assert link.session == host.sitting.session
    host.sitting = in_work()
    again = Follower(await link.connect())
    await until(lambda: again.seen == [2, 3])
    assert host.hellos[-1].from_seq == 1
    assert host.hellos[-1].client == host.hellos[0].client
    assert link.session is not None
    assert (link.session.phase, link.session) == (Phase.WORK, host.sitting.session)


async def test_events_that_arrive_twice_count_once(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    host.sitting.save("t1")
    host.tell(*host.told(1), *host.told(0), *host.told(1))
    await until(lambda: len(follower.seen) >= 4)
    assert link.session == host.sitting.session


async def test_what_is_private_does_not_enter_the_shared_state(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    await until(lambda: follower.seen == [1])
    before = link.session
    note = Sitting().note(ev.NoteAdded(text="calm", at=ev.Anchor(t_s=3.0))).journal[1]
    host.tell(m.Told(event=note, private=True))
    await until(lambda: link.observations.notes)
    assert link.session is before
    assert follower.bursts[-1] == []
    assert link.observations.seq == note.seq


async def test_acts_are_answered_by_their_id_in_any_order(host: StandIn, link: LiveLink) -> None:
    Follower(link)
    host.answer = lambda _act: None
    first, second = asyncio.create_task(link.act("check")), asyncio.create_task(link.act("pause", reason="break"))
    await until(lambda: len(host.acts) == 2)
    assert host.acts[1].args == {"reason": "break"}
    host.tell(m.Done(id=host.acts[1].id, result={"n": 2}), m.Done(id=99), m.Done(id=host.acts[0].id, result={"n": 1}))
    assert (await first, await second) == ({"n": 1}, {"n": 2})


async def test_an_argument_may_be_called_self(host: StandIn, link: LiveLink) -> None:
    Follower(link)
    await link.act("feedback", self=True, do="it")
    assert host.acts[0].args == {"self": True, "do": "it"}


async def test_a_refusal_is_raised_with_the_hosts_words_and_code(host: StandIn, link: LiveLink) -> None:
    Follower(link)
    host.answer = lambda act: m.Refused(id=act.id, message="cannot submit: no", hint="wait", code=ExitCode.PACKAGE)
    with pytest.raises(ProctorError, match="cannot submit: no") as caught:
        await link.act("submit")
    assert (caught.value.hint, caught.value.exit_code) == ("wait", ExitCode.PACKAGE)
    host.answer = lambda act: m.Done(id=act.id)
    assert await link.act("submit") == {}


async def test_acts_that_wait_when_the_host_goes_are_told_so(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    host.answer = lambda _act: None
    waiting = asyncio.create_task(link.act("submit"))
    await until(lambda: host.acts)
    host.drop()
    with pytest.raises(HostUnreachable, match="lost"):
        await waiting
    await follower.task


async def test_nothing_can_be_asked_over_a_lost_connection(host: StandIn, link: LiveLink) -> None:
    follower = Follower(link)
    await until(lambda: follower.seen)
    host.drop()
    await follower.task
    with pytest.raises(HostUnreachable, match="not connected"):
        await asyncio.wait_for(link.act("submit"), 5)


async def test_nothing_can_be_asked_before_connecting_or_after_leaving(host: StandIn) -> None:
    link = LiveLink(host.path)
    with pytest.raises(HostUnreachable, match="not connected"):
        await link.act("submit")
    assert [burst async for burst in link.follow()] == []
    await link.connect()
    await link.close()
    await link.close()
    with pytest.raises(HostUnreachable, match="not connected"):
        await link.act("submit")


async def test_nonsense_from_the_host_ends_the_connection_and_what_waits_on_it(host: StandIn, link: LiveLink) -> None:
    host.answer = lambda _act: None
    waiting = asyncio.create_task(link.act("submit"))
    await until(lambda: host.acts)
    for writer in host.writers:
        writer.write(b"nonsense\n")
    with pytest.raises(HostUnreachable, match="unreadable"):
        _ = [burst async for burst in link.follow()]
    with pytest.raises(HostUnreachable):
        await waiting


async def test_nobody_listening_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HostUnreachable, match="no host answers") as caught:
        await LiveLink(tmp_path / "nobody").connect()
    assert "proctor join" in caught.value.hint
    assert caught.value.exit_code is ExitCode.UNREACHABLE


@pytest.mark.parametrize("greeting", [b"", b"nonsense\n", b'{"t": "ok", "id": 1}\n', b'{"t": "welcome"}\n'])
async def test_a_host_that_does_not_greet_counts_as_unreachable(host: StandIn, greeting: bytes) -> None:
    host.greeting = greeting
    with pytest.raises(HostUnreachable):
        await LiveLink(host.path).connect()


async def test_a_host_that_is_stuck_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "GREETING_S", 0.05)
    with socket.socket(socket.AF_UNIX) as stuck:
        stuck.bind(str(tmp_path / "s"))
        stuck.listen()
        with pytest.raises(HostUnreachable, match="nothing in"):
            await LiveLink(tmp_path / "s").connect()


async def test_being_refused_at_the_door_is_raised_with_the_reason(host: StandIn) -> None:
    host.greeting = m.line(m.Refused(id=0, message="another version", hint="install the same one", code=4))
    with pytest.raises(ProctorError, match="another version") as caught:
        await LiveLink(host.path).connect()
    assert (caught.value.hint, caught.value.exit_code) == ("install the same one", ExitCode.UNREACHABLE)


async def test_the_time_is_the_hosts_time(host: StandIn) -> None:
    host.ahead_ns = 10**15
    host.sitting = in_work()
    link = await LiveLink(host.path).connect()
    assert link.now_s() == 0.0
    follower = Follower(link)
    await until(lambda: link.session is not None)
    assert link.welcome is not None
    assert link.now_s() >= link.welcome.boot_ns / 1e9 >= 1e6
    await link.close()
    await follower.task
