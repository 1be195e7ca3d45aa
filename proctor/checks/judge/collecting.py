"""pytest plugin of a judge before its run: collects the check files, then waits until it is told what to run."""

from collections.abc import Callable

import pytest

from proctor.checks.judge.plugin import JudgePlugin
from proctor.checks.plain import plain_text


class Collecting:
    """Turns into a run once everything that needs nothing of the run is done; `begin` waits for the run."""

    def __init__(self, begin: Callable[[], JudgePlugin]) -> None:
        self.broken: list[str] = []
        self._begin = begin

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember check files that do not import."""
        if report.failed:
            self.broken.append(f"{report.nodeid} cannot be collected: {plain_text(report.longreprtext, 1000)}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Begin the run, before anybody asks for its level, and keep what it asks for."""
        run = self._begin()
        config.pluginmanager.register(run)
        items[:] = run.chosen(items)
