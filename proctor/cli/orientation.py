"""What `proctor` alone says: what goes on, and what to do next."""

from collections.abc import Iterator

from proctor.cli.overview import summaries
from proctor.cli.sessions import session_lines
from proctor.record.store import sessions_root


def orientation_lines() -> Iterator[str]:
    """Live sessions, and the first commands to know."""
    yield "proctor runs timed work-sample exercises for deep-learning roles."
    yield ""
    found = summaries(sessions_root())
    live = [summary for summary in found if summary.live]
    if live:
        yield "Live sessions:"
        yield from session_lines(live)
        yield ""
        yield f"Go on with one:     proctor join {live[0].folder.id}"
    yield "Practise:           proctor start practice-rms-norm"
    yield "See the exercises:  proctor list"
    if found:
        yield "See all sessions:   proctor sessions"
    yield "See all commands:   proctor --help"
