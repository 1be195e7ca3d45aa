"""The two roles of an engine's children; a process of one role never imports the other's code."""

from collections.abc import Callable
from pathlib import Path

from proctor.checks.engine.control import Spawn

Body = Callable[[Spawn, list[int]], None]


def role(name: str, adapter: str = "") -> tuple[Callable[[], None], Body]:
    """What a role warms up, and what its child runs; importing it takes seconds, for a framework comes along.

    A worker speaks torch, or what the adapter file at `adapter` speaks; then torch need not even be there.
    """
    if name == "judge":
        from proctor.checks.judge import child as judge  # noqa: PLC0415 - see above

        return judge.warm, judge.run
    if adapter:
        from proctor.checks.frameworks.child import AdaptedChild  # noqa: PLC0415 - see above

        adapted = AdaptedChild(Path(adapter))
        return adapted.warm, adapted.run
    from proctor.checks.worker import child as worker  # noqa: PLC0415 - see above

    return worker.warm, worker.run
