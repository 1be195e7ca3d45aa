"""Putting recorded content back into a workspace that a candidate owns.

Like the walk, it goes by open folders and follows no link: nothing outside the workspace can be written through it.
What is put there belongs to whom the folder around it belongs.
"""

import contextlib
import os
import stat
from pathlib import Path

from proctor.errors import RecordError
from proctor.record.careful_open import open_folder
from proctor.record.noise import LATE_EDITS
from proctor.record.tree import Tree, TreeFile, shown


def put_file(workspace: Path, path: str, file: TreeFile) -> None:
    """Let `path` in the workspace hold `file`, in one step: whoever reads sees the old content or the new.

    Missing folders are made; a link in the way, as folder or as file, is replaced and not followed.
    Raises: RecordError if the place cannot be written.
    """
    *folders, name = path.split("/")
    if not all(part not in {"", ".", ".."} for part in (*folders, name)):
        raise RecordError(f"{shown(path)} is no place in a workspace", hint="Give a path inside the workspace.")
    try:
        with contextlib.ExitStack() as opened:
            fd = opened.enter_context(open_folder(workspace))
            for folder in folders:
                fd = opened.enter_context(_folder(fd, folder))
            _put(fd, name, file)
    except OSError as fault:
        raise RecordError(
            f"cannot write {shown(path)} into the workspace: {fault.strerror}", hint="Check the disk and the folder."
        ) from fault


def remove_file(workspace: Path, path: str) -> None:
    """Take `path` out of the workspace if it is there."""
    *folders, name = path.split("/")
    with contextlib.ExitStack() as opened, contextlib.suppress(OSError):
        fd = opened.enter_context(open_folder(workspace))
        for folder in folders:
            fd = opened.enter_context(open_folder(folder, within=fd))
        os.unlink(name, dir_fd=fd)


def lay_tree(workspace: Path, tree: Tree) -> None:
    """Put every file of `tree` into the workspace; what else is there stays."""
    for path, file in tree.files.items():
        put_file(workspace, path, file)


def return_to(workspace: Path, wanted: Tree, current: Tree) -> tuple[str, ...]:
    """Bring a workspace that holds `current` back to `wanted`, and keep what differs under `late-edits/`.

    Returns: the paths that were kept aside. Earlier late edits stay where they are.
    """
    differing = {
        path: file
        for path, file in current.files.items()
        if wanted.files.get(path) != file and not path.startswith(LATE_EDITS + "/")
    }
    for path, file in differing.items():
        put_file(workspace, f"{LATE_EDITS}/{path}", file)
    for path in differing:
        if path not in wanted.files:
            remove_file(workspace, path)
    for path, file in wanted.files.items():
        if current.files.get(path) != file:
            put_file(workspace, path, file)
    return tuple(differing)


def _folder(within: int, name: str) -> contextlib.AbstractContextManager[int]:
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISDIR(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=within)
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=within)
        _give(name, within)
    return open_folder(name, within=within)


def _put(fd: int, name: str, file: TreeFile) -> None:
    # The name is one that walks and watchers leave out.
    temporary = f".{name[:100]}.{os.getpid()}.proctor~"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=fd)
    if file.mode == "120000":
        os.symlink(file.content, temporary, dir_fd=fd)
        _give(temporary, fd)
    else:
        mode = 0o755 if file.mode == "100755" else 0o644
        written = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode, dir_fd=fd)
        _give(temporary, fd)
        with open(written, "wb") as target:  # noqa: PTH123 - a descriptor, opened within its folder
            target.write(file.content)
            target.flush()
            os.fsync(written)
    _clear_folder(fd, name)
    os.rename(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)


def _give(name: str, within: int) -> None:
    """Let what we just made have its folder's owner: a host may run as another account than the candidate's shell."""
    owner = os.fstat(within)
    if owner.st_uid != os.geteuid():
        os.chown(name, owner.st_uid, owner.st_gid, dir_fd=within, follow_symlinks=False)


def _clear_folder(fd: int, name: str) -> None:
    """Move a folder that stands where a file belongs out of the way; empty ones go."""
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
            try:
                os.rmdir(name, dir_fd=fd)
            except OSError:
                os.rename(name, f"{name}~", src_dir_fd=fd, dst_dir_fd=fd)
