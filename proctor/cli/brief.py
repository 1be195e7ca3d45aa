"""`proctor brief`: one page for the interviewer, of a session or of an exercise that is still to be given."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from proctor.catalog.library import find
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.cli.choice import chosen_session
from proctor.cli.clock_words import local_time
from proctor.cli.levels import chosen_level
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import wrapped
from proctor.cli.standing import standing
from proctor.errors import ExitCode, IllegalMove, UsageError
from proctor.link.inside import session_inside
from proctor.record.reading import read
from proctor.record.store import SessionFolder, find_session, sessions_root
from proctor.session.agenda import agenda, clock_time, next_act
from proctor.session.brief import COCKPIT_KEYS, Section, brief
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Observations, observed
from proctor.session.plain_text import shown_line
from proctor.session.state import Session
from proctor.session.terms import Terms

_HANGING: Final = "  "


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about: a session, real or only planned, at `t_s` of its timeline."""

    session: Session
    material: PrivateMaterial
    observations: Observations
    t_s: float
    planned: bool


class ItemReport(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the agenda as a script reads it."""

    title: str
    what: str
    standing: str
    at: str
    length_s: float


class BriefReport(msgspec.Struct, frozen=True, kw_only=True):
    """The page as a script reads it."""

    session: str | None
    exercise: str
    title: str
    level: str
    candidate: str | None
    next: str | None
    agenda: tuple[ItemReport, ...]
    opening: str
    watch: tuple[str, ...]
    keys: dict[str, str]
    sections: tuple[Section, ...]


def _of_session(folder: SessionFolder, level: str) -> Subject:
    found = standing(folder)
    terms = found.session.terms
    if level and level != terms.level:
        raise UsageError(f"session {folder.id} is at level {terms.level}, not {level}", hint="leave --level out")
    private = read(folder.private).envelopes if folder.private.exists() else ()
    material = Exercise.load(folder.exercise).private_material(terms.level)
    return Subject(found.session, material, observed(private), found.t_s, planned=False)


def _of_exercise(exercise: Exercise, level: str) -> Subject:
    """As if its session were created now."""
    at = chosen_level(exercise, level)
    manifest, minutes = exercise.manifest, exercise.minutes(at)
    terms = Terms(
        session="",
        exercise=exercise.name,
        exercise_digest="",
        kind=manifest.kind,
        title=manifest.title,
        level=at,
        entry=manifest.entry,
        candidate="",
        work_min=minutes.main_min,
        revision_min=minutes.revision_min,
        practice=manifest.practice,
        interviewer_opens=manifest.begin == "both",
        screen="live" if manifest.practice else "recorded",
    )
    session = Session(terms=terms, seq=0, boot_id="", boot_ns=0, at_utc=datetime.now(UTC).isoformat())
    return Subject(session, exercise.private_material(at), Observations(), 0.0, planned=True)


def _subject(words: str, level: str) -> Subject:
    """A session if the words name one, else an exercise; without words the session that is meant everywhere."""
    if not words:
        return _of_session(chosen_session("", finished_too=True), level)
    try:
        folder = find_session(words, sessions_root())
    except UsageError:
        try:
            return _of_exercise(find(words), level)
        except UsageError as no_exercise:
            raise UsageError(
                f"{words!r} is neither a session nor an exercise",
                hint=f"proctor sessions shows all sessions; {no_exercise.hint}",
            ) from no_exercise
    return _of_session(folder, level)


def brief_lines(subject: Subject) -> Iterator[str]:
    """The page, at most 80 columns wide."""
    terms = subject.session.terms
    whom = f", {shown_line(terms.candidate)}" if terms.candidate else ""
    yield from wrapped(f"Brief for the interviewer: {terms.title} ({terms.level}{whom})", rest=_HANGING)
    if subject.planned:
        yield "Times as if the session began now."
    else:
        step = next_act(subject.session, subject.observations, subject.t_s)
        yield from wrapped(step, first="Next: ", rest=_HANGING)
    for section in brief(subject.session, subject.material, subject.t_s, when=local_time):
        yield ""
        yield section.title.upper()
        for line in section.lines:
            yield from wrapped(line, rest=_HANGING)
    if not subject.material.guide:
        yield ""
        yield "Guide, hidden checks and known issues are not on this machine."


def brief_report(subject: Subject) -> BriefReport:
    """The page for a script."""
    session, t_s = subject.session, subject.t_s
    items = (
        ItemReport(
            title=item.title,
            what=item.what,
            standing=item.standing,
            at=clock_time(session, item.at_s).isoformat(timespec="seconds"),
            length_s=round(item.length_s, 3),
        )
        for item in agenda(session, t_s)
    )
    return BriefReport(
        session=session.terms.session or None,
        exercise=session.terms.exercise,
        title=session.terms.title,
        level=session.terms.level,
        candidate=session.terms.candidate or None,
        next=None if subject.planned else next_act(session, subject.observations, t_s),
        agenda=tuple(items),
        opening=subject.material.opening,
        watch=subject.material.watch,
        keys=dict(COCKPIT_KEYS),
        sections=brief(session, subject.material, t_s, when=local_time),
    )


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "subject", nargs="?", default="", metavar="SESSION|EXERCISE", help="default: the session that is live"
    )
    parser.add_argument("--level", choices=LEVELS, default="", help="of an exercise: as it is at this level")


def _run(options: Namespace) -> int:
    if session_inside() is not None:
        raise IllegalMove("the brief is for interviewers", hint="the task is shown by: proctor spec")
    subject = _subject(options.subject, options.level)
    if options.json:
        print_json(brief_report(subject))
    else:
        print_lines(brief_lines(subject))
    return ExitCode.DONE


BRIEF: Final = Handler(_arguments, _run)
