"""A running session as the list of sessions shows it. Only data: who makes the list needs no screens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One running session.

    `phase` and `clock` are words (`WORK`, `14:59 left`), `here` says who is there (`Ada here, Grace watches`).
    """

    session: str
    exercise: str = ""
    candidate: str = ""
    phase: str = ""
    clock: str = ""
    here: str = ""
