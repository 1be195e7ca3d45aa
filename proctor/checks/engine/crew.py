"""An engine's workers: those for the candidate's code, and where that is not torch's, others for the check's author."""

from collections.abc import Callable
from typing import Final

from proctor.checks.engine import isolation
from proctor.checks.engine.ahead import Ahead
from proctor.checks.engine.children import start_worker
from proctor.checks.engine.control import Confinement
from proctor.checks.engine.foundation import Foundation
from proctor.checks.engine.run import Workers
from proctor.checks.engine.scratch import Scratch
from proctor.checks.engine.warm import WarmProcess

_AUTHORS_FROM: Final = 1 << 30
"""Numbers of the authors' workers, out of the way of the others'."""


class WorkerCrew:
    """See `proctor.checks.engine.run.Crew`. Nothing of torch is started beside another framework until it is needed."""

    def __init__(
        self,
        scratch: Scratch,
        confinement: Confinement,
        foundation: Foundation,
        on_lost: Callable[[], None],
        *,
        fork: bool,
    ) -> None:
        self._scratch = scratch
        self._confinement = confinement
        self._on_lost = on_lost
        self._fork = fork
        self.workers: Workers = self._pool(foundation, 1)
        self._authors: Workers | None = self.workers if foundation.adapter is None else None

    def authors(self) -> Workers:
        """Those that speak torch."""
        if self._authors is None:
            self._authors = self._pool(Foundation(), _AUTHORS_FROM)
        return self._authors

    def pids(self) -> list[int]:
        """The processes that they are forked from."""
        return [pool.keeper.pid for pool in self._pools() if pool.keeper.pid is not None]

    async def stop(self) -> None:
        """End them all."""
        for pool in self._pools():
            pool.discard()
            await pool.keeper.stop()

    def _pools(self) -> list[Workers]:
        others = [] if self._authors in {None, self.workers} else [self._authors]
        return [self.workers, *(pool for pool in others if pool is not None)]

    def _pool(self, foundation: Foundation, numbers_from: int) -> Workers:
        quarters = isolation.worker_quarters(self._scratch, self._confinement, foundation)
        keeper = WarmProcess(
            "worker", quarters, self._on_lost, fork=self._fork, foundation=foundation, numbers_from=numbers_from
        )
        return Ahead(keeper, start_worker)
