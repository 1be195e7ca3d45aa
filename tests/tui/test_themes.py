"""Everybody can read the screens: contrast, no colours, no more than ASCII."""

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.pilot import Pilot
from textual.scrollbar import ScrollBar

from proctor.session.verdicts import Verdict
from proctor.tui.themes import DARK, LIGHT
from proctor.tui.widgets.plain_scrollbar import use_plain_scrollbars
from tests.tui.looking import opened, sees, segments, text
from tests.tui.scenes import Scene

_BAD = {"test_values": Verdict.FAIL, "test_half": Verdict.UNSURE, "test_docs": Verdict.SKIP}


def _working() -> Scene:
    return Scene().work().wait(300).saved("t1").checked(_BAD)


def _contrast(segment: Segment) -> float:
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (part / 255 for part in color.rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _weak(pilot: Pilot[int]) -> list[tuple[str, float]]:
    """Words painted with less than 7:1."""
    words = [segment for row in segments(pilot) for segment in row if any(char.isalnum() for char in segment.text)]
    assert words
    return [(segment.text, round(_contrast(segment), 1)) for segment in words if _contrast(segment) < 7.0]


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_every_word_reaches_seven_to_one(theme: str) -> None:
    """In the lobby, at work with a dimmed key and a moved cursor, in feedback and in a notice."""
    for scene, keys in ((Scene(), ()), (_working(), ("3", "down")), (Scene().told(), ()), (Scene().frozen(), ("r",))):
        app = scene.app()
        async with app.run_test(notifications=True, size=(160, 50)) as pilot:
            app.theme = theme
            await opened(pilot)
            await pilot.press(*keys)
            await pilot.pause()
            assert _weak(pilot) == []


async def test_no_color_means_no_colour_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both colours are the terminal's own; bold, underline and reverse remain, and so do the words."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = _working().app()
    async with app.run_test(notifications=True, size=(100, 30)) as pilot:
        await sees(pilot, "PASS ✓", "FAIL ✗", "UNSURE ?", "RUNNING ►")
        styles = {segment.style for row in segments(pilot) for segment in row if segment.style is not None}
        painted = {color for style in styles for color in (style.color, style.bgcolor) if color is not None}
        assert {color.name for color in painted if not color.is_default} <= set()
        assert any(style.reverse for style in styles)
        assert any(style.bold for style in styles)


async def test_a_plain_locale_gets_plain_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shapes, borders, scroll bars and cut-off marks are ASCII."""
    monkeypatch.setattr(ScrollBar, "renderer", ScrollBar.renderer)
    use_plain_scrollbars()
    for scene in (Scene(), _working(), Scene().told()):
        async with scene.app(ascii_only=True).run_test(notifications=True, size=(120, 40)) as pilot:
            await opened(pilot)
            await pilot.pause()
            assert [line for line in text(pilot).splitlines() if not line.isascii()] == []
