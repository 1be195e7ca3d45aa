"""What the two people write to each other while the session runs."""

from typing import Final

from proctor.session.verbs.verb import CANDIDATE, INTERVIEWER, LIVE_PHASES, TEXT, Arg, Verb

TALK: Final[tuple[Verb, ...]] = (
    Verb("ask", CANDIDATE, LIVE_PHASES, "ask the interviewer something in writing", (TEXT,), key="a"),
    Verb(
        "answer",
        INTERVIEWER,
        LIVE_PHASES,
        "answer a question of the candidate, or just write to them",
        (TEXT, Arg("to", "the number of the question (default: the oldest open one)")),
        steers=True,
    ),
    Verb("hint", INTERVIEWER, LIVE_PHASES, "help the candidate on; reviewers see it", (TEXT,), steers=True),
)
