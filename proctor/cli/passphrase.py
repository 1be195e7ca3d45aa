"""Where a passphrase comes from: a file that the caller names, or a person at a terminal. Never the command line."""

import getpass
import secrets
import sys
from pathlib import Path
from typing import Final

from proctor.cli.parsing import Parser
from proctor.errors import UsageError

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 5
_GROUP_LETTERS: Final = 5
_FILE_BYTES_MAX: Final = 4096


def add_passphrase(parser: Parser) -> None:
    """Let a command take `--passphrase-file FILE`."""
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default="", help="take the first line of this file instead of asking"
    )


def given_passphrase(file: str) -> str:
    """The passphrase of something that exists. Raises UsageError where there is neither a file nor a terminal."""
    return _of_file(file) if file else _asked("Passphrase: ")


def chosen_passphrase(file: str) -> tuple[str, bool]:
    """A passphrase for something new, and whether it was made here; a person may choose, twice the same, or let it."""
    if file:
        return _of_file(file), False
    first = _asked("Passphrase for the company part (Enter: have one made): ")
    if not first:
        return made_passphrase(), True
    if _asked("The same again: ") != first:
        raise UsageError("the two were not the same", hint="nothing was written; try again")
    return first, False


def made_passphrase() -> str:
    """One that nobody guesses (123 bits), in letters and digits that are not mistaken for each other."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def _of_file(file: str) -> str:
    path = Path(file).expanduser()
    try:
        with path.open("rb") as opened:
            content = opened.read(_FILE_BYTES_MAX).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"no passphrase can be read from {path}: {error}", hint="name a file of text") from error
    first = content.splitlines()[0] if content else ""
    if not first.strip():
        raise UsageError(f"the first line of {path} is empty", hint="write the passphrase there")
    return first


def _asked(question: str) -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("there is no terminal to ask for the passphrase", hint="add: --passphrase-file FILE")
    return getpass.getpass(question, stream=sys.stderr)
