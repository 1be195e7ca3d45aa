"""Three themes: dark and light with high contrast, and one without colours for NO_COLOR.

Text on any background reaches 7:1. The monochrome theme leaves both colours to the terminal and tells states apart by
bold, underline and reverse alone.
"""

import os
from dataclasses import dataclass
from typing import Any, Final

from textual.app import App
from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Inks:
    """The few colours that a theme is made of; all are read on `ground` or `panel`."""

    ground: str
    panel: str
    text: str
    quiet: str
    accent: str
    success: str
    warning: str
    error: str


def _theme(name: str, inks: Inks, *, dark: bool = True, ansi: bool = False) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=inks.accent,
        secondary=inks.quiet,
        accent=inks.accent,
        success=inks.success,
        warning=inks.warning,
        error=inks.error,
        foreground=inks.text,
        background=inks.ground,
        surface=inks.ground,
        panel=inks.panel,
        boost=inks.panel,
        variables={**_texts(inks), **_parts(inks)},
    )


def _texts(inks: Inks) -> dict[str, str]:
    heads = {f"markdown-h{level}-color": inks.accent if level < 4 else inks.text for level in range(1, 7)}
    return {
        **heads,
        "text": inks.text,
        "text-muted": inks.quiet,
        "text-disabled": inks.quiet,
        "text-primary": inks.accent,
        "text-accent": inks.accent,
        "text-success": inks.success,
        "text-error": inks.error,
        "text-warning": inks.warning,
        "link-color": inks.accent,
        "ansi-background": inks.ground,
        "ansi-foreground": inks.text,
    }


def _parts(inks: Inks) -> dict[str, str]:
    return {
        "border": inks.accent,
        "border-blurred": inks.quiet,
        "block-cursor-foreground": inks.ground,
        "block-cursor-background": inks.accent,
        "block-cursor-blurred-foreground": inks.text,
        "block-cursor-blurred-background": inks.ground,
        "block-cursor-blurred-text-style": "bold",
        "input-cursor-background": inks.text,
        "input-cursor-foreground": inks.ground,
        "scrollbar": inks.quiet,
        "scrollbar-hover": inks.accent,
        "scrollbar-active": inks.accent,
        "scrollbar-background": inks.ground,
        "scrollbar-background-hover": inks.ground,
        "scrollbar-background-active": inks.ground,
        "scrollbar-corner-color": inks.ground,
    }


DARK: Final = _theme(
    "proctor-dark",
    Inks(
        ground="#101010",
        panel="#262626",
        text="#f2f2f2",
        quiet="#b8b8b8",
        accent="#7cc7ff",
        success="#8fe08f",
        warning="#ffd166",
        error="#ffab91",
    ),
)

LIGHT: Final = _theme(
    "proctor-light",
    Inks(
        ground="#fcfcfc",
        panel="#ececec",
        text="#101010",
        quiet="#474747",
        accent="#003d80",
        success="#0b4d0b",
        warning="#5c3d00",
        error="#8a1500",
    ),
    dark=False,
)

MONOCHROME: Final = _theme("proctor-monochrome", Inks(*["ansi_default"] * 8), ansi=True)

THEMES: Final = (DARK, LIGHT, MONOCHROME)
TITLES: Final = {DARK.name: "dark", LIGHT.name: "light", MONOCHROME.name: "monochrome"}


def colourless() -> bool:
    """Whether the person asked for no colours (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def dress(app: App[Any]) -> None:
    """Give an app our themes, and the one to begin with."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = (MONOCHROME if colourless() else DARK).name
