"""Starting the cockpit in this terminal."""

import asyncio
from collections.abc import Callable

from proctor.tui.cockpit.app import CockpitApp
from proctor.tui.cockpit.link import WatchLink
from proctor.tui.cockpit.view import WatchView
from proctor.tui.running import collect_again, only_ascii, ran
from proctor.tui.view import View


def show(
    link: WatchLink, *, session_name: str, who: str, notice: str = "", revive: Callable[[], object] | None = None
) -> int:
    """Run the cockpit to its end; see `proctor.tui.run_cockpit`. Expects the garbage collector off and turns it on."""
    watch = WatchView(View(name=session_name, ascii_only=only_ascii()), who=who, notice=notice)

    async def revived() -> None:
        if revive is not None:
            await asyncio.to_thread(revive)

    return ran(CockpitApp(link, watch, first_paint=collect_again, revive=revived if revive is not None else None))
