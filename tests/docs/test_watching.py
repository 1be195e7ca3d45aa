"""What docs/WATCHING.md tells an interviewer is what the program does."""

from proctor.cli.commands import find_command
from proctor.cli.parsing import parsed_options
from proctor.session.brief import COCKPIT_KEYS
from tests.docs.documents import Document, commands, words

WATCHING = Document.named("docs/WATCHING.md")


def test_the_keys_are_those_of_the_cockpit() -> None:
    shown = [(words(row[0])[0], row[1]) for row in WATCHING.rows("The cockpit")]
    assert shown == [tuple(key) for key in COCKPIT_KEYS]


def test_every_call_is_understood() -> None:
    calls = commands(WATCHING)
    assert len(calls) > 20
    for call in calls:
        command = find_command(call[0])
        parsed_options(command.name, command.help, command.handler(), call[1:])
