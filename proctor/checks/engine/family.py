"""Who descends from a process, as the system tells it (Linux; elsewhere nobody does)."""

from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Processes that this one is the parent of; none when it ends while it is looked at."""
    found: list[int] = []
    with suppress(OSError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            with suppress(OSError):
                found.extend(int(child) for child in (task / "children").read_text(encoding="ascii").split())
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children, and so on."""
    found, ahead = [], children(pid)
    while ahead:
        found.extend(ahead)
        ahead = [grandchild for child in ahead for grandchild in children(child)]
    return found
