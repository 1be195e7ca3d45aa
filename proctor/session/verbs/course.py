"""The acts of the main phase: start, clock, checks, the end."""

from typing import Final

from proctor.session.phases import PauseReason, Phase
from proctor.session.verbs.verb import BOTH, CANDIDATE, INTERVIEWER, TIMED_PHASES, Arg, ArgKind, Verb

_REASON: Final = Arg(
    "reason", "why: break, accommodation, technical or other", choices=tuple(PauseReason), default=PauseReason.OTHER
)

COURSE: Final[tuple[Verb, ...]] = (
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
        TIMED_PHASES,
        "stop the clock, with a reason",
        (_REASON, Arg("note", "a word more, for the record")),
        key="p",
        steers=True,
    ),
    Verb(
        "resume",
        BOTH,
        TIMED_PHASES,
        "let the clock run again",
        (Arg("note", "a word more, for the record"),),
        key="p",
        steers=True,
    ),
    Verb(
        "extend",
        ("interviewer", "candidate"),
        TIMED_PHASES,
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
        TIMED_PHASES,
        "give back time that a lost connection took",
        (
            Arg("time", "how long: 5 (minutes), 90s; without it, all that was lost", ArgKind.DURATION, positional=True),
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
)
