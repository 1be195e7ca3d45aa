"""What travels on the sockets: it comes back as it was, and neighbouring versions understand each other."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.link import messages as m
from tests.session.sitting import in_work

text = st.text(max_size=20)
numbers = st.integers(-(2**53), 2**53)
values = st.dictionaries(
    text, st.one_of(text, st.booleans(), numbers, st.none(), st.lists(text, max_size=2)), max_size=3
)
clients: st.SearchStrategy[m.FromClient] = st.one_of(
    st.builds(m.Hello, client=text, name=text, screen=st.booleans(), from_seq=numbers, from_private=numbers),
    st.builds(m.Act, id=numbers, do=text, args=values),
)
hosts: st.SearchStrategy[m.FromHost] = st.one_of(
    st.builds(m.Welcome, session=text, role=text, version=text, proto=numbers, seq=numbers, boot_ns=numbers),
    st.builds(m.Done, id=numbers, result=values),
    st.builds(m.Refused, id=numbers, message=text, hint=text, code=numbers),
    st.builds(m.Told, event=st.sampled_from(in_work().journal), private=st.booleans()),
)


@settings(deadline=None, database=None)
@given(clients)
def test_what_a_client_says_arrives_as_one_line(message: m.FromClient) -> None:
    line = m.line(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert m.from_client.decode(line) == message


@settings(deadline=None, database=None)
@given(hosts)
def test_what_a_host_says_arrives_as_one_line(message: m.FromHost) -> None:
    line = m.line(message)
    assert line.count(b"\n") == 1
    assert m.from_host.decode(line) == message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"t": "hello", "mood": "fine"}\n', m.Hello()),
        (b'{"t": "act", "id": 1, "do": "submit", "urgent": true}\n', m.Act(id=1, do="submit")),
    ],
)
def test_fields_that_only_a_newer_version_knows_are_ignored(line: bytes, message: m.FromClient) -> None:
    assert m.from_client.decode(line) == message


def test_an_event_of_an_unknown_kind_travels_whole() -> None:
    envelope = in_work().note_raw("hologram.shown", b'{"size": {"x": [1, 2]}}').journal[-1]
    arrived = m.from_host.decode(m.line(m.Told(event=envelope)))
    assert isinstance(arrived, m.Told)
    assert arrived.event == envelope
    assert msgspec.json.decode(arrived.event.data) == {"size": {"x": [1, 2]}}


@pytest.mark.parametrize(
    "line", [b"\n", b"{}\n", b'{"t": "dance"}\n', b'{"t": "act", "id": "1", "do": "x"}\n', b"[]\n"]
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    decoders: tuple[msgspec.json.Decoder[Any], ...] = (m.from_client, m.from_host)
    for decoder in decoders:
        with pytest.raises(msgspec.DecodeError):
            decoder.decode(line)


def test_a_role_is_nothing_that_a_client_can_say() -> None:
    assert {"role", "by", "actor"}.isdisjoint(m.Hello.__struct_fields__ + m.Act.__struct_fields__)
