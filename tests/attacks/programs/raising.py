"""Exceptions that look like verdicts of ours, hide what they are, or cannot be shown."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import AGAINST, VALUE, Attack, solution

_ERROR: Final = frozenset({Verdict.ERROR})
_TIMEOUT: Final = frozenset({Verdict.TIMEOUT})
_BUILT_IN: Final = (
    "AssertionError", "StopIteration", "GeneratorExit", "KeyboardInterrupt", "RecursionError", "MemoryError",
    "TimeoutError", "ConnectionResetError", "BlockingIOError", "EOFError", "DeprecationWarning", "BaseException",
)  # fmt: skip
_OURS: Final = (
    "Unsure", "Skipped", "EngineFault", "WorkerEnded", "ContractBroken", "CandidateRaised", "GradcheckError", "Exit",
    "Failed",
)  # fmt: skip
_LOOKUP: Final = """
def test_value(candidate):
    with pytest.raises(LookupError):
        candidate.build("Scale", 4)(torch.randn(3, 4))
"""


def _raises(
    name: str, words: str, ends: frozenset[Verdict] = _ERROR, *, first: str = "", checks: str = VALUE
) -> Attack:
    return Attack(None, name, solution(words, first=first), ends, checks=checks)


ATTACKS: Final = (
    *(_raises(f"raises-{kind}", f"raise {kind}('no')") for kind in _BUILT_IN),
    *(_raises(f"raises-our-{name}", f"raise {name}('no')", first=f"class {name}(Exception): pass") for name in _OURS),
    _raises("raises-a-real-one-of-ours", "from proctor.checks.outcome import Unsure; raise Unsure('later')"),
    _raises(
        "raises-a-real-fault-of-ours", "from proctor.checks.outcome import EngineFault; raise EngineFault('later')"
    ),
    _raises("raises-something-else-than-promised", "raise ValueError('no')", checks=_LOOKUP),
    _raises("raises-a-group", "raise BaseExceptionGroup('g', [KeyboardInterrupt(), SystemExit(0)])"),
    _raises(
        "raises-a-very-long-message", "raise ValueError('m' * (64 << 20))", frozenset({Verdict.ERROR, Verdict.GONE})
    ),
    _raises(
        "raises-what-cannot-be-shown",
        "raise E()",
        AGAINST,
        first="class E(Exception):\n    def __str__(self): raise SystemExit(0)",
    ),
    _raises(
        "raises-what-never-ends-to-show",
        "raise E()",
        _TIMEOUT,
        first="class E(Exception):\n    def __str__(self):\n        while True: pass",
    ),
    _raises("raises-a-class-with-a-huge-name", "raise type('N' * (1 << 20), (Exception,), {})('no')"),
    _raises(
        "raises-a-class-that-lies-about-itself",
        "raise E('no')",
        AGAINST,
        first="""
class M(type):
    __mro__ = property(lambda cls: (SystemExit, BaseException, object))
    __name__ = property(lambda cls: "PASS")
class E(Exception, metaclass=M): pass
""",
    ),
    _raises(
        "escape-codes-and-reordering",
        "raise ValueError('\\x1b[2J\\x1b]0;title\\x07\\u202eSSAP\\u2066 \\x9b31m [bold]PASS[/bold] \\r PASS')",
    ),
    _raises("text-that-is-no-text", "raise ValueError('\\ud800\\udfff' * 100)", AGAINST),
    _raises(
        "endless-chain-of-causes",
        "error = ValueError('a')\nerror.__cause__ = error\nerror.__context__ = error\nraise error",
    ),
)
