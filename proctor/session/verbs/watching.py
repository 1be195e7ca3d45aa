"""The acts around being watched: focus time, pointing at a place, revealing a check, who steers."""

from typing import Final

from proctor.session.phases import Phase
from proctor.session.verbs.verb import BOTH, CANDIDATE, INTERVIEWER, SHOWN_PHASES, TIMED_PHASES, Arg, ArgKind, Verb

WATCHING: Final[tuple[Verb, ...]] = (
    Verb(
        "focus",
        BOTH,
        TIMED_PHASES,
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
        SHOWN_PHASES,
        "point at a place of your work, for whoever watches",
        (Arg("place", "FILE, or FILE:LINE", required=True, positional=True),),
    ),
    Verb(
        "reveal",
        INTERVIEWER,
        SHOWN_PHASES,
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
)
