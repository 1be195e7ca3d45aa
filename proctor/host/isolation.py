"""How well candidate code is kept apart, as the engine really provides it, in the journal for both people to see."""

from proctor.checks.request import Ready
from proctor.host.recorder import Recorder
from proctor.session.events import IsolationShown


def show_isolation(recorder: Recorder, ready: Ready) -> None:
    """Record what the engine provides, if that is news."""
    shown = recorder.session.isolation
    if shown is None or (shown.level, shown.note) != (ready.isolation, ready.isolation_note):
        recorder.record(IsolationShown(level=ready.isolation, note=ready.isolation_note))
