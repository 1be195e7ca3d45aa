"""The one table of commands: name, for whom, what it does, and where its handler is loaded from.

The acts come from `session/verbs.py`; nothing is said about them twice.
"""

import difflib
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from proctor.cli.parsing import Handler
from proctor.errors import UsageError
from proctor.session.verbs import BY_NAME, VERBS, Verb


class Audience(StrEnum):
    """For whom a command is, as a heading of the help."""

    CANDIDATES = "For candidates"
    INTERVIEWERS = "For interviewers"
    EVERYBODY = "For everybody"
    REVIEWERS = "For reviewers"
    AUTHORS = "For authors and whoever picks an exercise"


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `where` names its `Handler` and is loaded only when the command is called."""

    name: str
    audience: Audience
    help: str
    where: str

    def handler(self) -> Handler:
        """Load what carries the command out."""
        found = pkgutil.resolve_name(self.where)
        if self.name in BY_NAME:
            found = found(BY_NAME[self.name])
        if not isinstance(found, Handler):
            raise TypeError(f"{self.where} is no handler")
        return found


_BY_ROLE: Final = {"candidate": Audience.CANDIDATES, "interviewer": Audience.INTERVIEWERS}


def _handled_in(verb: Verb) -> str:
    """Checking is an act on a live session, and on a finished one a look back over its record."""
    return "proctor.cli.check:check_handler" if verb.name == "check" else "proctor.cli.acts:act_handler"


COMMANDS: Final[tuple[Command, ...]] = (
    Command("start", Audience.CANDIDATES, "create a session of an exercise and open it", "proctor.cli.start:START"),
    Command("join", Audience.CANDIDATES, "open the screen of a session again", "proctor.cli.join:JOIN"),
    Command("spec", Audience.CANDIDATES, "print the task of a session", "proctor.cli.spec:SPEC"),
    *(Command(verb.name, _BY_ROLE[verb.roles[0]], verb.help, _handled_in(verb)) for verb in VERBS),
    Command("brief", Audience.INTERVIEWERS, "print one page to prepare a session with", "proctor.cli.brief:BRIEF"),
    Command(
        "watch", Audience.INTERVIEWERS, "watch a session, or practise on a recorded one", "proctor.cli.watch:WATCH"
    ),
    Command("status", Audience.EVERYBODY, "say where a session stands", "proctor.cli.status:STATUS"),
    Command("export", Audience.EVERYBODY, "write a finished session to one file", "proctor.cli.handover:EXPORT"),
    Command("sessions", Audience.EVERYBODY, "list all sessions, newest first", "proctor.cli.sessions:SESSIONS"),
    Command(
        "completion", Audience.EVERYBODY, "print what bash needs to finish words", "proctor.cli.completion:COMPLETION"
    ),
    Command("import", Audience.REVIEWERS, "take in a session that was exported", "proctor.cli.handover:IMPORT"),
    Command("redact", Audience.REVIEWERS, "write a session anew without the name", "proctor.cli.redact:REDACT"),
    Command("purge", Audience.REVIEWERS, "delete sessions for good, and keep a receipt", "proctor.cli.purge:PURGE"),
    Command("doctor", Audience.EVERYBODY, "say how well this machine confines candidates", "proctor.cli.doctor:DOCTOR"),
    Command(
        "replay", Audience.REVIEWERS, "go through a finished session, moment by moment", "proctor.cli.replay:REPLAY"
    ),
    Command("diff", Audience.REVIEWERS, "show what changed because of the feedback", "proctor.cli.diff:DIFF"),
    Command("compare", Audience.REVIEWERS, "set sessions of one exercise side by side", "proctor.cli.compare:COMPARE"),
    Command("score", Audience.REVIEWERS, "judge a session by its rubric", "proctor.cli.score:SCORE"),
    Command("report", Audience.REVIEWERS, "write a session's report on one page", "proctor.cli.report:REPORT"),
    Command("list", Audience.AUTHORS, "list the exercises", "proctor.cli.catalogue:LIST"),
    Command("show", Audience.AUTHORS, "describe one exercise", "proctor.cli.catalogue:SHOW"),
    Command(
        "exercise", Audience.AUTHORS, "write an exercise, prove it, grade solutions", "proctor.cli.exercise:EXERCISE"
    ),
)


def find_command(word: str) -> Command:
    """The command that `word` names, or the only one that begins so; a UsageError proposes what was meant."""
    exact = [command for command in COMMANDS if command.name == word]
    beginning = exact or [command for command in COMMANDS if word and command.name.startswith(word)]
    if len(beginning) == 1:
        return beginning[0]
    if beginning:
        names = ", ".join(command.name for command in beginning)
        raise UsageError(f"{word!r} begins several commands", hint=f"say one of: {names}")
    near = difflib.get_close_matches(word, [command.name for command in COMMANDS], n=1)
    hint = f"did you mean: proctor {near[0]}" if near else "see: proctor --help"
    raise UsageError(f"there is no command {word!r}", hint=hint)
