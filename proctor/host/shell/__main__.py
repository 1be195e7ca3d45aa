"""`python -P -m proctor.host.shell ORDER`: turns itself into the candidate's editor window, as an order says.

It becomes the sandbox instead of starting one, so that no process outside reads the terminal that programs inside have.
"""

import sys
import time
from pathlib import Path
from typing import Final

from proctor.host.shell import confined, plain, sealed
from proctor.host.shell.isolation import CONFINED, SEALED
from proctor.host.shell.order import Order

_BREATH_S: Final = 1.0


def main(path: Path) -> None:
    """Become the window of the order at `path`; never returns."""
    _breathe(path.with_suffix(".last"))
    order = Order.read(path)
    if order.level >= SEALED:
        sealed.become(order)
    elif order.level == CONFINED:
        confined.become(order, path.parent.parent / "h")
    else:
        plain.become(order)


def _breathe(mark: Path) -> None:
    """What cannot even start must not be started again and again by tmux without a breath."""
    if mark.exists() and time.time() - mark.stat().st_mtime < _BREATH_S:
        time.sleep(_BREATH_S)
    mark.touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
