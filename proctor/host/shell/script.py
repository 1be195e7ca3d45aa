"""What runs in the window, as text for a shell: the editor first, then words, then the candidate's shell."""

import shlex
from pathlib import PurePath
from typing import Final

from proctor.host.shell.choice import Choice
from proctor.host.shell.order import Order

_WORDS: Final = "This is your workspace. {key} goes back to the task; any editor works."
_NO_NETWORK: Final = "There is no network in this window: use your own browser for the web."
_SETTINGS: Final = '[ -d {home} ] && cp -R {home}/. "$HOME" && chmod -R u+w "$HOME"'
_BASHRC: Final = """\
[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
[ -r ~/.bashrc ] && . ~/.bashrc
__first() {{
  PROMPT_COMMAND=$__prompt
  unset -f __first
  {first}
}}
__prompt=${{PROMPT_COMMAND-}}
PROMPT_COMMAND=__first
"""


def start_script(order: Order, choice: Choice, *, settings: str = "", bashrc: str = "") -> str:
    """The whole window as one POSIX script.

    `settings` is a folder to fill the home from. With `bashrc`, a path that holds `start_file`, bash runs the editor as
    a job of its own, so that Ctrl-Z leads to the shell and `fg` back; other shells follow when the editor ends.
    """
    lines = ["#!/bin/sh"]
    if settings:
        lines.append(_SETTINGS.format(home=shlex.quote(settings)))
    if not order.then_shell:
        # Stopped, it would leave a terminal that nobody can use.
        lines += ["trap '' TSTP", f"exec {choice.editor or 'vi'} {shlex.quote(order.file)}"]
    elif bashrc and PurePath(choice.shell).name == "bash":
        lines.append(f"exec {shlex.quote(choice.shell)} --rcfile {shlex.quote(bashrc)} -i")
    else:
        lines += ["trap '' TSTP", *first_lines(order, choice), "trap - TSTP", f"exec {shlex.quote(choice.shell)}"]
    return "\n".join([*lines, ""])


def start_file(order: Order, choice: Choice) -> str:
    """What bash reads when it starts: the candidate's own file, then the editor at the first prompt."""
    return _BASHRC.format(first="\n  ".join(first_lines(order, choice)))


def first_lines(order: Order, choice: Choice) -> list[str]:
    """Editor and words."""
    words = [choice.word, _WORDS.format(key=order.switch_key), _NO_NETWORK if order.web and order.level else ""]
    editor = [f"{choice.editor} {shlex.quote(order.file)}"] if choice.editor else []
    return [*editor, *(f"printf '%s\\n' {shlex.quote(line)}" for line in words if line)]
