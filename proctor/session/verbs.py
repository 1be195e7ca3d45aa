"""The one table of everything a person can do to a session: command line, sockets, palette, keys and docs follow it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from proctor.errors import UsageError
from proctor.session.durations import parse_duration_s
from proctor.session.events import Role
from proctor.session.phases import PauseReason, Phase

CANDIDATE: Final[tuple[Role, ...]] = ("candidate",)
INTERVIEWER: Final[tuple[Role, ...]] = ("interviewer",)
BOTH: Final[tuple[Role, ...]] = ("candidate", "interviewer")


class ArgKind(Enum):
    """How the text of an argument becomes a value."""

    TEXT = "text"
    DURATION = "duration"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a verb; on the command line `--name`, or bare when `positional`."""

    name: str
    help: str
    kind: ArgKind = ArgKind.TEXT
    required: bool = False
    positional: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """An act: who may do it, in which phases, what it asks, and the words around it.

    `roles[0]` is meant when a caller could act as either. `idempotent`: doing it again after a lost answer is harmless
    and answered like the first time. `confirm` is asked once at a terminal before something irreversible.
    """

    name: str
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    help: str
    args: tuple[Arg, ...] = ()
    confirm: str = ""
    key: str = ""
    idempotent: bool = False


_TIMED: Final = (Phase.WORK, Phase.REVISION)
_REASON: Final = Arg(
    "reason", "why: break, accommodation, technical or other", choices=tuple(PauseReason), default=PauseReason.OTHER
)

VERBS: Final[tuple[Verb, ...]] = (
    Verb(
        "begin",
        BOTH,
        (Phase.LOBBY,),
        "start the clock (candidate), or let the candidate start it (interviewer)",
        confirm="The clock starts now.",
        key="b",
        idempotent=True,
    ),
    Verb("check", BOTH, (Phase.WORK, Phase.FEEDBACK, Phase.REVISION), "run the visible checks now", key="c"),
    Verb(
        "pause",
        BOTH,
        _TIMED,
        "stop the clock, with a reason",
        (_REASON, Arg("note", "a word more, for the record")),
        key="p",
    ),
    Verb("resume", BOTH, _TIMED, "let the clock run again", (Arg("note", "a word more, for the record"),), key="p"),
    Verb(
        "extend",
        ("interviewer", "candidate"),
        _TIMED,
        "give the present phase more time",
        (
            Arg("time", "how long: 5 (minutes), 90s, 1h", ArgKind.DURATION, required=True, positional=True),
            Arg("reason", "why, for the record"),
        ),
    ),
    Verb(
        "credit",
        INTERVIEWER,
        _TIMED,
        "give back time that a lost connection took",
        (
            Arg("time", "how long: 5 (minutes), 90s", ArgKind.DURATION, required=True, positional=True),
            Arg("note", "what happened, for the record"),
        ),
    ),
    Verb(
        "submit",
        CANDIDATE,
        (Phase.WORK,),
        "hand the work in; unfinished work is normal",
        confirm="Your work is handed in as it stands on disk, and the main phase ends.",
        key="s",
        idempotent=True,
    ),
    Verb(
        "end",
        INTERVIEWER,
        (Phase.LOBBY, Phase.WORK, Phase.FEEDBACK, Phase.REVISION),
        "end the present phase for the candidate",
        confirm="This ends the present phase for the candidate.",
    ),
    Verb(
        "respond",
        CANDIDATE,
        (Phase.FEEDBACK, Phase.REVISION, Phase.DONE),
        "explain your work in writing; after feedback, answer it",
        (Arg("text", "what you want to say", required=True, positional=True),),
        key="w",
    ),
    Verb(
        "feedback",
        ("interviewer", "candidate"),
        (Phase.FEEDBACK, Phase.DONE),
        "deliver one strength and one area for improvement",
        (
            Arg("strength", "one thing done well"),
            Arg("improvement", "one area for improvement"),
            Arg("self", "practice: take the program's own feedback", ArgKind.FLAG),
        ),
        key="f",
    ),
    Verb("revise", CANDIDATE, (Phase.FEEDBACK,), "start the revision clock", key="r", idempotent=True),
    Verb(
        "finish",
        BOTH,
        (Phase.FEEDBACK, Phase.REVISION),
        "end the session with the work as it stands",
        confirm="The session ends with the work as it stands on disk.",
        key="d",
        idempotent=True,
    ),
    Verb(
        "restore",
        CANDIDATE,
        _TIMED,
        "bring an earlier version of a file back",
        (
            Arg("file", "path inside the workspace", required=True, positional=True),
            Arg("at", "which version: a time such as 14:05, a snapshot id, or start", required=True),
        ),
    ),
    Verb(
        "history", BOTH, tuple(Phase), "list the saved versions", (Arg("file", "only of this file", positional=True),)
    ),
)

BY_NAME: Final[dict[str, Verb]] = {verb.name: verb for verb in VERBS}

Value = str | float | bool


def parsed(verb: Verb, given: dict[str, object]) -> dict[str, Value]:
    """The verb's arguments as values (durations in seconds); UsageError names what is missing or unknown."""
    known = {arg.name: arg for arg in verb.args}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise UsageError(f"{verb.name} has no argument {unknown[0]!r}", hint=f"it takes: {', '.join(known) or 'none'}")
    return {name: _value(verb, arg, given.get(name)) for name, arg in known.items()}


def _value(verb: Verb, arg: Arg, given: object) -> Value:
    if arg.kind is ArgKind.FLAG:
        return bool(given)
    text = str(arg.default if given is None else given).strip()
    if arg.required and not text:
        raise UsageError(f"{verb.name} needs {arg.name}: {arg.help}")
    if arg.choices and text not in arg.choices:
        raise UsageError(f"{arg.name} cannot be {text!r}", hint=f"one of: {', '.join(arg.choices)}")
    return parse_duration_s(text) if arg.kind is ArgKind.DURATION else text
