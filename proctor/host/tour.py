"""The lobby's rehearsal: a scratch file, saved and checked by the real engine before any clock runs."""

from pathlib import Path
from typing import Final

from proctor.checks.request import RunRequest

FILE: Final = "tour.py"

START: Final = '''"""A rehearsal, not part of your work.

Make `double` return twice its argument, save, and look at the other window.
"""


def double(x):
    return x
'''

_CHECKS: Final = '''
def test_tour(candidate):
    """double(21) is 42."""
    got = candidate.call("double", 21)
    assert got == 42, f"double(21) gave {got!r}; make it 42 and save again"
'''


def lay_out(workspace: Path) -> None:
    """Put the scratch file into an empty workspace."""
    (workspace / FILE).write_text(START, encoding="utf-8")


def clear(workspace: Path) -> None:
    """Take the scratch file away; the work begins with the starter only."""
    (workspace / FILE).unlink(missing_ok=True)


def request(content: bytes, run: str) -> RunRequest:
    """The check of the scratch file as a run of its own."""
    return RunRequest(
        run=run,
        entry=FILE,
        level="mid",
        visibility="visible",
        tree={FILE: content},
        checks={"checks/test_tour.py": _CHECKS.encode()},
        select=["test_tour"],
        seed=0,
    )
