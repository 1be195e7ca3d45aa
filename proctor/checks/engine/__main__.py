"""`python -m proctor.checks.engine ADDRESS [--idle-s N]`: serve check runs on a Unix socket."""

import argparse
import asyncio
import fcntl
import sys
from pathlib import Path

from proctor.checks.engine.foundation import Foundation
from proctor.checks.engine.supervisor import Supervisor, Terms
from proctor.session.frameworks import PYTORCH


async def _serve(address: Path, terms: Terms) -> None:
    await Supervisor(address, terms).serve()


def main() -> int:
    """Serve until told to stop; exit 0 also when another engine serves the address already."""
    parser = argparse.ArgumentParser(prog="python -m proctor.checks.engine", description="Serve check runs.")
    parser.add_argument("address", type=Path, help="path of the Unix socket; its folder exists and is private")
    parser.add_argument("--idle-s", type=float, default=600.0, help="end after so many seconds without a connection")
    parser.add_argument("--no-fork", action="store_true", help="a new process for each child, as on macOS")
    parser.add_argument("--isolation-at-most", type=int, default=3, choices=(1, 2, 3), help="confine no better than so")
    parser.add_argument("--guard", type=Path, action="append", default=[], help="a path that workers must not reach")
    parser.add_argument("--framework", default=PYTORCH, help="the one framework that it serves")
    parser.add_argument("--adapter", type=Path, help="the adapter file of a framework other than PyTorch")
    parser.add_argument("--interpreter", default="", help="the Python that has this framework, if it is another")
    options = parser.parse_args()
    with options.address.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another engine serves {options.address}", file=sys.stderr)  # noqa: T201 - goes to the log
            return 0
        fork = sys.platform == "linux" and not options.no_fork
        most = options.isolation_at_most if fork else 1  # a nursery's spares are not born into a sandbox
        foundation = Foundation.of(options.framework, options.adapter, options.interpreter)
        asyncio.run(_serve(options.address, Terms(options.idle_s, fork, most, tuple(options.guard), foundation)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
