"""A record as one file that git can read (a bundle): writing one, and reading one that somebody else made.

The file holds the names of the record, and on a branch of its own what lies beside the repository: journals, seals, the
exercise, pictures, score cards. What comes in is not believed: only known names are taken, git checks every object, and
nothing is checked out.
"""

import errno
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from proctor.errors import RecordError
from proctor.record.bounds import refuse_large
from proctor.record.commit_stream import commit_commands, file_commands
from proctor.record.fast_import import FastImport, ImporterGoneError
from proctor.record.history import History
from proctor.record.notes import CHECK_NOTES
from proctor.record.parcel_names import refuse_others
from proctor.record.repository import LATE, WORK, create_repository, open_repository, output
from proctor.record.tree import TreeFile
from proctor.session.plain_text import shown_line

BESIDE: Final = "refs/heads/record"
"""The branch with the files that lie beside the repository."""
_TAKEN: Final = (WORK, LATE, *(f"refs/tags/{tag}" for tag in ("start", "submitted", "feedback", "final")))
SENT: Final = (*_TAKEN, CHECK_NOTES)
"""What the checks said is sent for whoever reads the file with git, and not taken: it is written anew from journals."""
WORK_ONLY: Final = tuple(name for name in _TAKEN if name != LATE)
"""For whoever shall have the work and nothing that was said about it."""
_SIGNATURE: Final = b"# v2 git bundle\n"
_COMMIT: Final = re.compile(rb"[0-9a-f]{40}")
_FILE_BYTES_MAX: Final = 512 << 20
_LISTING_BYTES_MAX: Final = 8 << 20
_LITTLE_MEMORY: Final = ("-c", "core.bigFileThreshold=8m")
"""Larger contents pass through git in pieces."""
_HEADER_BYTES_MAX: Final = 64 << 10
_NO_ROOM_BYTES: Final = 64 << 10
_FULL: Final = os.strerror(errno.ENOSPC)
_REFUSED: Final = "ask for the file again; it was damaged, or not made by: proctor export"


def write_parcel(
    record: Path, file: Path, beside: Mapping[str, bytes], at: datetime, names: Iterable[str] = SENT
) -> None:
    """Write what `record` has under `names`, and `beside` by path, to `file`. Raises: RecordError."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".proctor-") as folder:
        copy = Path(folder) / "copy.git"
        create_repository(copy)
        (copy / "objects" / "info" / "alternates").write_text(f"{(record / 'objects').resolve()}\n", encoding="utf-8")
        git = open_repository(copy)
        with History(record) as history:
            for name, commit in history.refs().items():
                if name in names:
                    output(git, "update-ref", name, commit)
        if beside:
            _commit(copy, beside, at)
        output(git, "bundle", "create", "--quiet", "--version=2", str(copy / "bundle"), "--all")
        (copy / "bundle").replace(file)


def read_parcel(file: Path, record: Path) -> dict[str, bytes]:
    """Make the record in `file` a new repository at `record`; return the files that lay beside it, by path.

    Nothing in it is larger than a session could have recorded. Raises: RecordError, or OSError where the disk is full;
    both leave a half-made `record`.
    """
    create_repository(record)
    git = open_repository(record)
    content = _bundle(file)
    heads, pack_at = _heads(content, file.name)
    found = {name: commit for name, commit in heads.items() if name in {*_TAKEN, BESIDE}}
    if WORK not in found or BESIDE not in found:
        raise RecordError(f"{file.name} holds no whole record", hint=_REFUSED)
    # Each object is checked, and that nothing is missing which another one names.
    _told(git, record, content[pack_at:], *_LITTLE_MEMORY, "index-pack", "--stdin", "--strict")
    names = "".join(f"create {name} {commit}\n" for name, commit in found.items())
    _told(git, record, names.encode(), "update-ref", "--stdin")
    beside = _beside(record)
    output(git, "update-ref", "-d", BESIDE)
    refuse_large(record)
    return beside


def _heads(content: bytes, file: str) -> tuple[dict[str, str], int]:
    """The names in a bundle's header, with what they stand for, and where its objects begin; it builds on nothing."""
    header = content[len(_SIGNATURE) : _HEADER_BYTES_MAX].partition(b"\n\n")[0]
    rows = [row.partition(b" ") for row in header.split(b"\n") if row]
    if not all(_COMMIT.fullmatch(commit) for commit, _, _ in rows):
        raise RecordError(f"{file} holds no whole record", hint=_REFUSED)
    heads = {os.fsdecode(name): commit.decode() for commit, _, name in rows}
    return heads, len(_SIGNATURE) + len(header) + 2


