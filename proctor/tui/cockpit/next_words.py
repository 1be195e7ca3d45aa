"""The line that names the interviewer's next due act."""

from proctor.session.agenda import next_act
from proctor.tui.cockpit.view import WatchView


def next_line(watch: WatchView, t_s: float) -> str:
    """`Next: ...`; empty before the host has answered."""
    if watch.session is None:
        return ""
    return f"Next: {next_act(watch.session, watch.observations, t_s)}"
