"""The commands inside the sandbox of a candidate's shell: one session, known by its socket, and none of its files.

What such a shell has no part in (other sessions, the record, exercises) is not there, and the commands for it say so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.errors import EnvironmentFault, UsageError
from proctor.link.inside import WORKSPACE, session_inside
from proctor.record.store import SessionFolder
from proctor.session.verbs import VERBS

_HERE: Final = frozenset(
    {"status", "spec", "completion", *(verb.name for verb in VERBS if "candidate" in verb.roles)},
)
_OF_THE_RECORD: Final = frozenset({"--all-snapshots"})


@dataclass(frozen=True, order=True)
class SessionHere(SessionFolder):
    """The session of this shell; of its files only the workspace exists here."""

    @property
    def workspace(self) -> Path:
        """The candidate's files, where the sandbox has them."""
        return WORKSPACE


def session_here(words: str, folder: Path) -> SessionHere:
    """The session in `folder`, if that is what `words` mean; raises UsageError for any other."""
    here = SessionHere(folder)
    if words and not (here.id.startswith(words) or here.id.endswith(words)):
        raise UsageError(f"this shell belongs to {here.id} and knows no other session", hint="leave the session out")
    return here


def refuse_what_is_not_here(name: str, words: Collection[str] = ()) -> None:
    """Raise EnvironmentFault for a command that would need what is outside of this shell's sandbox.

    `words` are those behind the command's name: some commands need the record only with certain options.
    """
    of_the_record = _OF_THE_RECORD & set(words)
    if session_inside() is None or (name in _HERE and not of_the_record):
        return
    name = " ".join([name, *sorted(of_the_record)])
    if name == "join":
        hint = "the screen is the other window of this terminal: press the key that its last line names"
    else:
        hint = "here there are: proctor status, spec, check, ask, history, restore, submit; see proctor --help"
    raise EnvironmentFault(f"proctor {name} does not work in this window: it sees the work and nothing else", hint=hint)
