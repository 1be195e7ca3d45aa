"""The one page that an interviewer reads before a session, and finds again in the cockpit's first pane. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from proctor.session.agenda import agenda, clock_time
from proctor.session.durations import length_text
from proctor.session.material import PrivateMaterial
from proctor.session.plain_text import shown_line
from proctor.session.public_words import PUBLIC_REMINDER
from proctor.session.state import Session
from proctor.session.terms import Terms


class Key(NamedTuple):
    """A key of the cockpit and what it does, in a few words."""

    key: str
    meaning: str


COCKPIT_KEYS: Final[tuple[Key, ...]] = (
    Key("tab", "mirror or private panes"),
    Key("1-9", "private pane by number"),
    Key("[ ]", "tab of the mirror, left, right"),
    Key("f", "follow the candidate, or not"),
    Key("b", "let the candidate begin"),
    Key("n", "note"),
    Key("i", "known issue"),
    Key("a", "answer, or just write"),
    Key("h", "hint (reviewers see it)"),
    Key("p", "pause with a reason, resume"),
    Key("+", "extend"),
    Key("o", "focus time"),
    Key("c", "credit a lost connection"),
    Key("w", "write and deliver feedback"),
    Key("v", "observe how it is taken"),
    Key("r", "reveal a hidden check"),
    Key("k", "controls: take, give, release"),
    Key("x", "end the phase"),
    Key("?", "help"),
    Key("q", "leave; the session goes on"),
)

_OPENING: Final = "Say who you are, that you watch and take notes, and that you want them to show their best."
_FEEDBACK: Final = (
    "One strength and one area for improvement, both in this session, before the revision; say them in person too.",
    "Be concrete and speak about the work, not the person: which line, what it brings about.",
    "An area is a direction, best as a question; the solution is theirs to find.",
    "Then listen. They may agree, ask, or argue for another way: a good argument counts as much as a change.",
)
_BROKEN_LINE: Final = (
    "Their connection is lost: all goes on here, and they come back with proctor join. Pause (technical), "
    "then give the time back: proctor credit."
)
_BREAKS: Final = (
    "A check breaks (FAULT): it never counts against them. Tell them; proctor check runs it again.",
    "Your own screen is gone: proctor watch again; nothing is lost.",
)
_LOST_MACHINE: Final = (
    "The machine is gone: the session's folder has every save, and proctor join goes on from it. "
    "Finished sessions move by proctor export and import."
)


class Section(msgspec.Struct, frozen=True):
    """A heading and what stands below it; a line may be longer than a screen is wide."""

    title: str
    lines: tuple[str, ...]


def brief(
    session: Session, material: PrivateMaterial, t_s: float, *, when: Callable[[datetime], str]
) -> tuple[Section, ...]:
    """The page for a session at `t_s`; `when` writes a moment as the time of day where the reader is."""
    terms = session.terms
    watched = (*material.watch, *((PUBLIC_REMINDER,) if material.public else ()))
    return (
        Section("Say at the start", tuple(_opening_lines(terms, material))),
        Section("Agenda", tuple(_agenda_lines(session, t_s, when))),
        *((Section("Watch for", tuple(_each(watched))),) if watched else ()),
        Section("Keys of the cockpit", tuple(_key_lines())),
        Section("Feedback", tuple(_each(_FEEDBACK))),
        Section("When something breaks", tuple(_each((_BROKEN_LINE, *_BREAKS, _host_line(terms), _LOST_MACHINE)))),
    )


def _opening_lines(terms: Terms, material: PrivateMaterial) -> Iterator[str]:
    yield " ".join(material.opening.split()) or _OPENING
    begins = "once you let them" if terms.interviewer_opens else "when ready"
    focus = f" For {length_text(terms.focus_s)} in all they may work unseen." if terms.focus_s else ""
    yield f"Nothing runs yet: they start the clock {begins}. Unfinished work is normal.{focus}"
    picture = "" if terms.screen == "off" else ", and their editor's window"
    kept = " (recorded)" if terms.screen == "recorded" else ""
    yield f"You see their files as saved, checks and clock{picture}{kept}; you cannot type there."


def _agenda_lines(session: Session, t_s: float, when: Callable[[datetime], str]) -> Iterator[str]:
    marks = {"done": "done", "now": "now ", "next": "    "}
    for item in agenda(session, t_s):
        start = when(clock_time(session, item.at_s))
        yield f"{marks[item.standing]}  {start}  {item.title:<13} {length_text(item.length_s):<11} {item.what}"


def _key_lines() -> Iterator[str]:
    """Two keys side by side."""
    cells = [f"{key:<4} {meaning}" for key, meaning in COCKPIT_KEYS]
    half = (len(cells) + 1) // 2
    for left, right in zip(cells[:half], [*cells[half:], ""], strict=False):
        yield f"{left:<36}{right}".rstrip()


def _host_line(terms: Terms) -> str:
    cost = "that time is given back" if terms.downtime == "pause" else "the clock counts meanwhile, as agreed"
    return f"The host is gone: proctor join or proctor watch starts it; {cost}."


def _each(texts: tuple[str, ...]) -> Iterator[str]:
    yield from (f"- {shown_line(text)}" for text in texts)
