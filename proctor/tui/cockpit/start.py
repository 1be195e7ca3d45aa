"""Starting the cockpit in this terminal."""

from proctor.tui.cockpit.link import WatchLink


def show(link: WatchLink, *, session_name: str, who: str, notice: str = "") -> int:
    """Run the cockpit to its end; see `proctor.tui.run_cockpit`."""
    raise NotImplementedError
