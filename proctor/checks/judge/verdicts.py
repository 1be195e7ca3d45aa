"""From what a check did to its verdict and one short paragraph for a person."""

import linecache
import traceback
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from torch.autograd.gradcheck import GradcheckError

from proctor.checks.judge.supply import Loss
from proctor.checks.outcome import (
    CandidateRaised,
    CheckStuck,
    NotOffered,
    SourceLine,
    Unsure,
    WorkerEnded,
    WorkerGone,
    WorkerTimeout,
)
from proctor.checks.plain import plain_text
from proctor.session.verdicts import Verdict

_NO_GRADIENT = "element 0 of tensors does not require grad"
_NOT_USED = "One of the differentiated Tensors"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and its message."""

    verdict: Verdict
    message: str = ""


def finding(error: BaseException | None, loss: Loss | None) -> Finding:
    """The verdict on a check that ended with `error`; a lost worker decides before anything else."""
    if loss is not None:
        return _lost(loss.how, loss.lines)
    if error is None:
        return Finding(Verdict.PASS)
    verdict, message = _read(error)
    return Finding(verdict, plain_text(message))


def _read(error: BaseException) -> tuple[Verdict, str]:  # noqa: C901, PLR0911 - one table, read from top to bottom
    match error:
        case pytest.skip.Exception():
            return Verdict.SKIP, error.msg or "skipped"
        case NotOffered():
            return Verdict.SKIP, str(error)
        case WorkerEnded():
            lost = _lost(error, ())
            return lost.verdict, lost.message
        case CheckStuck():
            return Verdict.FAULT, f"{error} (at {_source_line(error)})"
        case CandidateRaised():
            return Verdict.ERROR, _with_lines(f"{error.type_name}: {error}".removesuffix(": "), error.lines)
        case Unsure():
            return Verdict.UNSURE, str(error)
        case AssertionError():
            return Verdict.FAIL, str(error).strip() or f"This does not hold: {_source_line(error)}"
        case pytest.fail.Exception():
            return Verdict.FAIL, _unraised(error.msg or "the check failed")
        case GradcheckError():
            return Verdict.FAIL, f"The derivative is not the one finite differences give. {str(error).strip()}"
        case RuntimeError() if str(error).startswith((_NO_GRADIENT, _NOT_USED)):
            return Verdict.FAIL, "No gradient flows from the result back to an input or parameter that should get one."
    return Verdict.FAULT, f"The check itself broke: {type(error).__name__}: {error} (at {_source_line(error)})"


def _lost(how: BaseException, lines: Iterable[SourceLine]) -> Finding:
    if isinstance(how, WorkerTimeout):
        return Finding(Verdict.TIMEOUT, plain_text(_with_lines(f"{how}; it was stopped", lines)))
    if isinstance(how, WorkerGone):
        return Finding(Verdict.GONE, plain_text(_with_lines(str(how), lines)))
    return Finding(Verdict.FAULT, plain_text(str(how)))


def _with_lines(message: str, lines: Iterable[SourceLine]) -> str:
    return "\n".join([message, *(f"  {line}" for line in lines)])


def _unraised(message: str) -> str:
    """Pytest's own words for a missing exception, made plain."""
    if message.startswith("DID NOT RAISE"):
        name = message.removeprefix("DID NOT RAISE").strip().removeprefix("<class '").removesuffix("'>")
        return f"A {name} is promised, but nothing was raised."
    return message


def _source_line(error: BaseException) -> str:
    """The line of the check that raised; frames of pytest and of this package come before it, never after."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if "/checks/" in frame.f_code.co_filename]
    if not frames:
        return "an unknown place"
    last = traceback.extract_tb(error.__traceback__)
    own = [item for item in last if item.filename == frames[-1].f_code.co_filename]
    number = own[-1].lineno or 0
    return linecache.getline(own[-1].filename, number).strip() or f"line {number}"
