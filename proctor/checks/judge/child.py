"""One judge process: what is warm before the fork, and one run of checks after it."""

import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec
import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck

from proctor.checks.engine.control import Flag, Over, Package, Spawn, Verdict, receive, send
from proctor.checks.engine.prctl import refuse_inspection
from proctor.checks.judge.blank import make_blank_tensors
from proctor.checks.judge.clock import RunClock
from proctor.checks.judge.collecting import Collecting
from proctor.checks.judge.plugin import JudgePlugin
from proctor.checks.judge.rehearsal import rehearse
from proctor.checks.judge.supply import Supply
from proctor.checks.request import RunRequest
from proctor.checks.scan import scan

_PACKAGE: Final[msgspec.msgpack.Decoder[Package]] = msgspec.msgpack.Decoder(Package)
_REQUEST: Final[msgspec.msgpack.Decoder[RunRequest]] = msgspec.msgpack.Decoder(RunRequest)
_PYTEST: Final = [
    "--import-mode=importlib",
    "--assert=plain",
    "--capture=no",
    "-pproctor.checks.plugin",
    *(f"-pno:{name}" for name in ("cacheprovider", "terminal", "junitxml", "doctest", "faulthandler", "warnings",
                                  "pastebin", "setuponly", "setupplan", "stepwise", "logging", "debugging",
                                  "unraisableexception", "threadexception", "legacypath", "unittest", "nose")),
]  # fmt: skip

_REHEARSALS = 20
_WARMING: Final = f"""import pytest

@pytest.fixture
def thing(request):
    return request.node.name

@pytest.mark.parametrize("number", range({_REHEARSALS}))
def test_warm(thing, number):
    assert thing
"""


def warm() -> None:
    """Import and use once what checks are likely to use, so that no run waits for it."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    make_blank_tensors()
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    for fast in (False, True):
        gradcheck(torch.sin, (x,), fast_mode=fast)
        gradgradcheck(torch.sin, (x,), fast_mode=fast)
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(layer.parameters())
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    for _ in range(_REHEARSALS):
        rehearse()
    scan({"warm.py": Path(__file__).read_bytes()})
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "test_warm.py"
        first.write_text(_WARMING, encoding="ascii")
        pytest.main([*_PYTEST, f"--rootdir={folder}", str(first)])


def run(order: Spawn, descriptors: list[int]) -> None:
    """Judge one run: its check files and its request come over the control socket, verdicts go back over it."""
    control = socket.socket(fileno=descriptors[0])
    refuse_inspection()
    _settle(order.folder)
    try:
        fault = _judge(control, Path(order.folder))
    except (EOFError, ConnectionError):
        return
    except Exception as error:  # noqa: BLE001 - whatever broke is ours, and the run must say so
        fault = f"the judge broke: {type(error).__name__}: {error}"
    with suppress(ConnectionError):
        send(control, Over(fault=fault))


def _settle(folder: str) -> None:
    """Keep temporary files in the run's folder, and what checks print out of the engine's log."""
    os.chdir(folder)
    tempfile.tempdir = folder
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _judge(control: socket.socket, folder: Path) -> str:
    package = _PACKAGE.decode(receive(control)[0])
    root = folder / "package"
    files = _write_checks(root, package.checks)
    empty = folder / "pytest.ini"
    empty.write_text("[pytest]\n", encoding="ascii")
    supplies: list[Supply] = []

    def begin() -> JudgePlugin:
        rehearse()
        request = _REQUEST.decode(receive(control)[0])
        supplies.append(
            Supply(control, request, RunClock(request.limits), frozenset((*package.checks.values(), *request.given)))
        )
        return JudgePlugin(request, supplies[0], lambda finished: send(control, Verdict(finished=finished)))

    collecting = Collecting(begin)
    status = pytest.main([*_PYTEST, f"-c{empty}", f"--rootdir={root}", f"--confcutdir={root}", *files], [collecting])
    for supply in supplies:
        supply.close()
        for flagged in supply.flags:
            send(control, Flag(flagged=flagged))
    if collecting.broken:
        return "; ".join(collecting.broken)
    ended = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}
    return "" if status in ended else f"pytest ended with {status!r}"


def _write_checks(root: Path, checks: Mapping[str, bytes]) -> list[str]:
    """Write the package's check files; return those that hold checks. Their folders join the import path."""
    files: list[str] = []
    for name, content in checks.items():
        path = root.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if str(path.parent) not in sys.path:
            sys.path.append(str(path.parent))
        if path.suffix == ".py" and not path.name.startswith(("_", "conftest")):
            files.append(str(path))
    return files
