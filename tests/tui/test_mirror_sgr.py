"""Colours of a terminal's row, read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.mirror.sgr import PLAIN, Pen, Run, after, runs


@pytest.mark.parametrize(
    ("codes", "pen"),
    [
        ("", PLAIN),
        ("31", Pen(ink=1)),
        ("97;104", Pen(ink=15, ground=12)),
        ("38;5;208", Pen(ink=208)),
        ("48;2;1;22;255", Pen(ground=(1, 22, 255))),
        ("38:5:208", Pen(ink=208)),
        ("38:2::10:20:30", Pen(ink=(10, 20, 30))),
        ("48:2:10:20:30", Pen(ground=(10, 20, 30))),
        ("1;2;3;5", Pen(bold=True, dim=True, italic=True, blink=True)),
        ("7;8;9;53", Pen(reverse=True, conceal=True, strike=True, overline=True)),
        ("4", Pen(underline=1)),
        ("4:3", Pen(underline=3)),
        ("21", Pen(underline=2)),
        ("4:3;58;2;9;9;9;31", Pen(underline=3, ink=1)),
        ("4:3;58:5:9;31", Pen(underline=3, ink=1)),
        ("31;0;1", Pen(bold=True)),
    ],
)  # fmt: skip
def test_each_code_sets_what_it_says(codes: str, pen: Pen) -> None:
    """In the forms that tmux and programs use."""
    assert after(PLAIN, codes) == pen


@pytest.mark.parametrize("codes", ["22", "23", "24", "25", "27", "28", "29", "39", "49", "55", "4:0"])
def test_each_look_can_be_taken_back(codes: str) -> None:
    """Back to what the terminal has by itself, and nothing else is touched."""
    everything = after(PLAIN, "1;2;3;4;5;7;8;9;53;31;41")
    assert after(everything, codes) != everything
    assert after(everything, f"{codes};0") == PLAIN


@pytest.mark.parametrize(
    "codes",
    ["38", "38;5", "38;5;256", "38;2;1;2", "38;2;1;2;999", "38;7;1;1", "38:2:1", "38:5:x", "4:9", "999", "1000000"],
)  # fmt: skip
def test_a_damaged_code_changes_nothing(codes: str) -> None:
    """And does not spill into the next one."""
    assert after(PLAIN, codes) == PLAIN


def test_a_row_is_divided_where_the_look_changes() -> None:
    """Codes that change nothing divide nothing."""
    row = "a\x1b[1mb\x1b[1mc\x1b[0md"
    assert runs(row) == (Run("a", PLAIN), Run("bc", Pen(bold=True)), Run("d", PLAIN))


@pytest.mark.parametrize(
    "foreign",
    ["\x1b[2J", "\x1b[10;10H", "\x1b]8;;http://x\x07", "\x1b]0;title\x1b\\", "\x1bP1$r\x1b\\", "\x1b(B", "\x1b[?25l",
     "\x07", "\x9b", "\u202e", "\x1b"],
)  # fmt: skip
def test_anything_but_colours_is_dropped(foreign: str) -> None:
    """The text around it stays."""
    assert "".join(run.text for run in runs(f"one{foreign}\x1b[31mtwo")) == "onetwo"


@given(st.text(alphabet=st.sampled_from("\x1b[]0123456789;:mHJ\x07\x9bab漢\u0301\u200d\n ")))
def test_no_row_can_harm(row: str) -> None:
    """Whatever comes, what is left is text."""
    for run in runs(row):
        assert run.text
        assert not set(run.text) & set("\x1b\x07\x9b\n")
