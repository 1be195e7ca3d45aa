"""The window without confinement: the candidate's programs under the host's account. The screens say so."""

import os
import signal
from typing import Final

from proctor.host.shell.choice import choose
from proctor.host.shell.order import Order
from proctor.host.shell.script import start_script

_OF_THE_TERMINAL: Final = ("TERM", "TMUX", "TMUX_PANE")


def become(order: Order) -> None:
    """Turn this process into the candidate's editor and shell, with their own environment."""
    terminal = {name: os.environ[name] for name in _OF_THE_TERMINAL if name in os.environ}
    environment = {**order.offered, **terminal, "PROCTOR_SWITCH_KEY": order.switch_key}
    choice = choose(order.offered, environment["PATH"], lambda _path: True)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.chdir(order.workspace)
    os.execve("/bin/sh", ["/bin/sh", "-c", start_script(order, choice)], environment)  # noqa: S606
