"""Rows of the replay with a left and a right part, and the words in them."""

from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.replay.drawn import Piece, Row, cut, row_width, shared

TEXTS = st.text(st.sampled_from("ab 漢字é|"), max_size=30)
PIECES = st.tuples(TEXTS, st.just("text"))
ROWS = st.lists(PIECES, max_size=4)


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


@given(ROWS, PIECES, ROWS, st.integers(8, 80))
def test_two_parts_share_a_row(first: Row, last: Piece, right: Row, width: int) -> None:
    """What the left one begins with is never cut; its last piece is, as far as the right one needs it."""
    row = shared([*first, last], right, width)
    assert words(row).startswith(words(first))
    if row_width(first) + row_width(right) + 2 <= width:
        assert row_width(row) <= width or not right
        assert words(row).endswith(words(right))
    if row_width([*first, last]) + row_width(right) + 2 <= width:
        assert words(row).startswith(words([*first, last]))


def test_what_is_long_on_the_left_makes_room() -> None:
    row = shared([("save 37/40", "strong"), (" (submitted, feedback)", "place")], [("idle skipped", "muted")], 40)
    assert words(row) == "save 37/40 (submitted, f..  idle skipped"
