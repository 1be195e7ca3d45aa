"""One worker process of a framework that an adapter speaks for: what is warm before the fork, what runs after it."""

import secrets
from pathlib import Path

import numpy as np

from proctor.checks.engine.control import Spawn
from proctor.checks.frameworks.contract import Framework
from proctor.checks.frameworks.opening import open_framework
from proctor.checks.frameworks.server import ArrayServer
from proctor.checks.worker.birth import serve_one


class AdaptedChild:
    """The role of a worker, with the adapter that it was given."""

    def __init__(self, adapter: Path) -> None:
        self._framework: Framework = open_framework(adapter)

    def warm(self) -> None:
        """Import the framework."""
        self._framework.warm()

    def run(self, order: Spawn, descriptors: list[int]) -> None:
        """Serve one judge."""
        serve_one(order, descriptors, self._begin, lambda sock, root: ArrayServer(self._framework, sock, root))

    def _begin(self) -> None:
        np.random.seed(secrets.randbits(32))  # noqa: NPY002 - the generator that everybody shares, so that nobody knows it
        self._framework.begin()
