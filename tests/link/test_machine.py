"""The machine's clock and the identity of its boot."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.link.machine import boot_id, boot_ns, utc_text


@settings(deadline=None, database=None, max_examples=20)
@given(st.integers(1, 50))
def test_the_boot_clock_never_goes_back(readings: int) -> None:
    read = [boot_ns() for _ in range(readings)]
    assert read == sorted(read)
    assert read[0] > 0


def test_one_boot_has_one_identity() -> None:
    assert boot_id() == boot_id()
    assert boot_id()


def test_the_wall_clock_is_written_in_utc_with_microseconds() -> None:
    text = utc_text()
    assert len(text) == len("2026-03-01T12:00:00.000000Z")
    assert text.endswith("Z")
    assert abs(datetime.fromisoformat(text) - datetime.now(UTC)) < timedelta(minutes=1)
