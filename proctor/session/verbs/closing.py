"""The acts after the work: explaining it, feedback, revision, the end."""

from typing import Final

from proctor.session.phases import Phase
from proctor.session.verbs.verb import BOTH, CANDIDATE, Arg, ArgKind, Verb

CLOSING: Final[tuple[Verb, ...]] = (
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
)
