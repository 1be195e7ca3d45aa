"""Which names in a workspace are nobody's work: caches, what editors keep beside a file, and git's own."""

import re
from typing import Final

LATE_EDITS: Final = "late-edits"
"""The workspace's own folder for what was saved while the work was frozen; never part of the work again."""
_CACHES: Final = frozenset({"__pycache__", ".pytest_cache"})
_EDITOR: Final = re.compile(
    r"""
    \..*\.sw.      # vim's swap files
    | pytest-cache-files-.*  # pytest's cache while it is made
    | 4913         # vim's probe whether it may create files
    | .*~          # backups
    | \.\#.*       # emacs: who edits (a dangling link)
    | \#.*\#       # emacs: autosave
    | .*\.pyc      # compiled
    """,
    re.VERBOSE | re.DOTALL,
)
# Characters that some file systems ignore in names, so that a folder with them can be git's folder there.
_IGNORABLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def is_noise(path: str) -> bool:
    """Whether the entry at this workspace path is left out without a word."""
    name = path.rpartition("/")[2]
    return path == LATE_EDITS or name in _CACHES or _EDITOR.fullmatch(name) is not None


def is_reserved(name: str) -> bool:
    """Whether some system would take this name for git's own folder: `.git`, `.GIT`, `git~1`, `.git.` and such."""
    plain = _IGNORABLE.sub("", name).casefold().partition(":")[0].rstrip(". ")
    return plain in {".git", "git~1"}
