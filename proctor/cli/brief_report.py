"""The interviewer's page as a script reads it."""

import msgspec

from proctor.cli.brief_subject import Subject
from proctor.cli.clock_words import local_time
from proctor.session.agenda import agenda, clock_time, next_act
from proctor.session.brief import COCKPIT_KEYS, Section, brief


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
