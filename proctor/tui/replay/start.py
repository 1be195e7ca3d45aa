"""Starting the replay in this terminal."""

from proctor.tui.garbage import Between
from proctor.tui.replay.app import ReplayApp
from proctor.tui.replay.opening import Opening
from proctor.tui.running import only_ascii, ran


def show(opening: Opening) -> int:
    """Run the replay to its end; see `proctor.tui.run_replay`. Expects the garbage collector off and turns it on."""
    try:
        return ran(ReplayApp(opening, ascii_only=only_ascii(), garbage=Between()))
    finally:
        opening.close()
