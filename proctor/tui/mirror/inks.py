"""The few colours that files and changes are painted in: names here, colours from the theme."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rich.style import Style
from textual.color import Color


class Ink(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    QUIET = "quiet"
    GUTTER = "gutter"
    KEYWORD = "keyword"
    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    PLACE = "place"


Piece = tuple[str, Ink]
Line = tuple[Piece, ...]

_LOOKS: Final[dict[Ink, tuple[str, Style]]] = {
    Ink.TEXT: ("text", Style()),
    Ink.QUIET: ("text-muted", Style(italic=True)),
    Ink.GUTTER: ("text-muted", Style()),
    Ink.KEYWORD: ("text-accent", Style(bold=True)),
    Ink.NAME: ("text", Style(bold=True)),
    Ink.STRING: ("text-success", Style()),
    Ink.NUMBER: ("text-warning", Style()),
    Ink.ADDED: ("text-success", Style()),
    Ink.CHANGED: ("text-warning", Style(bold=True)),
    Ink.DELETED: ("text-error", Style()),
    Ink.PLACE: ("text-accent", Style(bold=True)),
}


def styles_of(variables: Mapping[str, str]) -> dict[Ink, Style]:
    """The inks as a theme with these variables paints them."""
    return {ink: Style(color=Color.parse(variables[name]).rich_color) + look for ink, (name, look) in _LOOKS.items()}
