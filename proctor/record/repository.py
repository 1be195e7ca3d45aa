"""The bare repository of one session, reached through GitPython and through nothing of the user's own git.

GitPython is imported here, late: it costs 0.1 s that a command without history need not pay.
"""

import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Final

from proctor.errors import EnvironmentFault, RecordError

if TYPE_CHECKING:
    from git import Git

WORK: Final = "refs/heads/work"
"""The candidate's work, one commit per content that was seen."""
LATE: Final = "refs/proctor/late"
"""What was saved while the work was frozen: kept, never counted."""

_INSTALL: Final = "Install git 2.36 or later."

# unpackLimit: each snapshot is kept as one small pack, which takes two syncs where loose objects take one each.
_CONFIG: Final = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = false
\tfsync = all
[gc]
\tauto = 0
[maintenance]
\tauto = false
[fastimport]
\tunpackLimit = 1
"""

_ATTRIBUTES: Final = "* !diff !text !eol !filter !ident !working-tree-encoding\n"
"""Stronger than any .gitattributes of a candidate, which could hide changes from a diff."""


def create_repository(path: Path) -> None:
    """Make an empty bare repository whose HEAD is the work: the few plain files that git's own layout asks for.

    Raises: EnvironmentFault without git; RecordError if the folder cannot be written.
    """
    if shutil.which("git") is None:
        raise EnvironmentFault("git is not installed", hint=_INSTALL)
    try:
        path.mkdir(mode=0o700)
        for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags", "info"):
            (path / folder).mkdir(parents=True)
        (path / "HEAD").write_text(f"ref: {WORK}\n")
        (path / "config").write_text(_CONFIG)
        (path / "info" / "attributes").write_text(_ATTRIBUTES)
    except OSError as fault:
        raise RecordError(f"cannot create {path}: {fault.strerror}", hint="Check the disk and the path.") from fault


def open_repository(path: Path) -> "Git":
    """Return the way to run git on the repository at `path`; configuration from elsewhere is ignored.

    GitPython's `Repo` is not used: it believes the variables of a git command that this process may run under.
    Raises: EnvironmentFault without git; RecordError if there is no repository.
    """
    git = _git()
    _refuse_no_repository(path)
    runner: Git = git.Git(path)
    runner.update_environment(**environment_of(path))
    return runner


def output(git: "Git", *arguments: str, reads: BinaryIO | None = None) -> bytes:
    """Return what `git ARGUMENTS` prints, byte for byte; `reads` is its standard input.

    Raises: RecordError with git's own words if it fails.
    """
    from git import GitCommandError  # noqa: PLC0415 - see the module's first lines

    try:
        printed = git.execute(["git", *arguments], istream=reads, stdout_as_string=False, strip_newline_in_stdout=False)
    except GitCommandError as fault:
        act = next((word for word in arguments if not word.startswith("-") and "=" not in word), "")
        raise RecordError(
            f"git {act} failed: {str(fault.stderr).strip()}", hint="Check that the record is whole: git fsck"
        ) from fault
    if not isinstance(printed, bytes):
        raise TypeError
    return printed


def answer(path: Path, *arguments: str) -> bytes:
    """Return what `git ARGUMENTS` prints about the repository at `path`, byte for byte: for who only reads.

    It is a process of its own and no GitPython, which takes longer to load than git to answer.
    Raises: EnvironmentFault without git; RecordError if there is no repository, or with git's own words if it fails.
    """
    _refuse_no_repository(path)
    try:
        done = subprocess.run(
            ["git", *arguments],
            env={**os.environ, **environment_of(path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as fault:
        raise EnvironmentFault("git is not installed", hint=_INSTALL) from fault
    if done.returncode:
        raise RecordError(
            f"git {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}",
            hint="Check that the record is whole: git fsck",
        )
    return done.stdout


def _refuse_no_repository(path: Path) -> None:
    if not ((path / "HEAD").is_file() and (path / "objects").is_dir()):
        raise RecordError(f"there is no record at {path}", hint="Give a session's record.git.")


def _git() -> ModuleType:
    try:
        import git  # noqa: PLC0415 - see the module's first lines
    except ImportError as fault:
        # GitPython looks for the program as it is imported, and explains its absence at length.
        raise EnvironmentFault("git is not installed", hint=_INSTALL) from fault
    return git


def environment_of(path: Path) -> dict[str, str]:
    """Return what makes git deaf to the user's configuration and to a git command this process may run under."""
    return {
        "GIT_DIR": str(path),
        "GIT_COMMON_DIR": str(path),
        "GIT_OBJECT_DIRECTORY": str(path / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "0",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_DEFAULT_REF_FORMAT": "files",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "GIT_TRACE": "0",
    }
