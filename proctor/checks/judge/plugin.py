"""pytest plugin of a judge: the run's order, its clock, and each verdict as soon as it exists."""

from collections.abc import Callable, Generator
from typing import Literal

import pytest
import torch

from proctor.checks.figures import kept
from proctor.checks.judge.candidate import BridgeCandidate
from proctor.checks.judge.patience import ended_in_time
from proctor.checks.judge.supply import Supply
from proctor.checks.judge.verdicts import Finding, finding
from proctor.checks.plain import plain_text
from proctor.checks.plugin import PROVIDER, RUN_SEED
from proctor.checks.request import CheckFinished, RunRequest
from proctor.checks.seeds import check_seed
from proctor.checks.selection import check_id
from proctor.session.verdicts import Verdict

Emit = Callable[[CheckFinished], None]
_USED_UP = "Not started: your code had used up the run's time"


class JudgePlugin:
    """Provides the `candidate` fixture over a worker and reports every check once."""

    def __init__(self, request: RunRequest, supply: Supply, emit: Emit) -> None:
        self.level = request.level
        self.entry = request.entry
        self._request = request
        self._supply = supply
        self._emit = emit
        self._last: dict[str, pytest.Item] = {}
        self._found: dict[str, Finding] = {}
        self._measured: dict[str, dict[str, float]] = {}

    def candidate(self, check: str, run_seed: int) -> BridgeCandidate:
        """The fixture value for one check, with torch seeded for it."""
        seed = check_seed(run_seed, check)
        torch.default_generator.manual_seed(seed)  # torch.manual_seed formats a stack for each absent device
        return BridgeCandidate(self._supply, torch.Generator().manual_seed(seed))

    def pytest_configure(self, config: pytest.Config) -> None:
        """Provide the fixture in place of the workspace's own code."""
        config.stash[PROVIDER] = self
        config.stash[RUN_SEED] = self._request.seed

    def chosen(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """The requested checks among the items, in the requested order."""
        place = {check: index for index, check in enumerate(self._request.select)}
        return sorted((item for item in items if check_id(item) in place), key=lambda item: place[check_id(item)])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Know which item is the last of each check."""
        self._last = {check_id(item): item for item in session.items}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Start the check's clock; leave the check out when the run's time is gone."""
        self._supply.begin_check()
        if not self._supply.clock.run_is_over():
            return None
        self._note(check_id(item), Finding(Verdict.TIMEOUT, _USED_UP))
        self._report(item)
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None]:
        """Keep the check's own code within its limit."""
        with ended_in_time(self._supply.clock, self._supply.postponed):
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Read the outcome of one phase; pytest's own report would spend most of a run on tracebacks nobody sees."""
        error = None if call.excinfo is None else call.excinfo.value
        self._supply.end_check()
        self._measured.setdefault(check_id(item), {}).update(self._supply.figures)
        self._note(check_id(item), finding(error, self._supply.loss))
        passed = self._found[check_id(item)].verdict == Verdict.PASS
        outcome: Literal["passed", "failed"] = "passed" if passed else "failed"
        assert call.when != "collect"  # noqa: S101 - for the type checker; collecting has reports of its own
        return pytest.TestReport(
            item.nodeid, item.location, {}, outcome, None, call.when, (), call.duration, call.start, call.stop
        )

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Send the verdict once the last item of the check is through."""
        for check, item in list(self._last.items()):
            if item.nodeid == nodeid:
                self._report(item)
                del self._last[check]

    def _note(self, check: str, found: Finding) -> None:
        """Of several items and phases, the first that is not a pass decides."""
        if self._found.get(check, Finding(Verdict.PASS)).verdict == Verdict.PASS:
            self._found[check] = found

    def _report(self, item: pytest.Item) -> None:
        check = check_id(item)
        found = self._found.get(check, Finding(Verdict.FAULT, "The check did not run."))
        self._emit(
            CheckFinished(
                check=check,
                verdict=found.verdict,
                message=found.message,
                output=plain_text(self._supply.output, self._request.limits.output_bytes),
                ms=round(self._supply.clock.check_ms(), 3),
                evidence="worker" if self._supply.probed else "judge",
                figures=kept(self._measured.get(check, {})),
            )
        )
