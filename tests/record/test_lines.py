"""One envelope, one line, byte for byte."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.record.lines import LineError, compact_json, decode_line, encode_line
from proctor.session.envelope import CHAIN_START, Envelope

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def envelope(data: object, *, v: int = 1, after: int | None = None) -> Envelope:
    return Envelope(
        v=v, seq=1, at_utc="t", boot_ns=5, by="host", kind="k", data=compact_json(data), prev=CHAIN_START, after=after
    )


@given(JSON)
def test_what_goes_in_comes_out_from_one_ascii_line(data: object) -> None:
    line = encode_line(envelope(data))
    assert line.isascii()
    assert b"\n" not in line
    assert decode_line(line) == envelope(data)
    assert msgspec.json.decode(decode_line(line).data) == data


def test_the_line_is_checksum_space_json_in_the_order_of_the_fields() -> None:
    assert encode_line(envelope({"a": "é\U0001f600"}, after=7)) == (
        b'53414e46 {"v":1,"seq":1,"at_utc":"t","boot_ns":5,"by":"host","kind":"k","data":{"a":"\\u00e9\\ud83d\\ude00"},'
        b'"prev":"' + b"0" * 64 + b'","after":7}'
    )


def test_after_is_left_out_of_a_public_line() -> None:
    assert b"after" not in encode_line(envelope({}))


def test_another_spelling_of_the_same_checksum_is_refused() -> None:
    line = encode_line(envelope({}))
    assert line[:8].upper() != line[:8]
    with pytest.raises(LineError, match="checksum"):
        decode_line(line[:8].upper() + line[8:])


def test_a_format_of_the_future_is_refused_by_name() -> None:
    with pytest.raises(LineError, match="format 2"):
        decode_line(encode_line(envelope({}, v=2)))


def test_given_json_is_checked_and_put_on_one_line() -> None:
    assert bytes(compact_json(b'{"a": 1,\n "b": [ ]}')) == b'{"a":1,"b":[]}'
    with pytest.raises(ValueError, match="truncated"):
        compact_json(b'{"a": 1')
