"""What `--json` prints about a session: the shapes that scripts rely on, filled from the folded state."""

import msgspec

from proctor.cli.seal_words import newest_seal
from proctor.cli.standing import Standing
from proctor.session.board import Freshness, Row
from proctor.session.company import interviewers
from proctor.session.events import CheckRevealed
from proctor.session.keeping import kept_until
from proctor.session.phases import Phase
from proctor.session.state import Isolation, Session
from proctor.session.talk import Message
from proctor.session.verdicts import Verdict, all_hold, passes


class IsolationReport(msgspec.Struct, frozen=True):
    """How well candidate code is kept apart: 3 sealed, 2 confined, 1 separated, 0 open."""

    level: int
    note: str


class CheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One check; `verdict` is the word its row shows (STALE and RUN included), null if it never ran."""

    id: str
    promise: str
    criterion: str
    visibility: str
    required: bool
    evidence: str
    verdict: str | None
    message: str
    output: str
    ms: float


class CheckReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Checks on the newest snapshot or on a solution; `passed` is null while a required one is undecided.

    Hidden ones are among them only for who may see them.
    """

    exercise: str
    level: str
    isolation: IsolationReport | None
    passed: bool | None
    snapshot: str | None
    checks: tuple[CheckRow, ...]
    framework: str = "pytorch"
    not_asked: tuple[str, ...] = ()
    """What the work's framework is not asked for, and why."""


class FeedbackReport(msgspec.Struct, frozen=True):
    """The feedback that was delivered."""

    strength: str
    improvement: str
    source: str


class FocusReport(msgspec.Struct, frozen=True):
    """Focus time in seconds: agreed in all, still to be started by the candidate, and left of the one that runs."""

    agreed_s: float
    left_s: float
    running_s: float | None


class TalkReport(msgspec.Struct, frozen=True):
    """Everything said in writing; `unanswered` are numbers of questions, `revealed` hidden checks that were shown."""

    messages: tuple[Message, ...]
    unanswered: tuple[int, ...]
    revealed: tuple[CheckRevealed, ...]


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session stands; seconds by the session's clock, times in RFC 3339, UTC."""

    session: str
    exercise: str
    level: str
    candidate: str
    phase: str
    paused: bool
    pause_reason: str | None
    remaining_s: float | None
    ends_at: str | None
    opened: bool
    checks: tuple[CheckRow, ...]
    passed: bool | None
    snapshots: int
    late_snapshots: int
    newest: str | None
    tags: dict[str, str]
    isolation: IsolationReport | None
    shell_isolation: IsolationReport | None
    walkthrough: str
    feedback: FeedbackReport | None
    answer: str
    talk: TalkReport
    focus: FocusReport
    screen: str
    watching: tuple[str, ...]
    controls: str
    candidate_here: bool
    away_since_s: float | None
    downtime_s: float
    keep_days: int
    keep_until: str | None
    contact: str
    seal: str
    host: str
    folder: str
    workspace: str
    problem: str | None


def shown_verdict(row: Row) -> str | None:
    """The word a check's row shows: its verdict on the newest content, or how that is outdated; None if never run."""
    if row.freshness in {Freshness.RUN, Freshness.STALE}:
        return str(row.freshness)
    return str(row.result.verdict) if row.result else None


def check_report(session: Session, hidden: tuple[CheckRow, ...] = ()) -> CheckReport:
    """The visible checks as a script reads them, and the hidden ones that are given."""
    unseen = passes(Verdict(row.verdict) if row.verdict else None for row in hidden if row.required)
    return CheckReport(
        exercise=session.terms.exercise,
        level=session.terms.level,
        isolation=_isolation(session.isolation),
        passed=all_hold((session.board.passed(), unseen)),
        snapshot=session.newest.commit if session.newest else None,
        checks=(*_rows(session), *hidden),
    )


def status_report(standing: Standing) -> StatusReport:
    """The folded state as a script reads it."""
    session, left_s, ends_at = standing.session, standing.remaining_s, standing.ends_at
    feedback = session.feedback
    return StatusReport(
        session=standing.folder.id,
        exercise=session.terms.exercise,
        level=session.terms.level,
        candidate=session.terms.candidate,
        phase=str(session.phase),
        paused=session.paused,
        pause_reason=str(session.pause.reason) if session.pause else None,
        remaining_s=None if left_s is None else round(left_s, 3),
        ends_at=ends_at.isoformat(timespec="seconds").replace("+00:00", "Z") if ends_at else None,
        opened=session.opened,
        checks=_rows(session),
        passed=session.board.passed(),
        snapshots=session.snapshots,
        late_snapshots=session.late_saves,
        newest=session.newest.commit if session.newest else None,
        tags=dict(session.tags),
        isolation=_isolation(session.isolation),
        shell_isolation=_isolation(session.shell),
        walkthrough=session.walkthrough,
        feedback=FeedbackReport(feedback.strength, feedback.improvement, feedback.source) if feedback else None,
        answer=session.answer,
        talk=_talk(session),
        focus=_focus(standing),
        screen=session.terms.screen,
        watching=interviewers(session),
        controls=session.controls,
        candidate_here="candidate" in session.roles_present(),
        away_since_s=session.sight.away_since_s,
        downtime_s=session.downtime_s,
        keep_days=session.terms.keep_days,
        keep_until=_keep_until(session),
        contact=session.terms.contact,
        seal=newest_seal(standing),
        host="running" if standing.running else "stopped",
        folder=str(standing.folder.path),
        workspace=str(standing.folder.workspace),
        problem=standing.problem or None,
    )


def _keep_until(session: Session) -> str | None:
    until = kept_until(session.terms, session.phase_since_utc) if session.phase is Phase.DONE else None
    return until.isoformat() if until else None


def _talk(session: Session) -> TalkReport:
    talk = session.talk
    return TalkReport(talk.messages, tuple(question.number for question in talk.unanswered), talk.revealed)


def _focus(standing: Standing) -> FocusReport:
    session, t_s = standing.session, standing.t_s
    now = session.focus.now
    return FocusReport(
        agreed_s=session.terms.focus_s,
        left_s=round(session.focus_left_s(t_s), 3),
        running_s=None if now is None else round(now.left_s(t_s), 3),
    )


def _isolation(shown: Isolation | None) -> IsolationReport | None:
    return IsolationReport(shown.level, shown.note) if shown else None


def _rows(session: Session) -> tuple[CheckRow, ...]:
    return tuple(
        CheckRow(
            id=row.check.id,
            promise=row.check.promise,
            criterion=row.check.criterion,
            visibility="visible",
            required=not row.check.advisory,
            evidence=row.result.evidence if row.result else "judge",
            verdict=shown_verdict(row),
            message=row.result.message if row.result else "",
            output=row.result.output if row.result else "",
            ms=row.result.ms if row.result else 0.0,
        )
        for row in session.board.rows()
    )
