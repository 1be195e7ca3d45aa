"""The one table of everything a person can do to a session: command line, sockets, palette, keys and docs follow it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, get_args

from proctor.errors import UsageError
from proctor.session.durations import parse_duration_s
from proctor.session.events import IssueState, Reception, Role
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
    and answered like the first time. `confirm` is asked once at a terminal before something irreversible. `steers`: of
    several interviewers only who holds the controls may. `private`: it leaves a trace in the private journal only.
    """

    name: str
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    help: str
    args: tuple[Arg, ...] = ()
    confirm: str = ""
    key: str = ""
    idempotent: bool = False
    steers: bool = False
    private: bool = False


_TIMED: Final = (Phase.WORK, Phase.REVISION)
_LIVE: Final = tuple(phase for phase in Phase if phase is not Phase.DONE)
_SHOWN: Final = (Phase.WORK, Phase.FEEDBACK, Phase.REVISION)
_REASON: Final = Arg(
    "reason", "why: break, accommodation, technical or other", choices=tuple(PauseReason), default=PauseReason.OTHER
)

_TEXT: Final = Arg("text", "what you want to say", required=True, positional=True)

QUICK_TAGS: Final = ("strength", "concern", "question", "idea", "time")
ISSUE_STATES: Final[tuple[IssueState, ...]] = get_args(IssueState)
RECEPTIONS: Final[tuple[Reception, ...]] = get_args(Reception)

VERBS: Final[tuple[Verb, ...]] = (
    Verb(
        "begin",
        BOTH,
        (Phase.LOBBY,),
        "start the clock (candidate), or let the candidate start it (interviewer)",
        confirm="The clock starts now.",
        key="b",
        idempotent=True,
        steers=True,
    ),
    Verb("check", BOTH, (Phase.WORK, Phase.FEEDBACK, Phase.REVISION), "run the visible checks now", key="c"),
    Verb(
        "pause",
        BOTH,
        _TIMED,
        "stop the clock, with a reason",
        (_REASON, Arg("note", "a word more, for the record")),
        key="p",
        steers=True,
    ),
    Verb(
        "resume",
        BOTH,
        _TIMED,
        "let the clock run again",
        (Arg("note", "a word more, for the record"),),
        key="p",
        steers=True,
    ),
    Verb(
        "extend",
        ("interviewer", "candidate"),
        _TIMED,
        "give the present phase more time",
        (
            Arg("time", "how long: 5 (minutes), 90s, 1h", ArgKind.DURATION, required=True, positional=True),
            Arg("reason", "why, for the record"),
        ),
        steers=True,
    ),
    Verb(
        "credit",
        INTERVIEWER,
        _TIMED,
        "give back time that a lost connection took",
        (
            Arg("time", "how long: 5 (minutes), 90s; without it, the last loss", ArgKind.DURATION, positional=True),
            Arg("note", "what happened, for the record"),
        ),
        steers=True,
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
        steers=True,
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
            Arg("prompted", "ids of hidden checks and known issues that it is about, with commas between"),
            Arg("unedited", "deliver a sample of the guide without a word changed", ArgKind.FLAG),
        ),
        key="f",
        steers=True,
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
        steers=True,
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
    Verb("ask", CANDIDATE, _LIVE, "ask the interviewer something in writing", (_TEXT,), key="a"),
    Verb(
        "answer",
        INTERVIEWER,
        _LIVE,
        "answer a question of the candidate, or just write to them",
        (_TEXT, Arg("to", "the number of the question (default: the oldest open one)")),
        steers=True,
    ),
    Verb("hint", INTERVIEWER, _LIVE, "help the candidate on; reviewers see it", (_TEXT,), steers=True),
    Verb(
        "focus",
        BOTH,
        _TIMED,
        "start agreed minutes in which nobody watches",
        (
            Arg("time", "how long: 5 (minutes), 90s", ArgKind.DURATION, positional=True),
            Arg("end", "end them early (candidate)", ArgKind.FLAG),
        ),
        key="o",
        steers=True,
    ),
    Verb(
        "present",
        CANDIDATE,
        _SHOWN,
        "point at a place of your work, for whoever watches",
        (Arg("place", "FILE, or FILE:LINE", required=True, positional=True),),
    ),
    Verb(
        "reveal",
        INTERVIEWER,
        _SHOWN,
        "show a hidden check and what it says to the candidate",
        (Arg("check", "the id of the check", required=True, positional=True),),
        confirm="The candidate will see the promise of this hidden check and what it says.",
        steers=True,
    ),
    Verb(
        "controls",
        INTERVIEWER,
        tuple(Phase),
        "take, give or release the controls, of which one interviewer holds them",
        (
            Arg("do", "take, give or release", positional=True, choices=("take", "give", "release"), default="take"),
            Arg("to", "to whom they are given", positional=True),
        ),
    ),
    Verb(
        "note",
        INTERVIEWER,
        tuple(Phase),
        "write a private note",
        (_TEXT, Arg("tag", f"a word for finding it again, such as {', '.join(QUICK_TAGS)}")),
        private=True,
    ),
    Verb(
        "issue",
        INTERVIEWER,
        tuple(Phase),
        "mark a known issue as found, hinted, missed or open (private)",
        (
            Arg("issue", "its id", required=True, positional=True),
            Arg("state", "how far the candidate is", positional=True, choices=ISSUE_STATES, default="found"),
            Arg("note", "a word more"),
        ),
        private=True,
    ),
    Verb(
        "draft",
        INTERVIEWER,
        tuple(Phase),
        "keep feedback that is not finished (private)",
        (Arg("strength", "one thing done well"), Arg("improvement", "one area for improvement")),
        private=True,
    ),
    Verb(
        "observe",
        INTERVIEWER,
        (Phase.FEEDBACK, Phase.REVISION, Phase.DONE),
        "note how the feedback is taken (private)",
        (
            Arg("how", "what you saw", required=True, positional=True, choices=RECEPTIONS),
            Arg("note", "a word more"),
        ),
        private=True,
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
    if arg.kind is ArgKind.DURATION:
        return parse_duration_s(text) if text else 0.0
    return text
