"""What the candidate's process is given, and what it is not, at every isolation level."""

import os
import sys
from pathlib import Path

import pytest

from proctor.session.verdicts import Verdict
from tests.checks.engines import PRELUDE, Engine

ASK = """
def test_ask(candidate):
    raise AssertionError(repr(candidate.call("answer")))
"""


def ask(engine: Engine, body: str, **limits: float) -> object:
    """What a function with this body returns inside the candidate's process."""
    source = (
        PRELUDE + "import os, sys, resource\ndef answer():\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    )
    outcome = engine.run(source, ASK, **limits)
    assert outcome.verdicts == {"test_ask": Verdict.FAIL}, outcome.checks
    return eval(outcome.checks["test_ask"].message)  # noqa: S307 - our own repr, of plain values


def test_the_environment_is_cleared(engine: Engine) -> None:
    environment = ask(engine, "return dict(os.environ)")
    assert isinstance(environment, dict)
    assert set(environment) == {"PATH", "HOME", "TMPDIR", "LANG", "OMP_NUM_THREADS"}
    assert environment["HOME"] == environment["TMPDIR"]
    assert Path(environment["HOME"]).name == "tmp"


def test_it_works_in_a_folder_of_its_own_that_holds_only_the_tree(engine: Engine) -> None:
    assert ask(engine, "return [os.listdir('.'), sorted(os.listdir('..')), os.getcwd() == sys.path[0]]") == [
        ["work.py"],
        ["tmp", "work"],
        True,
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_holds_no_descriptors_but_its_own(engine: Engine) -> None:
    links = ask(
        engine,
        "paths = [f'/proc/self/fd/{n}' for n in os.listdir('/proc/self/fd')]\n"
        "return [os.readlink(path) for path in paths if os.path.lexists(path)]",
    )
    assert isinstance(links, list)
    kinds = sorted(link.split(":")[0] for link in links if not link.startswith("/proc"))
    assert kinds == ["/dev/null", "pipe", "pipe", "pipe", "socket"]


def test_it_leads_its_own_session(engine: Engine) -> None:
    session, process, parent = ask(engine, "return [os.getsid(0), os.getpid(), os.getppid()]")  # type: ignore[misc]
    assert session == process
    assert os.getpid() not in {process, parent}


def test_limits_are_in_force(engine: Engine) -> None:
    core, files, size, cpu, memory = ask(  # type: ignore[misc]
        engine,
        "names = ['CORE', 'NOFILE', 'FSIZE', 'CPU', 'AS']\n"
        "return [resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1] for name in names]",
        run_s=7.0,
        memory_bytes=1 << 30,
    )
    assert (core, cpu) == (0, 12)
    assert 0 < files <= 256
    assert 0 < size <= 256 << 20
    assert 1 << 30 < memory < 64 << 30


def test_neither_the_judge_nor_the_checks_are_in_its_process(engine: Engine) -> None:
    loaded = ask(engine, "return sorted(name for name in sys.modules if name.startswith(('proctor', 'pytest')))")
    assert isinstance(loaded, list)
    assert not [name for name in loaded if "judge" in name or name.startswith("pytest")]
    found = ask(
        engine,
        "import gc\nreturn [str(o) for o in gc.get_objects() if type(o) in (str, bytes) and 'test_ask' in str(o)]",
    )
    assert found == []


def test_random_numbers_of_the_process_are_fresh_in_each_run(engine: Engine) -> None:
    body = "import random\nreturn random.random()"
    assert ask(engine, body) != ask(engine, body)


def test_files_of_a_run_are_gone_after_it(engine: Engine) -> None:
    place = ask(engine, "open('left.txt', 'w').write('x')\nreturn os.path.abspath('left.txt')")
    assert isinstance(place, str)
    assert ask(engine, f"return os.path.exists({place!r})") is False
