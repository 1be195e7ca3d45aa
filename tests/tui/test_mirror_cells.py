"""Columns stay columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from proctor.tui.mirror.cells import cells, cut, in_ascii, marked
from proctor.tui.mirror.sgr import PLAIN, Pen, Run

BOLD = Pen(bold=True)
_ODD = st.text(alphabet="a漢字é\u0301\u0308─█👨\u200d👩👍🏽🇩🇪❤\ufe0fกำ ")


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("ab", [1, 1]),
        ("漢a", [2, 1]),
        ("e\u0301a", [1, 1]),
        ("👨\u200d👩\u200d👧a", [2, 1]),
        ("❤\ufe0fa", [1, 1]),
        ("👍🏽a", [2, 2, 1]),
        ("🇩🇪a", [1, 1, 1]),
        ("\u0301a", [1]),
    ],
)
def test_characters_have_the_cells_that_tmux_gives_them(text: str, widths: list[int]) -> None:
    """Measured with tmux 3.3a by the cursor's column."""
    assert [cell.width for cell in cells(text)] == widths


@given(_ODD)
def test_what_is_painted_is_as_wide_as_its_cells(text: str) -> None:
    """Also when cells stand side by side, and in ASCII."""
    found = list(cells(text))
    assert cell_len("".join(cell.text for cell in found)) == sum(cell.width for cell in found)
    plain = in_ascii(text)
    assert plain.isascii()
    assert len(plain) == sum(cell.width for cell in found)


@given(
    st.lists(st.builds(Run, _ODD.filter(bool), st.sampled_from([PLAIN, BOLD]))), st.integers(0, 30), st.integers(1, 30)
)
def test_a_cut_row_is_exactly_as_wide_as_asked(row: list[Run], left: int, width: int) -> None:
    """Half a wide character is a space."""
    assert cell_len("".join(run.text for run in cut(row, left, width))) == width


def test_wide_characters_at_both_edges_leave_spaces() -> None:
    """Three wide ones, seen from the second column to the fifth."""
    assert cut([Run("漢字漢", PLAIN)], 1, 4) == [Run(" 字 ", PLAIN)]


def test_the_cursor_reverses_one_cell() -> None:
    """A wide one as a whole; what was reversed is not."""
    assert marked([Run("a漢b", PLAIN)], 2) == [Run("a", PLAIN), Run("漢", Pen(reverse=True)), Run("b", PLAIN)]
    assert marked([Run("ab", Pen(reverse=True))], 0) == [Run("a", PLAIN), Run("b", Pen(reverse=True))]


def test_boxes_stay_boxes_in_ascii() -> None:
    """Lines, corners and blocks."""
    assert in_ascii("┌─┐│█漢é") == "+-+|#???"