def _told(git: Any, record: Path, words: bytes, *arguments: str) -> None:
    """Give git `words` to read; where it refuses, it may quote whoever made the file: that is shown as text.

    Raises: RecordError; OSError where the disk of `record` was full, which is not the file's fault.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(words)
            file.seek(0)
            output(git, *arguments, reads=file)
    except RecordError as fault:
        if _FULL in str(fault) or shutil.disk_usage(record).free < _NO_ROOM_BYTES:  # git does not always say why
            raise OSError(errno.ENOSPC, _FULL) from fault
        raise RecordError(f"git refuses this file: {shown_line(str(fault))}", hint=_REFUSED) from fault


def _bundle(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_FILE_BYTES_MAX + 1)
    except OSError as fault:
        raise RecordError(f"cannot read {file}: {fault.strerror}", hint="give the file that you were sent") from fault
    if not content.startswith(_SIGNATURE) or len(content) > _FILE_BYTES_MAX:
        raise RecordError(f"{file.name} is no exported session", hint=_REFUSED)
    return content


def _commit(copy: Path, beside: Mapping[str, bytes], at: datetime) -> None:
    body = file_commands((), {name: TreeFile.of(content) for name, content in beside.items()})
    importer = FastImport(open_repository(copy))
    message = "Lay the rest of the record beside the work\n"
    try:
        importer.exchange(commit_commands(ref=BESIDE, parent=None, author="proctor", at=at, message=message, body=body))
    except ImporterGoneError as fault:
        raise RecordError(f"the journals were not packed: {fault}", hint="check the disk") from fault
    finally:
        importer.close()


def _beside(record: Path) -> dict[str, bytes]:
    """The plain files on the branch of what lies beside the work, by path."""
    git = open_repository(record)
    rows = [row for row in _listing(git, "-r", "-l", BESIDE).split(b"\0") if row]
    names: dict[str, str] = {}
    sizes_bytes: dict[str, int] = {}
    for row in rows:
        facts, _, name = row.partition(b"\t")
        mode, _, blob, size = facts.decode().split()
        path = os.fsdecode(name)
        if mode != "100644":
            raise RecordError(f"{shown_line(path)} in it is not a plain file", hint=_REFUSED)
        names[path], sizes_bytes[path] = blob, int(size)
    refuse_others(sizes_bytes.items())
    contents = History(record).blobs(sorted(set(names.values())))
    return {path: contents[blob] for path, blob in names.items()}


def _listing(git: Any, *arguments: str) -> bytes:
    """What `git ls-tree` prints, refused once it is longer than any session has: trees can be nested to have no end."""
    process = git.execute(
        ["git", "ls-tree", "-z", "--full-tree", *arguments], as_process=True, istream=subprocess.DEVNULL
    )
    printed: bytes = process.proc.stdout.read(_LISTING_BYTES_MAX + 1)
    if len(printed) > _LISTING_BYTES_MAX:
        process.proc.kill()
        process.proc.communicate()
        raise RecordError("it holds more files than a session records", hint=_REFUSED)
    process.proc.communicate()
    if process.proc.returncode:
        raise RecordError("what lies beside the work cannot be read", hint=_REFUSED)
    return printed
