"""The check board: what each visible check said last, on which snapshot, and whether that is still the newest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from proctor.session.events import CheckEnded, RunEnded, RunStarted
from proctor.session.terms import CheckTerms
from proctor.session.verdicts import Verdict, passes


class Freshness(StrEnum):
    """How a row relates to the newest snapshot."""

    NEVER = "NEVER"
    RUN = "RUN"
    CURRENT = "CURRENT"
    STALE = "STALE"


class Result(msgspec.Struct, frozen=True):
    """The last verdict of a check, and the snapshot it is for."""

    verdict: Verdict
    commit: str
    tree: str
    message: str = ""
    output: str = ""
    ms: float = 0.0
    evidence: str = "judge"


@dataclass(frozen=True, slots=True)
class Row:
    """A check as shown: what was announced, what it said last, and how fresh that is."""

    check: CheckTerms
    result: Result | None
    freshness: Freshness


class CheckBoard(msgspec.Struct, frozen=True, kw_only=True):
    """All visible checks; folds run events. `newest_tree` is the content the person sees in the editor."""

    checks: tuple[CheckTerms, ...] = ()
    results: Mapping[str, Result] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    run: RunStarted | None = None
    ended_in_run: frozenset[str] = frozenset()
    newest_tree: str = ""
    last_fault: str = ""

    def with_run(self, run: RunStarted) -> "CheckBoard":
        """The board while `run` is in flight."""
        return replace(self, run=run, ended_in_run=frozenset(), last_fault="")

    def with_verdicts(self, ended: Iterable[CheckEnded]) -> "CheckBoard":
        """The board with more verdicts, in this order.

        What was judged later about earlier content does not hide what was said of the newest.
        """
        taken = [one for one in ended if not one.later or one.tree == self.newest_tree]
        last = {one.check: one for one in taken}
        run = self.run.run if self.run is not None else None
        return replace(
            self,
            results=MappingProxyType({**self.results, **{check: _result(one) for check, one in last.items()}}),
            ended_in_run=self.ended_in_run.union(one.check for one in taken if one.run == run),
        )

    def without_run(self, ended: RunEnded) -> "CheckBoard":
        """The board after a run."""
        if self.run is None or self.run.run != ended.run:
            return self
        return replace(self, run=None, ended_in_run=frozenset(), last_fault=ended.fault)

    def idle(self) -> "CheckBoard":
        """The board without a run in flight (its host is gone)."""
        return replace(self, run=None, ended_in_run=frozenset())

    def with_newest(self, tree: str) -> "CheckBoard":
        """The board when the work's content is `tree`."""
        return replace(self, newest_tree=tree)

    def freshness(self, check: str) -> Freshness:
        """How fresh the row of `check` is."""
        if self.run is not None and check in self.run.checks and check not in self.ended_in_run:
            return Freshness.RUN
        result = self.results.get(check)
        if result is None:
            return Freshness.NEVER
        return Freshness.CURRENT if result.tree == self.newest_tree else Freshness.STALE

    def rows(self) -> tuple[Row, ...]:
        """All checks in the order of the exercise."""
        return tuple(Row(check, self.results.get(check.id), self.freshness(check.id)) for check in self.checks)

    def holding(self) -> int:
        """How many checks pass on the newest content."""
        return sum(
            row.freshness is Freshness.CURRENT and row.result is not None and row.result.verdict is Verdict.PASS
            for row in self.rows()
        )

    def passed(self) -> bool | None:
        """Whether every required check holds; None when one of them is undecided, stale or was never run."""
        return passes(
            row.result.verdict if row.result and row.freshness is Freshness.CURRENT else None
            for row in self.rows()
            if not row.check.advisory
        )


def _result(ended: CheckEnded) -> Result:
    return Result(
        verdict=ended.verdict,
        commit=ended.commit,
        tree=ended.tree,
        message=ended.message,
        output=ended.output,
        ms=ended.ms,
        evidence=ended.evidence,
    )
