"""Scroll bars for terminals that paint no block characters."""

from textual.scrollbar import ScrollBar, ScrollBarRender


class PlainScrollBarRender(ScrollBarRender):
    """Whole cells of colour or reverse, no eighths."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def use_plain_scrollbars() -> None:
    """For all scroll bars of this process; a process shows one app."""
    ScrollBar.renderer = PlainScrollBarRender
