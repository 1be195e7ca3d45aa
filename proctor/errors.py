"""Errors a person can act on: what happened, what to do, and the exit code that says it to a script.

Exit codes are an interface (README): 0 done, 1 checks failed, 2 usage, 3 package or environment,
4 host unreachable, 70 bug, 130 interrupted. A bug is not a `ProctorError`; its traceback surfaces.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    DONE = 0
    CHECKS_FAILED = 1
    USAGE = 2
    PACKAGE = 3
    UNREACHABLE = 4
    BUG = 70
    INTERRUPTED = 130


class ProctorError(Exception):
    """An error with a plain message and a hint: an imperative sentence, ideally a command to run."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(ProctorError):
    """The call's words are off, or the act is not possible now."""


class IllegalMove(ProctorError):
    """The session's rules refuse this act in its present state; nothing was changed."""


class PackageError(ProctorError):
    """An exercise package is missing or malformed; names file, key and the expected value."""

    exit_code = ExitCode.PACKAGE


class EnvironmentFault(ProctorError):
    """The machine lacks something proctor needs (a program, a permission, space)."""

    exit_code = ExitCode.PACKAGE


class RecordError(ProctorError):
    """The durable side of a session cannot be read or written as it must be."""

    exit_code = ExitCode.PACKAGE


class HostUnreachable(ProctorError):
    """No host answers for this session."""

    exit_code = ExitCode.UNREACHABLE
