"""Where a watched session stands, shared and private, in lines or for a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from proctor.cli.act_words import controls_line
from proctor.cli.check_words import checks_summary
from proctor.cli.clock_words import clock_line
from proctor.cli.render import count_text, short_commit
from proctor.cli.reports import StatusReport, shown_verdict, status_report
from proctor.cli.standing import Standing
from proctor.record.store import SessionFolder
from proctor.session.durations import clock_text, length_text
from proctor.session.events import IssueMarked
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Observations
from proctor.session.phases import Phase
from proctor.session.plain_text import shown_line
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Sight:
    """What a watcher knows at a moment; `t_s` is that moment on the session's timeline, `who` the watcher."""

    session: Session
    observations: Observations
    material: PrivateMaterial
    t_s: float
    who: str
    due: str = ""

    @property
    def standing(self) -> Standing:
        """The same as commands see it; without a folder, which may be on another machine."""
        folder = SessionFolder(Path(self.session.terms.session))
        return Standing(folder, self.session, running=True, t_s=self.t_s, now=datetime.now(UTC))


class WatchReport(msgspec.Struct, frozen=True, kw_only=True):
    """The state for a script; `issues` maps known issues to found, hinted, missed or open."""

    status: StatusReport
    issues: dict[str, str]
    notes: int
    draft: dict[str, str]
    flags: int
    next: str


def summary_report(sight: Sight) -> WatchReport:
    """The state as a script reads it."""
    status = msgspec.structs.replace(status_report(sight.standing), folder="", workspace="")
    return WatchReport(
        status=status,
        issues=_issues(sight),
        notes=len(sight.observations.notes),
        draft=msgspec.structs.asdict(sight.observations.draft),
        flags=len(sight.observations.flags),
        next=sight.due,
    )


def summary_lines(sight: Sight) -> Iterator[str]:
    """The state in lines, most important first; each is a sentence of its own."""
    session, terms = sight.session, sight.session.terms
    yield f"Watching {terms.session} as {sight.who}: {shown_line(terms.title)}, {terms.level}"
    yield f"Candidate: {shown_line(terms.candidate)}"
    yield f"Phase: {clock_line(sight.standing)}"
    yield from _presence(session, sight.who)
    yield from _focus(session, sight.t_s)
    yield f"Checks: {checks_summary(session)}"
    yield from _not_holding(session)
    newest = f", newest {short_commit(session.newest.commit)}" if session.newest else ""
    yield f"Saves: {count_text(session.snapshots, 'snapshot')}{newest}"
    for asked in session.talk.unanswered:
        yield f"Open question {asked.number}: {shown_line(asked.text)}"
    yield from _private(sight)
    if sight.due:
        yield f"Next: {sight.due}"


def _presence(session: Session, who: str) -> Iterator[str]:
    people = sorted({(one.role, shown_line(one.name) or "somebody") for one in session.present.values() if one.screen})
    here = ", ".join(f"{name} ({role})" for role, name in people)
    yield f"Here: {here or 'nobody'}"
    if session.sight.away_since_s is not None and session.phase is not Phase.LOBBY:
        yield "The candidate's terminal is away"
    if session.sight.where:
        yield f"The candidate looks at {shown_line(session.sight.where)}"
    yield f"Controls: {controls_line(session, who)}"


def _focus(session: Session, t_s: float) -> Iterator[str]:
    now, left_s = session.focus.now, session.focus_left_s(t_s)
    if now is not None:
        yield f"Focus time: nobody watches for another {clock_text(now.left_s(t_s))}; the work is told afterwards"
    elif left_s:
        yield f"Focus time: {length_text(left_s)} are agreed and may be started by the candidate"


def _not_holding(session: Session) -> Iterator[str]:
    rows = [(shown_verdict(row), row.check.id) for row in session.board.rows() if row.result]
    not_holding = [f"{word} {check}" for word, check in rows if word != "PASS"]
    if not_holding:
        yield f"Not holding: {', '.join(not_holding)}"


def _private(sight: Sight) -> Iterator[str]:
    seen = sight.observations
    newest = sight.session.newest
    said = seen.hidden.on_tree(newest.tree) if newest else {}
    if sight.material.checks:
        words = [f"{said[one.id].verdict} {one.id}" for one in sight.material.checks if one.id in said]
        yield f"Hidden checks: {', '.join(words) or 'not run on the newest save'}"
    issues = _issues(sight)
    if issues:
        yield f"Known issues: {', '.join(f'{issue} {state}' for issue, state in issues.items())}"
    if seen.flags:
        yield f"Worth a look: {count_text(len(seen.flags), 'place')}"
    yield f"Notes: {count_text(len(seen.notes), 'note')}"
    if seen.draft.strength or seen.draft.improvement:
        empty = [name for name in ("strength", "improvement") if not getattr(seen.draft, name)]
        yield f"Feedback is drafted{'; still empty: ' + ', '.join(empty) if empty else ''}"


def _issues(sight: Sight) -> dict[str, str]:
    marks = {
        name: noted.event.state
        for name, noted in sight.observations.issues.items()
        if isinstance(noted.event, IssueMarked)
    }
    return {known.id: str(marks.get(known.id, "open")) for known in sight.material.issues}
