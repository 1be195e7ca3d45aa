"""What `proctor` alone says: what goes on, and what to do next."""

from collections.abc import Iterator

from proctor.cli.choice import chosen_session
from proctor.cli.overview import summaries
from proctor.cli.sessions import session_lines
from proctor.cli.standing import standing
from proctor.cli.status import status_lines
from proctor.link.inside import session_inside
from proctor.record.store import sessions_root


def orientation_lines() -> Iterator[str]:
    """Live sessions, and the first commands to know; inside a session's shell, where that session stands."""
    if session_inside() is not None:
        yield from status_lines(standing(chosen_session("")))
        return
    yield "proctor runs timed work-sample exercises for deep-learning roles."
    yield ""
    found = summaries(sessions_root())
    live = [summary for summary in found if summary.live]
    if live:
        yield "Live sessions:"
        yield from session_lines(live)
        yield ""
        yield f"Go on with one:     proctor join {live[0].folder.id}"
    yield "Practise a layer:   proctor start practice-rms-norm"
    yield "Practise a loss:    proctor start practice-generalized-cross-entropy"
    yield "See the exercises:  proctor list"
    if found:
        yield "See all sessions:   proctor sessions"
    yield "See all commands:   proctor --help"
