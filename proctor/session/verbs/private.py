"""What interviewers keep to themselves: these acts leave a trace in the private journal only."""

from typing import Final, get_args

from proctor.session.events import IssueState, Reception
from proctor.session.phases import Phase
from proctor.session.verbs.verb import INTERVIEWER, TEXT, Arg, Verb

QUICK_TAGS: Final = ("strength", "concern", "question", "idea", "time")
ISSUE_STATES: Final[tuple[IssueState, ...]] = get_args(IssueState)
RECEPTIONS: Final[tuple[Reception, ...]] = get_args(Reception)

PRIVATE: Final[tuple[Verb, ...]] = (
    Verb(
        "note",
        INTERVIEWER,
        tuple(Phase),
        "write a private note",
        (TEXT, Arg("tag", f"a word for finding it again, such as {', '.join(QUICK_TAGS)}")),
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
