"""Rows of the replay with a left and a right part, and the words in them."""

from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.replay.drawn import Row, cut, row_width, shared

TEXTS = st.text(st.sampled_from("ab 漢字é|"), max_size=30)
ROWS = st.lists(st.tuples(TEXTS, st.just("text")), max_size=4)


def words(row: Row) -> str:
    return "".join(text for text, _ in row)


@given(TEXTS, st.integers(0, 40))
def test_a_text_is_cut_to_its_columns_and_says_so(text: str, width: int) -> None:
    shorter = cut(text, width)
    assert row_width([(shorter, "text")]) <= width
    if row_width([(text, "text")]) <= width:
        assert shorter == text
    else:
        assert shorter.endswith(".."[:width])


@given(ROWS, ROWS, st.integers(8, 60))
def test_two_parts_share_a_row(left: Row, right: Row, width: int) -> None:
    """Neither is lost: the right one is whole where it leaves the left one half of the row."""
    row = shared(left, right, width)
    assert row_width(row) <= width
    if row_width(right) <= width // 2 - 1:
        assert words(row).endswith(words(right))
    if row_width(left) + row_width(right) + 2 <= width:
        assert words(row).startswith(words(left))


def test_what_is_long_on_the_left_makes_room() -> None:
    row = shared([("save 37/40", "strong"), (" (submitted, feedback)", "place")], [("idle skipped", "muted")], 40)
    assert words(row) == "save 37/40 (submitted, f..  idle skipped"
