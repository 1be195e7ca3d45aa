"""The ways in which a command answers."""

import sys
import unicodedata
from collections.abc import Iterable

import msgspec


def print_json(report: object) -> None:
    """Print one JSON document; every character outside ASCII stands as itself."""
    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())


def print_lines(lines: Iterable[str]) -> None:
    """Print plain lines."""
    for line in lines:
        print(line)


def print_work(content: bytes) -> None:
    """Print a file or a diff: byte for byte for a program, at a terminal without anything that could steer it."""
    if sys.stdout.isatty():
        print(_marked(content.decode(errors="replace")), end="")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def _marked(text: str) -> str:
    """`text` with a sign in place of every control character: a reviewer must see that there was one."""
    return "".join(
        letter if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"} else "�"
        for letter in text
    )
