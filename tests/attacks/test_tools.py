"""The attackers' tools work: what is refused is refused for what is wrong with it, and what is open is found."""

import struct
import sys
from typing import Any

import msgspec
import pytest

from proctor.checks.wire.errors import WireError
from proctor.checks.wire.frames import PREFIX, decode_reply
from proctor.checks.wire.messages import Called
from tests.attacks.arena import Arena
from tests.attacks.attack import HELD
from tests.attacks.programs import ATTACKS
from tests.attacks.programs.frames import SPEAK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs are for Linux")
HARMLESS = ("other-processes", "secrets-by-content", "locks-on-shared-files", "vsock-and-other-families",
            "files-of-the-system")  # fmt: skip


def tools() -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(SPEAK, space)  # noqa: S102 - our own text
    return space


def decoded(frame: bytes) -> object:
    header, body = PREFIX.unpack(frame[: PREFIX.size])
    rest = frame[PREFIX.size :]
    assert len(rest) == header + body
    return decode_reply(rest[:header], bytearray(rest[header:])).message


def test_a_forged_frame_without_a_fault_is_a_proper_answer() -> None:
    have = tools()
    frame = have["called"](have["REF"], [have["form"]()], have["FLOATS"])
    assert isinstance(decoded(frame), Called)


@pytest.mark.parametrize(
    "form",
    [
        {"shape": (-3, 4)},
        {"strides": (-4, 1)},
        {"offset": 1 << 62},
        {"dtype": "object"},
        {"dtype": "int32", "grad": True},
        {"device": "cuda:0"},
        {"shape": (0, 1 << 62), "strides": (1, 1)},
    ],
)
def test_one_fault_is_enough(form: dict[str, Any]) -> None:
    have = tools()
    with pytest.raises(WireError):
        decoded(have["called"](have["REF"], [have["form"](**form)], have["FLOATS"]))


def test_the_prefix_is_the_protocols() -> None:
    assert tools()["frame"]([["done"], []])[: PREFIX.size] == struct.pack(
        ">IQ", len(msgspec.msgpack.encode([["done"], []])), 0
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_for_holes_finds_them_where_nothing_is_closed(opened: Arena, name: str) -> None:
    """With limits only (level 1) the harmless ones among the programs must not come back empty-handed."""
    (attack,) = (attack for attack in ATTACKS if attack.name == name)
    assert HELD not in opened.fight_open(attack)
