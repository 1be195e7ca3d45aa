"""The terminal that benchmarks look at."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screen import Screen


def painted(content: bytes, *, columns: int = 10, lines: int = 4) -> Screen:
    screen = Screen(columns, lines)
    screen.feed(content)
    return screen


def test_text_stands_where_the_cursor_was_put() -> None:
    assert painted(b"\x1b[2;3Hab\r\ncd").text.split("\n") == ["", "  ab", "cd", ""]


def test_colours_and_modes_paint_nothing() -> None:
    assert painted(b"\x1b[?2026h\x1b[1;38;2;1;2;3mab\x1b[0m\x1b]0;title\x07\x1b(Bc\x1b[?2026l").row(0) == "abc"


def test_a_full_line_continues_below() -> None:
    assert painted(b"0123456789ab").text.split("\n")[:2] == ["0123456789", "ab"]


def test_a_line_feed_at_the_bottom_scrolls() -> None:
    assert painted(b"1\r\n2\r\n3\r\n4\r\n5").text.split("\n") == ["2", "3", "4", "5"]


def test_a_region_scrolls_alone() -> None:
    assert painted(b"1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\n").text.split("\n") == ["1", "3", "", "4"]
    assert painted(b"1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[2;1H\x1bM").text.split("\n") == ["1", "", "2", "4"]


def test_erasing_leaves_the_rest() -> None:
    assert painted(b"abcdef\x1b[1;3H\x1b[K").row(0) == "ab"
    assert painted(b"abcdef\x1b[1;3H\x1b[2X").row(0) == "ab  ef"
    assert painted(b"abcdef\x1b[1;3H\x1b[2P").row(0) == "abef"
    assert painted(b"abcdef\x1b[1;3H\x1b[2@").row(0) == "ab  cdef"
    assert painted(b"ab\r\ncd\x1b[H\x1b[J").text.strip() == ""


def test_a_repeated_character_and_a_wide_one_take_their_cells() -> None:
    assert painted(b"-\x1b[3b").row(0) == "----"
    assert painted("漢x\x1b[1;3Hy".encode()).row(0) == "漢y"


@given(
    st.lists(st.sampled_from([b"ab", b"\x1b[2;2H", b"\x1b[K", "é漢".encode(), b"\r\n", b"\x1b]0;t\x1b\\"])), st.data()
)
def test_it_does_not_matter_where_the_bytes_were_cut(parts: list[bytes], data: st.DataObject) -> None:
    content = b"".join(parts)
    cut = data.draw(st.integers(0, len(content)))
    screen = painted(content[:cut])
    screen.feed(content[cut:])
    assert screen.text == painted(content).text
