"""Who the candidate is to git inside their window."""

from typing import Final

_SETTINGS: Final = '[user]\n\tname = "{name}"\n\temail = candidate@localhost\n[init]\n\tdefaultBranch = main\n'


def git_settings(candidate: str) -> str:
    """A settings file for git in which the name is nothing but a name."""
    name = "".join(letter for letter in candidate if letter.isprintable() and letter not in '"\\')
    return _SETTINGS.format(name=name or "candidate")
