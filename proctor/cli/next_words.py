"""What leads on from where a session stands: commands to type."""

from collections.abc import Iterator

from proctor.cli.render import wrapped
from proctor.session.durations import length_text
from proctor.session.keeping import keeping_lines
from proctor.session.phases import Phase
from proctor.session.state import Session


def next_lines(session: Session, session_id: str) -> Iterator[str]:
    """The commands that lead on from here."""
    yield from _open_lines(session, session_id)
    match session.phase:
        case Phase.LOBBY if session.terms.interviewer_opens and not session.opened:
            yield f"Next, the interviewer: proctor begin --as interviewer {session_id}"
        case Phase.LOBBY:
            yield f"Next: proctor begin {session_id} starts the clock"
        case Phase.WORK | Phase.REVISION if session.paused:
            yield f"Next: proctor resume {session_id}"
        case Phase.WORK:
            yield f"Next: proctor check {session_id}"
            yield f"When you are done: proctor submit {session_id}"
        case Phase.FEEDBACK if session.feedback is None:
            yield f'Next, in writing if you like: proctor respond "…" {session_id}'
            yield "The interviewer answers with:"
            yield f'  proctor feedback --strength "…" --improvement "…" {session_id}'
            if session.terms.practice:
                yield f"Practice: proctor feedback --self {session_id}"
        case Phase.FEEDBACK:
            minutes = length_text(session.terms.revision_limit_s)
            yield f"Next: proctor revise {session_id} starts the {minutes} of revision"
        case Phase.REVISION:
            yield f"Next: proctor check {session_id}"
            yield f"When you are done: proctor finish {session_id}"
        case Phase.DONE:
            yield from _over_lines(session, session_id)


def _open_lines(session: Session, session_id: str) -> Iterator[str]:
    """What waits for somebody in any phase."""
    for question in session.talk.unanswered:
        yield f'The interviewer answers with: proctor answer "…" --to {question.number} {session_id}'
    if session.focus.now is not None:
        yield f"Focus time ends early with: proctor focus --end {session_id}"


def _over_lines(session: Session, session_id: str) -> Iterator[str]:
    """What can be looked at, and what becomes of it; a session cancelled in its lobby has nothing to look at."""
    if session.submit_cause is not None:
        yield f"Next: proctor diff {session_id} shows the revision"
    for line in keeping_lines(session, session_id):
        yield from wrapped(line, rest="  ")
