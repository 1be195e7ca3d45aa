"""Looking at a workspace: everything that counts, within bounds, whatever a candidate put there.

Events of the operating system are hints that get lost; this walk is the truth about what the workspace holds.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from proctor.errors import RecordError
from proctor.record.careful_open import Stamp, open_folder
from proctor.record.tree import Tree, TreeFile
from proctor.record.walk_pass import Pass, WalkLimits

_SETTLED_NS: Final = 2_000_000_000
"""A file changed this recently may change again within the same tick of its time stamp: it is read again."""


class Walker:
    """Looks at the workspace at `root` again and again, remembering what it saw.

    `declared` paths (with `/`) are looked at first, so that no cap ever leaves them out. `known` is what an earlier
    walker saw last: a file that exists but cannot be read keeps the content it had.
    """

    def __init__(
        self,
        root: Path,
        declared: Sequence[str] = (),
        *,
        limits: WalkLimits | None = None,
        known: Tree | None = None,
    ) -> None:
        self._root = root
        self._declared = tuple(declared)
        self._limits = limits or WalkLimits()
        self._known = known or Tree({})
        self._seen: dict[str, tuple[Stamp, TreeFile]] = {}

    def walk(self, *, thorough: bool = False) -> Tree:
        """Return what the workspace holds now.

        Files whose time stamps did not move are not read again unless `thorough`: writes through a memory map can
        leave the stamps alone, so look thoroughly before anything final.

        Raises: RecordError if the workspace itself is gone.
        """
        started_ns = time.time_ns()
        current = Pass(self._limits, self._known, {} if thorough else self._seen)
        try:
            with open_folder(self._root) as root:
                current.run(root, self._declared)
        except OSError as fault:
            raise RecordError(
                f"the workspace {self._root} cannot be opened: {fault.strerror}",
                hint="Put the folder back where it was.",
            ) from fault
        self._seen = {path: seen for path, seen in current.seen.items() if seen[0].ctime_ns < started_ns - _SETTLED_NS}
        self._known = Tree(current.files, tuple(current.left_out))
        return self._known
