"""Starting the cockpit in this terminal."""

import asyncio
import gc
import os
from collections.abc import Callable

from proctor.errors import ExitCode
from proctor.tui.cockpit.app import CockpitApp
from proctor.tui.cockpit.link import WatchLink
from proctor.tui.cockpit.view import WatchView
from proctor.tui.shapes import utf8_locale
from proctor.tui.view import View
from proctor.tui.widgets.plain_scrollbar import use_plain_scrollbars


def show(
    link: WatchLink, *, session_name: str, who: str, notice: str = "", revive: Callable[[], object] | None = None
) -> int:
    """Run the cockpit to its end; see `proctor.tui.run_cockpit`. Expects the garbage collector off and turns it on."""
    ascii_only = not utf8_locale(os.environ)
    if ascii_only:
        use_plain_scrollbars()
    watch = WatchView(View(name=session_name, ascii_only=ascii_only), who=who, notice=notice)

    async def revived() -> None:
        if revive is not None:
            await asyncio.to_thread(revive)

    app = CockpitApp(link, watch, first_paint=_collect_again, revive=revived if revive is not None else None)
    try:
        code = app.run()
    finally:
        gc.enable()
    if app.refused is not None:
        raise app.refused
    if code is None:
        return ExitCode.BUG if app.return_code else ExitCode.DONE
    return code


def _collect_again() -> None:
    """What start-up made lives as long as the app; it need not be looked at again."""
    gc.freeze()
    gc.enable()
