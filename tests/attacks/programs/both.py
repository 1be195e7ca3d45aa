"""Tamperings of a wrong solution that work on plain pytest, each a tree that both plain pytest and the judge get."""

from dataclasses import dataclass, field
from typing import Final

from tests.attacks.attack import solution
from tests.attacks.programs.forging import COMPARISONS, FORGING_CONFTEST, FRAMES, INI, LIAR, PYTEST, REPLACED, SCAN


@dataclass(frozen=True)
class Tampering:
    """A name, the entry `work.py`, and what lies beside it."""

    name: str
    source: str
    beside: dict[str, str] = field(default_factory=dict)


_PYTEST_WORDS: Final = "import pytest"
_FINISH: Final = "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"
_DESELECT: Final = """
def pytest_collection_modifyitems(items):
    for item in items:
        item.obj = lambda *a, **k: None
"""

TAMPERINGS: Final = (
    Tampering("os._exit(0) at import", solution(first="import os; os._exit(0)")),
    Tampering("os._exit(0) in a call", solution("import os; os._exit(0)")),
    Tampering("exit code at exit", solution(first="import atexit, os; atexit.register(os._exit, 0)")),
    Tampering("conftest.py that forges reports", solution(), {"conftest.py": FORGING_CONFTEST}),
    Tampering("conftest.py that sets the exit code", solution(), {"conftest.py": _FINISH}),
    Tampering("conftest.py that empties the tests", solution(), {"conftest.py": _DESELECT}),
    Tampering("pytest.ini that runs nothing", solution(), {"pytest.ini": INI}),
    Tampering("patched comparisons", solution(first=COMPARISONS)),
    Tampering("patched pytest", solution(first=PYTEST)),
    Tampering("tensor that agrees with everything", solution("return x.as_subclass(Liar)", first=LIAR)),
    Tampering("expected value from the caller's frame", solution(FRAMES)),
    Tampering("expected value by a scan of memory", solution(SCAN)),
    Tampering("reference replaced in its module", solution(last=REPLACED)),
    Tampering("reference called", solution("from reference import scale\nreturn scale(x)")),
    Tampering("input zeroed so that both sides agree", solution("return x.zero_()")),
    Tampering("skip in a call", solution("pytest.skip('later')", first=_PYTEST_WORDS)),
    Tampering("expected failure in a call", solution("pytest.xfail('later')", first=_PYTEST_WORDS)),
    Tampering("end of the tests in a call", solution("pytest.exit('bye', returncode=0)", first=_PYTEST_WORDS)),
)
