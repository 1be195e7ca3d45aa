"""Who an interviewer says they are: the name beside their acts, and in the list of who is there."""

import getpass
import os
from collections.abc import Mapping
from typing import Final

from proctor.cli.parsing import Parser
from proctor.errors import UsageError
from proctor.session.plain_text import shown_line

WHO_VARIABLE: Final = "PROCTOR_WHO"
LONGEST_NAME: Final = 60


def add_who(parser: Parser) -> None:
    """Let a command take `--who NAME`."""
    parser.add_argument(
        "--who", "--name", dest="who", metavar="NAME", help=f"interviewer: who you are (default: ${WHO_VARIABLE})"
    )


def own_name(said: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The name that was said, else the one in the environment, else that of the account.

    Raises UsageError for a name that nobody could read.
    """
    named = environment.get(WHO_VARIABLE, "") if said is None else said
    name = shown_line(named)
    if named and not name:
        raise UsageError("a name needs letters that can be shown", hint='for example: --who "Grace"')
    if len(name) > LONGEST_NAME:
        raise UsageError(f"a name has at most {LONGEST_NAME} letters", hint="use a shorter one")
    return name or _account_name()


def _account_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "interviewer"
