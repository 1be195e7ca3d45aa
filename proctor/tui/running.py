"""What the apps have in common from their start to their end."""

import gc
import os

from textual.app import App

from proctor.errors import ExitCode, ProctorError
from proctor.tui.shapes import utf8_locale
from proctor.tui.widgets.plain_scrollbar import use_plain_scrollbars


class Refusable(App[int]):
    """An app whose host may refuse it for good; `refused` is the host's last word."""

    refused: ProctorError | None = None


def only_ascii() -> bool:
    """Whether this terminal's locale has no UTF-8; then scroll bars are made plain too."""
    plain = not utf8_locale(os.environ)
    if plain:
        use_plain_scrollbars()
    return plain


def collect_again() -> None:
    """What start-up made lives as long as the app; it need not be looked at again."""
    gc.freeze()
    gc.enable()


def ran(app: Refusable) -> int:
    """Run an app to its end and return its exit code; raises what a host refused for good."""
    portions = gc.get_threshold()
    try:
        code = app.run()
    finally:
        gc.set_threshold(*portions)
        gc.enable()
    if app.refused is not None:
        raise app.refused
    if code is None:
        return ExitCode.BUG if app.return_code else ExitCode.DONE
    return code
