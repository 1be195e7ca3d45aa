"""What a save costs until its content is on disk: seen from a client, and of the writing alone."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from benchmarks.effort import Effort
from benchmarks.figures import Figure, Statistic, at_most, milliseconds
from benchmarks.listener import Listener
from benchmarks.stage import ENTRY, Sitting, save, solution, stage
from proctor.record.commit_stream import Facts
from proctor.record.snapshots import Snapshots
from proctor.record.tree import Tree
from proctor.record.walk import Walker
from proctor.session.events import Event, RunEnded, RunStarted, SnapshotTaken

_DURABLE_P99_MS: Final = 25
_BREATH_S: Final = 0.02
_INTO_THE_RUN_S: Final = 0.12
"""After a run's start: notices that follow each other more closely are taken for a tool at work, and waited out."""


def measure(effort: Effort) -> list[Figure]:
    """Save to the event that follows the durable snapshot: at rest, and while checks run; and `Snapshots.take`."""
    with stage() as place:
        sitting = place.working_session()
        with Listener(sitting.places.socket("candidate")) as listener:
            at_rest = [_at_rest(sitting, listener, number) for number in range(effort.snapshots)]
            hurried = [_during_a_run(sitting, listener, effort.snapshots + 2 * n) for n in range(effort.hurried)]
        tree = Walker(sitting.folder.workspace).walk()
        with Snapshots.create(place.folder / "record.git") as snapshots:
            alone = [_take(snapshots, tree, number) for number in range(effort.snapshots)]
    bound = at_most(_DURABLE_P99_MS, Statistic.P99)
    return [
        Figure("save to snapshot on disk, seen by a client", "ms", milliseconds(at_rest), bound),
        Figure("save to snapshot on disk, while checks run", "ms", milliseconds(hurried), bound),
        Figure("writing one snapshot, alone", "ms", milliseconds(alone[1:])),
    ]


def _at_rest(sitting: Sitting, listener: Listener, number: int) -> int:
    """One save when nothing else goes on; returns once its checks are over, too."""
    mark = listener.mark()
    span_ns = _save(sitting, listener, number)
    listener.wait_for(_is(RunEnded), since=mark, what="the run's end")
    time.sleep(_BREATH_S)
    return span_ns


def _during_a_run(sitting: Sitting, listener: Listener, number: int) -> int:
    """A save right after the checks of another one have begun."""
    mark = listener.mark()
    _save(sitting, listener, number)
    listener.wait_for(_is(RunStarted), since=mark, what="the run's start")
    time.sleep(_INTO_THE_RUN_S)
    span_ns = _save(sitting, listener, number + 1)
    listener.wait_for(_is(RunEnded), since=mark, count=2, what="both runs' ends")
    return span_ns


def _save(sitting: Sitting, listener: Listener, number: int) -> int:
    content = solution(number)
    mark = listener.mark()
    begun_ns = time.monotonic_ns()
    save(sitting.entry, content)
    return listener.wait_for(_is(SnapshotTaken), since=mark, what="the snapshot").at_ns - begun_ns


def _take(snapshots: Snapshots, tree: Tree, number: int) -> int:
    changed = Tree({**tree.files, **Tree.of({ENTRY: solution(number)}).files})
    facts = Facts(at=datetime.now(UTC), phase="work", clock_s=float(number), seq=number)
    begun_ns = time.monotonic_ns()
    snapshots.take(changed, facts)
    return time.monotonic_ns() - begun_ns


def _is(kind: type[Event]) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, kind)
