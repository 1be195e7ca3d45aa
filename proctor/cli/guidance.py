"""What `proctor --help` says: every command, grouped by whom it is for."""

from collections.abc import Iterator
from typing import Final

from proctor.cli.commands import COMMANDS, Audience
from proctor.cli.render import wrapped

_NAMES: Final = max(len(command.name) for command in COMMANDS)

_HEAD: Final = """\
usage: proctor COMMAND [OPTIONS] [SESSION]

Timed work-sample exercises for deep-learning roles, in a terminal."""

_FOOT: Final = """\
SESSION is an id, its beginning, or a folder; it can be left out while only one
session is live. Commands may be shortened while it is clear which is meant.
An act open to both people takes --as candidate or --as interviewer.
Every command takes --json for scripts and --yes to be asked nothing.

Exit codes: 0 done, 1 checks failed, 2 usage, 3 package or environment,
4 host unreachable, 70 bug, 130 interrupted.

One command in detail: proctor COMMAND --help"""


def help_lines() -> Iterator[str]:
    """The grouped help, at most 80 columns wide."""
    yield from _HEAD.splitlines()
    for audience in Audience:
        yield ""
        yield f"{audience}:"
        for command in COMMANDS:
            if command.audience is audience:
                yield from wrapped(command.help, first=f"  {command.name:<{_NAMES}}  ", rest=" " * (_NAMES + 4))
    yield ""
    yield from _FOOT.splitlines()
