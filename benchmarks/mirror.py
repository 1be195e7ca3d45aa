"""How far a cockpit's mirror is behind the candidate's own screen: keys, saves, a crowd of viewers, joining late."""

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.effort import Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure, Statistic, at_most, milliseconds
from benchmarks.listener import Listener
from benchmarks.processes import belonging_to, cost_s
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import Sitting, save, solution
from benchmarks.typing_person import LETTER, MARK, Typist, shows_mark, typist
from benchmarks.viewers import Viewers
from proctor.record.reading import read
from proctor.session.events import RunEnded, SnapshotTaken
from proctor.session.fold import replay

_CROWD: Final = 49
_KEY_MS: Final = 5
_KEY_P99_MS: Final = 60
_CROWD_P99_MS: Final = 150
_VERDICT_MS: Final = 10
_HOST_PERCENT: Final = 5
_QUIET_S: Final = 0.8
"""After a save: nobody paints meanwhile, so that painting delays no time-stamp."""


def measure(effort: Effort) -> list[Figure]:
    """Keys in vim and saves, at the viewer's terminal; then with 50 viewers; then what joining and idling take."""
    with typist() as (sitting, person):
        figures = _joining(sitting, effort)
        with cockpit(sitting) as mirror:
            figures += _keys(sitting, person, mirror, effort)
            with Viewers(sitting, _CROWD, MARK + LETTER) as crowd:
                figures += _crowd(person, mirror, crowd, effort)
            figures += _idle(mirror, effort)
            person.to_work()
            figures += _saves(sitting, person.terminal, mirror, effort)
    return figures


@contextlib.contextmanager
def cockpit(sitting: Sitting) -> Iterator[PtyProgram]:
    """A viewer's cockpit that follows the candidate in vim."""
    with sitting.stage.at_terminal("watch", sitting.folder.id) as mirror:
        mirror.wait_for(shows_mark, what="the mirror shows what is in vim")
        yield mirror


def _joining(sitting: Sitting, effort: Effort) -> list[Figure]:
    """A viewer who comes late: from the command to the picture of what is in vim by now."""
    spans = []
    for _ in range(effort.starts + 1):
        with sitting.stage.at_terminal("watch", sitting.folder.id) as mirror:
            painted_ns = mirror.wait_for(shows_mark, what="the mirror shows what is in vim")
            spans.append(painted_ns - mirror.started_ns)
    return [Figure("a late viewer: from the command to the picture", "ms", milliseconds(spans[1:]))]


def _keys(sitting: Sitting, person: Typist, mirror: PtyProgram, effort: Effort) -> list[Figure]:
    person.pair(mirror)
    earlier, begun_s = belonging_to(sitting.stage.mark), time.monotonic()
    spans = [person.pair(mirror) for _ in range(effort.keys)]
    host_s = cost_s(earlier, belonging_to(sitting.stage.mark)).get("host", 0.0)
    percent = 100 * host_s / (time.monotonic() - begun_s)
    seen = milliseconds(mirrored for _, mirrored in spans)
    behind = milliseconds(mirrored - own for own, mirrored in spans)
    return [
        Figure("key in vim to the mirror", "ms", seen, at_most(_KEY_MS)),
        Figure("key in vim to the mirror, its slowest", "ms", seen, at_most(_KEY_P99_MS, Statistic.P99)),
        Figure("the mirror, behind the candidate's own screen", "ms", behind),
        Figure("CPU of the host while 7 key pairs/s are typed", "% of a core", (percent,), at_most(_HOST_PERCENT)),
    ]


def _crowd(person: Typist, mirror: PtyProgram, crowd: Viewers, effort: Effort) -> list[Figure]:
    pressed, seen = [], []
    for _ in range(effort.keys):
        pressed.append(time.monotonic_ns())
        seen.append(person.pair(mirror)[1])
    last = list(_last_seen(pressed, crowd.seen()))
    return [
        Figure("key in vim to the mirror, 50 viewers", "ms", milliseconds(seen), at_most(_CROWD_P99_MS, Statistic.P99)),
        Figure("key in vim to the last of 49 others", "ms", milliseconds(last), at_most(_CROWD_P99_MS, Statistic.P99)),
    ]


def _last_seen(pressed: list[int], seen: list[list[int]]) -> Iterator[int]:
    """For each key the time until the last viewer had its letter; a picture left out counts as the next one."""
    for begun_ns in pressed:
        firsts = [next((at_ns for at_ns in instants if at_ns >= begun_ns), None) for instants in seen]
        if None in firsts:
            raise BenchmarkFault("a viewer did not see a key")
        yield max(at_ns for at_ns in firsts if at_ns is not None) - begun_ns


def _idle(mirror: PtyProgram, effort: Effort) -> list[Figure]:
    """What a cockpit writes when nobody does anything."""
    time.sleep(_QUIET_S)
    before, begun_s = mirror.bytes_written, time.monotonic()
    time.sleep(effort.idle_s)
    written = (mirror.bytes_written - before) / (time.monotonic() - begun_s)
    mirror.paint()
    return [Figure("to an idle viewer's terminal", "bytes/s", (written,))]


def _saves(sitting: Sitting, own: PtyProgram, mirror: PtyProgram, effort: Effort) -> list[Figure]:
    tests = len(replay(read(sitting.folder.events).envelopes).terms.checks)
    behind, whole = [], []
    with Listener(sitting.places.socket("candidate")) as listener:
        time.sleep(_QUIET_S)
        for number in itertools.islice(itertools.count(), effort.saves + 1):
            mark, begun_ns = listener.mark(), time.monotonic_ns()
            save(sitting.entry, solution(number))
            taken = listener.wait_for(lambda event: isinstance(event, SnapshotTaken), since=mark, what="the snapshot")
            commit = taken.event.commit if isinstance(taken.event, SnapshotTaken) else ""
            listener.wait_for(lambda event: isinstance(event, RunEnded), since=mark, what="the end of the run")
            time.sleep(_QUIET_S)
            shown = _shows(commit, tests)
            own_ns = own.wait_for(shown, what="the verdicts on the candidate's screen")
            mirrored_ns = mirror.wait_for(shown, what="the verdicts in the mirror")
            behind.append(mirrored_ns - own_ns)
            whole.append(mirrored_ns - begun_ns)
    return [
        Figure("save to all verdicts, in the mirror", "ms", milliseconds(whole[1:])),
        Figure("the same, behind the candidate's own screen", "ms", milliseconds(behind[1:]), at_most(_VERDICT_MS)),
    ]


def _shows(commit: str, tests: int) -> Callable[[Screen], bool]:
    """The same pane on both screens says for which save its verdicts are, and how many checks hold."""

    def shown(screen: Screen) -> bool:
        return f"({commit[:7]})" in screen.text and f"{tests} of {tests} hold" in screen.text

    return shown
