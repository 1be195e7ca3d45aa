import pytest

from proctor.cli.commands import COMMANDS, find_command
from proctor.cli.guidance import help_lines
from proctor.cli.parsing import Handler, Parser, parsed_options
from proctor.errors import UsageError
from proctor.session.verbs import VERBS, Verb
from tests.cli.conftest import Call


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_is_a_command_with_the_verbs_help_and_arguments(verb: Verb, call: Call) -> None:
    assert find_command(verb.name).help == verb.help
    with pytest.raises(SystemExit) as left:
        call(verb.name, "--help")
    assert left.value.code == 0
    parser = Parser(prog="x")
    find_command(verb.name).handler().arguments(parser)
    text = " ".join(parser.format_help().split())
    for arg in verb.args:
        assert (arg.name.upper() if arg.positional else f"--{arg.name}") in text
        assert all(choice in text for choice in arg.choices)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_loads_a_handler(command: object) -> None:
    assert isinstance(command.handler(), Handler)  # type: ignore[attr-defined]


def test_names_are_unique() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)


def test_the_help_names_every_command_in_80_columns() -> None:
    lines = list(help_lines())
    assert all(len(line) <= 80 for line in lines)
    assert all(any(line.startswith(f"  {command.name} ") for line in lines) for command in COMMANDS)


def test_a_clear_beginning_is_enough() -> None:
    assert find_command("sess").name == "sessions"
    assert find_command("revi").name == "revise"


def test_an_unclear_beginning_lists_what_it_could_be() -> None:
    with pytest.raises(UsageError) as refused:
        find_command("sta")
    assert refused.value.hint == "say one of: start, status"


def test_a_misspelt_command_gets_a_proposal() -> None:
    with pytest.raises(UsageError) as refused:
        find_command("submitt")
    assert refused.value.hint == "did you mean: proctor submit"


@pytest.mark.parametrize(
    "words",
    [
        ["5", "--reason", "alarm", "abc"],
        ["--reason", "alarm", "5", "abc"],
        ["5", "abc", "--reason", "alarm"],
        ["5", "--session", "abc", "--reason", "alarm"],
        ["--session", "abc", "--reason", "alarm", "5"],
    ],
)
def test_options_and_bare_words_come_in_any_order(words: list[str]) -> None:
    options = parsed_options("extend", "give time", find_command("extend").handler(), words)
    assert (options.time, options.reason) == ("5", "alarm")
    assert "abc" in {options.session_word, options.session_option}
