"""Which of the candidate's own variables their window gets, and which of them may come near what runs outside."""

import os
import re
from collections.abc import Mapping
from typing import Final

from proctor.host.shell.choice import Choice

_HARMLESS: Final = re.compile(r"COLORTERM|NO_COLOR|LANG|LANGUAGE|LC_[A-Z]+|TZ")
_EDITING: Final = re.compile(r"EDITOR|VISUAL|VIMINIT|SSH_CONNECTION")


def harmless(offered: Mapping[str, str]) -> dict[str, str]:
    """Language and colours: what decides how text looks and nothing else."""
    return {name: value for name, value in offered.items() if _HARMLESS.fullmatch(name)}


def handed_in(offered: Mapping[str, str], choice: Choice, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What enters a window besides what is set there; `TERM` is that of the terminal it is on."""
    editing = {name: value for name, value in offered.items() if _EDITING.fullmatch(name)}
    if choice.word:
        editing |= {"EDITOR": choice.editor, "VISUAL": choice.editor}
    term = own.get("TERM") or offered.get("TERM") or "xterm"
    return {**harmless(offered), **editing, "SHELL": choice.shell, "TERM": term}
