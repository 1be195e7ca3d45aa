"""The two roles of an engine's children; a process of one role never imports the other's code."""

from collections.abc import Callable

from proctor.checks.engine.control import Spawn

Body = Callable[[Spawn, list[int]], None]


def role(name: str) -> tuple[Callable[[], None], Body]:
    """What a role warms up, and what its child runs; importing it takes seconds, for torch comes along."""
    if name == "judge":
        from proctor.checks.judge import child as judge  # noqa: PLC0415 - see above

        return judge.warm, judge.run
    from proctor.checks.worker import child as worker  # noqa: PLC0415 - see above

    return worker.warm, worker.run
