"""An exception of the candidate's code, raised again in the judge under the built-in class it had."""

import builtins
from functools import cache

from proctor.checks.outcome import CandidateRaised, SourceLine
from proctor.checks.plain import plain_text
from proctor.checks.wire.messages import Raised

_NAME_CHARACTERS = 100
_LINE_CHARACTERS = 200
_SIGNALS = (StopIteration, StopAsyncIteration, BaseExceptionGroup)
"""Classes that Python itself acts on: one that ends a loop of the check would end it before its comparisons."""


def raised_like(reply: Raised) -> CandidateRaised:
    """An exception that is `CandidateRaised` and, where there is one, the nearest built-in class of the original."""
    message = plain_text(reply.message)
    error = _class_like(reply.kinds)(message)
    error.type_name = plain_text(reply.type_name, _NAME_CHARACTERS)
    error.lines = tuple(
        SourceLine(plain_text(line.file, _LINE_CHARACTERS), line.line, plain_text(line.text, _LINE_CHARACTERS))
        for line in reply.lines[-5:]
    )
    return error


@cache
def _class_like(kinds: tuple[str, ...]) -> type[CandidateRaised]:
    for name in kinds[:20]:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, _SIGNALS):
            return type(name, (CandidateRaised, kind), {"__module__": __name__})
    return CandidateRaised
