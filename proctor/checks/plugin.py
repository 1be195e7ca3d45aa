"""pytest plugin: the `candidate` fixture, levels, needs and seeds.

In a workspace, `pytest.ini` names it (`addopts = -p proctor.checks.plugin`) and says `proctor_entry = rms_norm.py`
and `proctor_level = mid`; the checks then run against the code in the same process. A judge sets its own provider
before collection, and the same checks run against the candidate's separate process.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Protocol

import pytest

from proctor.checks.candidate import Candidate
from proctor.checks.inprocess import OpenEntry
from proctor.checks.outcome import NotOffered, Unsure
from proctor.checks.selection import MARKS, check_id, needed, ordered, runs_at
from proctor.session.frameworks import PYTORCH


class Provider(Protocol):
    """Where the `candidate` fixture comes from."""

    level: str
    entry: str

    def candidate(self, check: str, run_seed: int) -> Candidate:
        """A fresh fixture value for one check; torch is seeded for it."""
        ...


PROVIDER = pytest.StashKey[Provider]()
RUN_SEED = pytest.StashKey[int]()
_PASSED = pytest.StashKey[dict[str, bool]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what a workspace's `pytest.ini` may say."""
    parser.addini("proctor_entry", "file under test, relative to the root folder", default="")
    parser.addini("proctor_level", "level of the exercise: junior, mid or senior", default="mid")
    parser.addini("proctor_framework", "framework that the file is written in", default=PYTORCH)
    parser.addoption("--proctor-seed", type=int, default=0, help="seed of this run of the exercise's checks")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks, and provide the workspace's own code unless a provider is there already."""
    for mark, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {meaning}")
    config.stash[_PASSED] = {}
    config.stash.setdefault(RUN_SEED, config.getoption("--proctor-seed"))
    if PROVIDER not in config.stash:
        config.stash[PROVIDER] = _workspace(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out checks of other levels and move every check behind those it needs."""
    level = config.stash[PROVIDER].level
    other = [item for item in items if not runs_at(item, level)]
    if other:
        config.hook.pytest_deselected(items=other)
    kept = [item for item in items if runs_at(item, level)]
    by_check: dict[str, list[pytest.Item]] = {}
    for item in kept:
        by_check.setdefault(check_id(item), []).append(item)
    order = ordered(list(by_check), {check: needed(group[0]) for check, group in by_check.items()})
    items[:] = [item for check in order for item in by_check[check]]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a check that builds on one that did not pass."""
    passed = item.config.stash[_PASSED]
    for name in needed(item):
        if not passed.get(name, True):
            pytest.skip(f"needs {name}, which does not pass yet")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember which checks passed, for those that need them; show doubt as skipped, for it is no failure."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, Unsure | NotOffered):
        path, line, _ = item.location
        doubt = "Unsure: " if isinstance(call.excinfo.value, Unsure) else ""
        report.outcome, report.longrepr = "skipped", (path, line or 0, f"{doubt}{call.excinfo.value}")
    passed = item.config.stash[_PASSED]
    check = check_id(item)
    passed[check] = passed.get(check, True) and report.passed
    return report


@pytest.fixture
def candidate(request: pytest.FixtureRequest) -> Candidate:
    """The work under test; see `proctor.checks.candidate.Candidate`."""
    stash = request.config.stash
    if isinstance(stash[PROVIDER], OpenEntry) and not stash[PROVIDER].entry:
        pytest.fail("pytest.ini does not say which file is under test; write `proctor_entry = FILE.py`", pytrace=False)
    return stash[PROVIDER].candidate(check_id(request.node), stash[RUN_SEED])


def _workspace(config: pytest.Config) -> OpenEntry:
    root, entry, framework = Path(config.rootpath), config.getini("proctor_entry"), config.getini("proctor_framework")
    if framework == PYTORCH:
        return OpenEntry(root, entry, _level(config))
    from proctor.checks.inprocess_adapted import AdaptedEntry  # noqa: PLC0415 - few workspaces need the bridge's parts

    return AdaptedEntry(root, entry, _level(config), framework)


def _level(config: pytest.Config) -> str:
    level = str(config.getini("proctor_level"))
    if level not in {"junior", "mid", "senior"}:
        raise pytest.UsageError(f"proctor_level is {level!r}; write junior, mid or senior in pytest.ini")
    return level
