"""Exceptions that decide a verdict; everything else that escapes a check is a fault of the check itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the candidate's own files that a failure went through."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class ContractBroken(AssertionError):
    """The work answered, but not with the kind of thing that is promised; reads as FAIL."""


class MissingAttribute(ContractBroken, AttributeError):
    """A module of the candidate lacks a parameter, buffer or submodule that a check asked for; reads as FAIL."""


class CandidateRaised(Exception):
    """The candidate's code raised; reads as ERROR unless the check expected it.

    Raised as a subclass that is also the built-in class of the same kind (see `raised_like`), so that a check can
    write `pytest.raises(ValueError)` for either backend.
    """

    type_name = "Exception"
    lines: tuple[SourceLine, ...] = ()

    def __init__(self, message: str) -> None:
        # Not `super().__init__`: some built-in classes insist on arguments that did not travel.
        self.args = (message,)

    def __str__(self) -> str:
        return str(self.args[0])


class Unsure(Exception):
    """A measurement's control figure was off, so the figure itself decides nothing; reads as UNSURE."""


class NotOffered(BaseException):
    """The framework does not have what the check asks for, as its card says; reads as SKIP.

    Not an `Exception`, so that a check cannot take it for the candidate's.
    """


class WorkerEnded(BaseException):
    """The candidate's process is no longer there; not an `Exception`, so that a check cannot swallow it."""


class WorkerTimeout(WorkerEnded):
    """The candidate's code did not answer within the time limit; reads as TIMEOUT."""


class WorkerGone(WorkerEnded):
    """The candidate's process ended, or sent bytes that are no answer; reads as GONE."""


class EngineFault(WorkerEnded):
    """No candidate process could be provided; ours, reads as FAULT."""


class CheckStuck(BaseException):
    """The check's own code did not end within its limit; ours, reads as FAULT, and not to be swallowed either."""
