"""Texts that are too long for a command line: from a file, or from standard input."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from proctor.cli.parsing import Parser
from proctor.errors import UsageError

STANDARD_INPUT: Final = "-"
LONGEST_BYTES: Final = 1 << 20

FROM_FILES: Final = frozenset({(verb, arg) for verb in ("feedback", "draft") for arg in ("strength", "improvement")})
"""Arguments of verbs that have a twin `--NAME-file FILE`."""


def add_file(parser: Parser, name: str) -> None:
    """Let the text of an argument come from a file."""
    parser.add_argument(f"--{name}-file", metavar="FILE", help=f"the same from a file; {STANDARD_INPUT} is the input")


def text_of(name: str, given: str | bool | None, words: Mapping[str, Any]) -> str | None:
    """The text of an argument that stands in a file or comes as input; None where it is as it was `given`."""
    file = words.get(f"{name}_file")
    if file is not None and given is not None:
        raise UsageError(f"--{name} and --{name}-file say the same thing twice", hint="leave one out")
    if STANDARD_INPUT in (given, file):
        return sys.stdin.read()
    return None if file is None else _read(Path(file))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="name a text file") from error
    if len(content) > LONGEST_BYTES:
        raise UsageError(f"{path} is longer than anybody reads", hint="at most 1 MiB")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8", hint="name a text file") from error
