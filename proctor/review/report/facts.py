"""Makes a report of a recording: the one place that knows where each fact comes from."""

from collections.abc import Iterator
from datetime import UTC, datetime

from proctor import __version__
from proctor.record.reel import Reel
from proctor.record.seals import Seal, digest_of_seal
from proctor.review.before_after import before_after
from proctor.review.evidence import evidence
from proctor.review.film import Film
from proctor.review.reception import material_of
from proctor.review.report.checked import checks, saves
from proctor.review.report.course import course
from proctor.review.report.fairness import fairness
from proctor.review.report.judged import judged
from proctor.review.report.model import Report
from proctor.review.report.passage import steps
from proctor.review.report.session_parts import About, Agreement, Isolated, Revealed, Said, Sealed
from proctor.review.report.work_parts import PrivateNote
from proctor.session import events as ev
from proctor.session.agreement import aid_lines, focus_line, hidden_line, minutes_line, picture_line
from proctor.session.fold import decode
from proctor.session.keeping import day_text, kept_until
from proctor.session.state import Isolation, Session


def report_of(film: Film, reel: Reel, reader: str | None) -> Report:
    """The report on a recording that was read to its end, with the score cards that `reader` may see.

    Without a reader it has none, and nothing is said of them. Raises: RecordError where the record has lost something.
    """
    recording, session = film.recording, film.ended
    passed = tuple(steps(film))
    went = course(film, passed)
    hidden = {check.id: check for check in material_of(film).checks} if recording.private else {}
    return Report(
        about=_about(film),
        agreement=_agreement(session),
        fairness=fairness(film, passed, went),
        course=went,
        saves=tuple(saves(film)),
        late_saves=len(film.late),
        checks=tuple(checks(film, hidden)),
        revision=before_after(film, reel),
        evidence=evidence(film, reel),
        talk=tuple(_talk(session)),
        revealed=tuple(_revealed(session)),
        notes=tuple(_notes(film)),
        judged=None if reader is None else judged(film, reader),
        seals=tuple(_sealed(seal) for seal in recording.seals),
        proof=recording.proof,
        problem=recording.problem,
    )


def _about(film: Film) -> About:
    terms, public = film.terms, film.recording.public
    started = (decode(envelope) for envelope in public if envelope.kind == ev.HostStarted.kind)
    versions = dict.fromkeys(event.version for event in started if isinstance(event, ev.HostStarted))
    return About(
        session=terms.session,
        exercise=terms.exercise,
        exercise_digest=terms.exercise_digest,
        title=terms.title,
        kind=terms.kind,
        level=terms.level,
        framework=terms.framework,
        candidate=terms.candidate,
        blind=False,
        private=bool(film.recording.private),
        practice=terms.practice,
        created_at=_second(public[0].at_utc),
        ended_at=_second(film.ended.phase_since_utc or public[-1].at_utc),
        length_s=film.end_s,
        checks_apart=_isolated(film.ended.isolation),
        shell_apart=_isolated(film.ended.shell),
        recorded_by=tuple(versions),
        made_by=__version__,
    )


def _second(moment: str) -> str:
    """RFC 3339 to the second, in UTC."""
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _isolated(shown: Isolation | None) -> Isolated | None:
    return Isolated(shown.level, shown.note) if shown else None


def _agreement(session: Session) -> Agreement:
    terms = session.terms
    until = kept_until(terms, session.phase_since_utc or session.at_utc)
    return Agreement(
        work_limit_s=terms.work_limit_s,
        revision_limit_s=terms.revision_limit_s,
        extra_time_percent=terms.accommodation.extra_time_percent,
        breaks_s=terms.accommodation.breaks_s,
        focus_s=terms.focus_s,
        downtime=terms.downtime,
        screen=terms.screen,
        aids=dict(terms.aids),
        criteria={criterion.name: criterion.text for criterion in terms.criteria},
        constraints=terms.constraints,
        hidden_checks=terms.hidden_checks,
        keep_days=terms.keep_days,
        kept_until=until.isoformat() if until else None,
        contact=terms.contact,
        lines=(
            f"Time: {minutes_line(terms)}.",
            *(f"Aids: {line}." for line in aid_lines(terms)),
            picture_line(terms),
            focus_line(terms),
            hidden_line(terms, session.isolation),
            f"An outage of the host {'gives its time back' if terms.downtime == 'pause' else 'costs its time'}.",
            f"Kept until {day_text(until)}." if until else "Kept until somebody deletes it.",
        ),
    )


def _talk(session: Session) -> Iterator[Said]:
    for message in session.talk.messages:
        yield Said(
            t_s=message.t_s,
            sort=message.sort,
            by=message.by,
            who=message.who,
            number=message.number,
            text=message.text,
        )


def _revealed(session: Session) -> Iterator[Revealed]:
    for shown in session.talk.revealed:
        verdict = str(shown.verdict) if shown.verdict else None
        yield Revealed(check=shown.check, promise=shown.promise, verdict=verdict, message=shown.message)


def _notes(film: Film) -> Iterator[PrivateNote]:
    for noted in film.observed_at(float("inf")).notes:
        event = noted.event
        if isinstance(event, ev.NoteAdded):
            at = event.at
            yield PrivateNote(t_s=at.t_s, who=noted.who, tag=event.tag, where=at.where, text=event.text)


def _sealed(seal: Seal) -> Sealed:
    return Sealed(number=seal.number, at=seal.at_utc, why=seal.why, digest=digest_of_seal(seal))
