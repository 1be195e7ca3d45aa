"""The picture of a terminal is the fold of its records, from any whole one on."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from proctor.session.screen import MAX_COLUMNS, MAX_LINES, Screen, ScreenRecord

TEXTS = st.sampled_from(["", "vim", "\x1b[31mred\x1b[0m", "広い", "x" * 200])


@st.composite
def records(draw: st.DrawFn) -> list[ScreenRecord]:
    """A whole record, then changes of it, whole ones again now and then, as a host makes them."""
    found: list[ScreenRecord] = []
    columns, lines = 80, 24
    for number in range(draw(st.integers(1, 12))):
        whole = number == 0 or draw(st.booleans())
        if whole:
            columns, lines = draw(st.sampled_from([(80, 24), (20, 5), (200, 60)]))
        rows = draw(st.dictionaries(st.integers(0, lines - 1), TEXTS, max_size=4))
        cursor = draw(st.one_of(st.none(), st.tuples(st.integers(0, columns - 1), st.integers(0, lines - 1))))
        found.append(
            ScreenRecord(
                t_s=float(number),
                window=draw(st.sampled_from(["Work", "Editor"])),
                columns=columns,
                lines=lines,
                rows=rows,
                cursor=cursor,
                whole=whole,
            )
        )
    return found


def drawn(told: list[ScreenRecord], onto: Screen | None = None) -> Screen:
    picture = onto or Screen()
    for record in told:
        picture = picture.after(record)
    return picture


@given(records())
def test_who_comes_late_sees_the_same(told: list[ScreenRecord]) -> None:
    for length in range(1, len(told) + 1):
        before = drawn(told[:length])
        late = Screen().after(before.whole())
        assert late == before
        assert drawn(told[length:], late) == drawn(told)


@given(records())
def test_what_came_before_a_whole_record_does_not_matter(told: list[ScreenRecord]) -> None:
    last = max(number for number, record in enumerate(told) if record.whole)
    assert drawn(told[last:]) == drawn(told)


@given(records())
def test_a_record_travels_as_it_is(told: list[ScreenRecord]) -> None:
    for record in told:
        assert msgspec.json.decode(msgspec.json.encode(record), type=ScreenRecord) == record


@given(records())
def test_every_line_has_a_text(told: list[ScreenRecord]) -> None:
    picture = drawn(told)
    assert len(picture.rows) == picture.lines == told[-1].lines
    assert (picture.columns, picture.cursor, picture.window) == (
        told[-1].columns,
        told[-1].cursor,
        told[-1].window,
    )


def test_another_size_without_a_whole_record_begins_empty_rather_than_wrong() -> None:
    first = ScreenRecord(t_s=0.0, window="Work", columns=80, lines=3, rows={0: "a", 2: "c"}, whole=True)
    then = ScreenRecord(t_s=1.0, window="Work", columns=80, lines=2, rows={1: "b"})
    assert drawn([first, then]).rows == ("", "b")


def test_sizes_and_rows_beyond_reason_are_cut() -> None:
    monster = ScreenRecord(
        t_s=0.0, window="Work", columns=10**9, lines=10**9, rows={0: "a", -1: "b", MAX_LINES: "c"}, whole=True
    )
    picture = Screen().after(monster)
    assert (picture.columns, picture.lines, len(picture.rows)) == (MAX_COLUMNS, MAX_LINES, MAX_LINES)
    assert picture.rows[0] == "a"
    assert "b" not in picture.rows
    nothing = ScreenRecord(t_s=0.0, window="", columns=0, lines=-5, rows={0: "a"}, whole=True)
    assert (Screen().after(nothing).lines, Screen().after(nothing).rows) == (0, ())
