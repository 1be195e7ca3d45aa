"""Until when a session is kept, and how a candidate is told."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.keeping import USUAL_DAYS, day_text, is_past, keeping_lines, kept_until, parse_keep_days
from proctor.session.terms import LONGEST_KEPT_DAYS, Terms
from tests.session.sitting import Sitting, agreed, finished


@pytest.mark.parametrize(("words", "days"), [("180d", 180), ("180", 180), ("0", 0), (" 1 day ", 1), ("30 Days", 30)])
def test_a_number_of_days_is_read(words: str, days: int) -> None:
    assert parse_keep_days(words) == days


@pytest.mark.parametrize("words", ["", "d", "-1d", "1w", "1.5d", "for ever", str(LONGEST_KEPT_DAYS + 1), "٣d"])
def test_what_is_no_number_of_days_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_keep_days(words)
    assert "180d" in refused.value.hint


def test_an_agreement_from_before_says_that_nothing_was_agreed() -> None:
    old = msgspec.json.decode(
        msgspec.json.encode(ev.SessionCreated(terms=agreed(), boot_id="b")), type=ev.SessionCreated
    )
    assert b"keep_days" not in msgspec.json.encode(agreed())
    assert (old.terms.keep_days, old.terms.contact) == (0, "")
    assert kept_until(old.terms, "2026-03-01T12:00:00Z") is None


@pytest.mark.parametrize("days", [-1, LONGEST_KEPT_DAYS + 1])
def test_no_agreement_holds_a_number_of_days_that_no_calendar_has(days: int) -> None:
    with pytest.raises(msgspec.ValidationError, match="keep_days"):
        msgspec.convert({**msgspec.to_builtins(agreed()), "keep_days": days}, Terms)


@given(
    st.integers(1, LONGEST_KEPT_DAYS),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 the strategy adds it
)
def test_the_last_day_is_kept_and_the_next_is_not(days: int, ended: datetime) -> None:
    until = kept_until(agreed(keep_days=days), ended.isoformat())
    assert until == (ended + timedelta(days=days)).date()
    midnight = datetime(until.year, until.month, until.day, tzinfo=UTC)
    assert not is_past(until, midnight)
    assert not is_past(until, midnight + timedelta(days=1, microseconds=-1))
    assert is_past(until, midnight + timedelta(days=1))


def test_days_are_those_of_utc_wherever_the_clock_hangs() -> None:
    assert kept_until(agreed(keep_days=1), "2026-03-01T23:30:00-05:00") == date(2026, 3, 3)


@pytest.mark.parametrize("since", ["", "yesterday", "9999-12-31T00:00:00Z"])
def test_a_time_that_no_calendar_has_gives_no_date(since: str) -> None:
    assert kept_until(agreed(keep_days=180), since) is None


def test_what_was_never_agreed_is_never_past() -> None:
    assert not is_past(None, datetime(9999, 1, 1, tzinfo=UTC))


def test_before_the_clock_the_date_is_a_condition_and_afterwards_a_date() -> None:
    terms = agreed(keep_days=USUAL_DAYS, contact="people@example.org")
    before = " ".join(keeping_lines(Sitting(terms).session, "s1"))
    after = " ".join(keeping_lines(finished(terms).session, "s1"))
    day = day_text(date(2026, 3, 1) + timedelta(days=USUAL_DAYS))
    assert f"180 days after the end (until {day} if that is today)" in before
    assert f"Kept until {day}, and then to be deleted." in after
    for said in (before, after):
        assert "interviewers of this session" in said
        assert "proctor export s1 --candidate-copy" in said
        assert said.count("ask people@example.org") == 2


def test_without_a_contact_it_is_the_person_who_invited() -> None:
    assert "ask the person who invited you" in keeping_lines(Sitting(agreed(keep_days=1)).session, "s1")[-1]


def test_a_contact_cannot_paint_on_the_screen() -> None:
    assert "\x1b" not in " ".join(keeping_lines(Sitting(agreed(contact="\x1b[2Jask\nme")).session, "s1"))


def test_practice_is_ones_own_to_delete() -> None:
    said = keeping_lines(finished(agreed(practice=True)).session, "s1")
    assert said[0] == "Kept on this machine until somebody deletes it."
    assert said[-1] == "To have it deleted: proctor purge s1"
