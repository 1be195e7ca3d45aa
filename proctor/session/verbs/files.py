"""The acts on saved versions of files."""

from typing import Final

from proctor.session.phases import Phase
from proctor.session.verbs.verb import BOTH, CANDIDATE, TIMED_PHASES, Arg, Verb

FILES: Final[tuple[Verb, ...]] = (
    Verb(
        "restore",
        CANDIDATE,
        TIMED_PHASES,
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
