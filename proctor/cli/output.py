"""The two ways in which a command answers."""

from collections.abc import Iterable

import msgspec


def print_json(report: object) -> None:
    """Print one JSON document; every character outside ASCII stands as itself."""
    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())


def print_lines(lines: Iterable[str]) -> None:
    """Print plain lines."""
    for line in lines:
        print(line)
