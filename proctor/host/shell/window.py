"""The editor's window as the host sees it: which command to start, and what that command is told."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from proctor.host.shell.isolation import SEALED, shell_isolation
from proctor.host.shell.order import Order
from proctor.host.shell.owner import hand_over, shell_uid
from proctor.session.terms import Terms

_IN_WINDOW: Final = "order"
_ALONE: Final = "edit"


@dataclass(frozen=True, slots=True)
class EditorWindow:
    """Makes the commands of one session's windows. `folder` is private to the host; `sockets` the candidate's."""

    terms: Terms
    workspace: Path
    sockets: Path
    folder: Path
    switch_key: str

    async def command(self, offered: Mapping[str, str], file: str, *, then_shell: bool = True) -> list[str]:
        """What to start on a terminal: an editor on `file`, and a shell behind it if `then_shell`.

        `offered` is the candidate's own environment; a host that came back knows it from the one before it. The first
        call finds out what this machine can do.
        """
        path = self.folder / (_IN_WINDOW if then_shell else _ALONE)
        isolation = await asyncio.to_thread(shell_isolation)
        uid = shell_uid(self.terms.session) if isolation.level >= SEALED else None
        if uid is not None:
            await asyncio.to_thread(hand_over, self.workspace, uid)
        order = Order.about(
            self.terms,
            workspace=str(self.workspace),
            sockets=str(self.sockets),
            level=isolation.level,
            offered=dict(offered) or _last_offered(path),
            file=file,
            switch_key=self.switch_key,
            uid=uid,
            spared=(os.getpid(),),
            then_shell=then_shell,
        )
        order.write(path)
        return _starting(path)

    @property
    def again(self) -> list[str]:
        """What starts the window as it was started last."""
        return _starting(self.folder / _IN_WINDOW)


def _starting(order: Path) -> list[str]:
    # -P: the folder that a terminal stands in is no place to import from.
    return [sys.executable, "-P", "-m", "proctor.host.shell", str(order)]


def _last_offered(path: Path) -> dict[str, str]:
    try:
        return Order.read(path).offered
    except (OSError, msgspec.DecodeError):
        return {}
