"""Whose the workspace is. A host that runs as root gives it to a number that nobody has, and keeps everything else."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from proctor.sandbox.account import spare_account


def shell_uid(session: str) -> int | None:
    """The account of a session's shell; None where that is the host's own, because it has no right to another."""
    return spare_account(f"shell:{session}")


def hand_over(workspace: Path, uid: int) -> None:
    """Give the workspace and all that is in it to `uid`; what is put there meanwhile gets the folder's owner.

    Follows no link, and leaves alone what has a second name, which may lie outside.
    """
    os.chown(workspace, uid, uid, follow_symlinks=False)
    for _, folders, files, fd in os.fwalk(workspace, follow_symlinks=False):
        for name in (*folders, *files):
            with suppress(OSError):
                _give(name, uid, fd)


def _give(name: str, uid: int, within: int) -> None:
    status = os.stat(name, dir_fd=within, follow_symlinks=False)
    if status.st_uid == uid:
        return
    if stat.S_ISDIR(status.st_mode) or status.st_nlink == 1:
        os.chown(name, uid, uid, dir_fd=within, follow_symlinks=False)
