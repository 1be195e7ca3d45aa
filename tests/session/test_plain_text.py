"""What others wrote cannot act on the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.session.plain_text import shown, shown_line


@given(st.text())
def test_no_control_character_survives_but_line_breaks(text: str) -> None:
    """Whatever is in a file name or in output, only printable characters and line breaks are painted."""
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in shown(text))
    assert "\n" not in shown_line(text)


@pytest.mark.parametrize(
    ("written", "painted"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]52;c;aGk=\x1b\\x", "x"),
        ("\x1bPq#0\x1b\\x", "x"),
        ("a\r\nb", "a\nb"),
        ("a\u202eb", "ab"),
        ("\tx", "    x"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_escapes_and_overrides_vanish_and_markup_stays_text(written: str, painted: str) -> None:
    """Colours, titles, clipboard writes and direction overrides are taken out; brackets are just brackets."""
    assert shown(written) == painted
