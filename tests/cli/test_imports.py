import subprocess
import sys

import pytest

from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, FINISHED

_HEAVY = ("textual", "torch", "git", "pytest", "rich", "numpy", "watchdog")
_REPORT = f"""
import sys
from proctor.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as left:
    code = left.code
print(*(name for name in {_HEAVY!r} if name in sys.modules), file=sys.stderr)
raise SystemExit(code)
"""


def _loaded(*words: str) -> set[str]:
    process = subprocess.run([sys.executable, "-c", _REPORT, *words], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    return set(process.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "--version",
        "begin --help",
        "start --help",
        "report --help",
        "list",
        "show practice-rms-norm",
        "sessions",
        "",
    ],
)
def test_a_quick_command_loads_nothing_heavy(words: str) -> None:
    assert _loaded(*words.split()) == set()


def test_acting_and_asking_load_nothing_heavy(write_session: Write, start_host: StartHost) -> None:
    host = start_host(write_session("one", *BEGUN))
    for words in (["status"], ["pause", "--json"], ["submit", "--yes"], ["join", "--json"]):
        assert _loaded(*words) == set()
    assert [act for _, act, _ in host.acts] == ["pause", "submit"]


def test_no_plain_command_loads_the_screens(write_session: Write, call: Call) -> None:
    write_session("one", *FINISHED)
    assert "textual" not in _loaded("status", "one")
    code = "import proctor.cli.diff, proctor.cli.start, proctor.cli.join, sys; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
