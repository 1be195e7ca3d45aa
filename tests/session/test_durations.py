"""Lengths of time, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import UsageError
from proctor.session.durations import clock_text, length_text, parse_duration_s


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (0.01, "0:01"), (41.2, "0:42"), (60, "1:00"), (4325, "72:05"), (-3, "0:00")],
)
def test_a_countdown_says_zero_only_when_it_is_over(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(40, "40 s"), (60, "1 min"), (90, "1 min 30 s"), (4500, "75 min"), (0.2, "0 s"), (-5, "0 s")]
)
def test_a_length_reads_as_part_of_a_sentence(seconds: float, text: str) -> None:
    assert length_text(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10", 600),
        ("0.5", 30),
        ("90s", 90),
        ("10m", 600),
        ("10 min", 600),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1h30", 5400),
        (" 1H 5M 7S ", 3907),
        ("2m30s", 150),
    ],
)
def test_a_length_is_understood_as_a_person_writes_it(text: str, seconds: float) -> None:
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "-5", "5 parrots", "1.5.5", "1e3", "nan", "inf", "m", "10 5", "30s 1h", "5m5m", "9" * 400, "٣m"],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="not a length of time") as caught:
        parse_duration_s(text)
    assert "90s" in caught.value.hint


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, seconds: int) -> None:
    assert parse_duration_s(f"{hours}h{minutes}m{seconds}s") == hours * 3600 + minutes * 60 + seconds


@given(st.text(max_size=12))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    try:
        assert 0 <= parse_duration_s(text) < float("inf")
    except UsageError:
        return
