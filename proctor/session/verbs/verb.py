"""What an act is: who may do it, in which phases, what it asks, and the words around it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from proctor.session.events import Role
from proctor.session.phases import TIMED, Phase

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


TIMED_PHASES: Final = tuple(phase for phase in Phase if phase in TIMED)
LIVE_PHASES: Final = tuple(phase for phase in Phase if phase is not Phase.DONE)
SHOWN_PHASES: Final = (Phase.WORK, Phase.FEEDBACK, Phase.REVISION)

TEXT: Final = Arg("text", "what you want to say", required=True, positional=True)
