"""How long after a save the verdicts are there, against the same tests in a warm process and under pytest-watcher.

The three take turns, round by round, each with a workspace of its own that holds the same files.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.effort import Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure, at_least, at_most, milliseconds
from benchmarks.listener import Heard, Listener
from benchmarks.peers import PytestWatcher, WarmProcess, copy_of
from benchmarks.pty_program import PtyProgram
from benchmarks.screen import Screen
from benchmarks.stage import Sitting, save, solution, stage
from proctor.record.reading import read
from proctor.session.events import CheckEnded, Event, RunEnded, SnapshotTaken
from proctor.session.fold import replay
from proctor.session.verdicts import Verdict

_OVERHEAD_MS: Final = 100
_TIMES_FASTER: Final = 15
_BREATH_S: Final = 0.3
"""Between two turns, so that what follows one does not weigh on the next."""


@dataclass(frozen=True)
class Round:
    """One turn of everybody, in nanoseconds from the save."""

    first_verdict: int
    last_verdict: int
    on_screen: int
    warm: int
    watcher: int


@dataclass(frozen=True)
class _Ours:
    sitting: Sitting
    tests: int
    listener: Listener
    screen: PtyProgram

    def turn(self, content: bytes) -> tuple[int, int, int]:
        """Spans to the first verdict, to the last, and to the screen that shows them all."""
        mark = self.listener.mark()
        begun_ns = time.monotonic_ns()
        save(self.sitting.entry, content)
        taken = self.listener.wait_for(_is_save, since=mark, what="the snapshot").event
        commit = taken.commit if isinstance(taken, SnapshotTaken) else ""
        last = self.listener.wait_for(_verdict_on(commit), since=mark, count=self.tests, what="all verdicts")
        painted_ns = self.screen.wait_for(_shows(commit, self.tests), what="the verdicts on the screen")
        self.listener.wait_for(lambda event: isinstance(event, RunEnded), since=mark, what="the run's end")
        ended = [heard for heard in self.listener.since(mark) if _verdict_on(commit)(heard.event)]
        _all_pass(ended)
        return ended[0].at_ns - begun_ns, last.at_ns - begun_ns, painted_ns - begun_ns


def measure(effort: Effort) -> list[Figure]:
    """Save to verdicts at three tools in turn; overhead over the warm process; how many times faster."""
    rounds = list(_rounds(effort.saves))
    ours = [turn.last_verdict for turn in rounds]
    screen = [turn.on_screen for turn in rounds]
    warm = [turn.warm for turn in rounds]
    watcher = [turn.watcher for turn in rounds]
    overhead = [mine - bare for mine, bare in zip(screen, warm, strict=True)]
    faster = tuple(theirs / mine for mine, theirs in zip(screen, watcher, strict=True))
    return [
        Figure("save to first verdict, at a client", "ms", milliseconds(turn.first_verdict for turn in rounds)),
        Figure("save to last verdict, at a client", "ms", milliseconds(ours)),
        Figure("save to all verdicts, on the screen", "ms", milliseconds(screen)),
        Figure("same tests, warm process", "ms", milliseconds(warm)),
        Figure("same tests, pytest-watcher", "ms", milliseconds(watcher)),
        Figure("on the screen, over the warm process", "ms", milliseconds(overhead), at_most(_OVERHEAD_MS)),
        Figure("on the screen, against pytest-watcher", "times faster", faster, at_least(_TIMES_FASTER)),
    ]


def _rounds(count: int) -> Iterator[Round]:
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(stage())
        sitting = place.working_session()
        tests = len(replay(read(sitting.folder.events).envelopes).terms.checks)
        screen = stack.enter_context(place.at_terminal("join", sitting.folder.id))
        screen.wait_for(lambda shown: " hold" in shown.text, what="the screen")
        ours = _Ours(sitting, tests, stack.enter_context(Listener(sitting.places.socket("candidate"))), screen)
        warm_copy = copy_of(sitting.folder.workspace, place.folder / "warm")
        watched_copy = copy_of(sitting.folder.workspace, place.folder / "watched")
        warm = stack.enter_context(WarmProcess(place, warm_copy))
        watcher = stack.enter_context(PytestWatcher(place, watched_copy))
        for number in range(count + 1):
            found = _round(number, ours, warm, watcher)
            if number:
                yield found


def _round(number: int, ours: _Ours, warm: WarmProcess, watcher: PytestWatcher) -> Round:
    """Everybody's turn, beginning with another one each time."""
    content = solution(number)
    spans: dict[str, tuple[int, ...]] = {}
    order = ("ours", "warm", "watcher")
    for name in order[number % 3 :] + order[: number % 3]:
        time.sleep(_BREATH_S)
        if name == "ours":
            spans[name] = ours.turn(content)
        elif name == "warm":
            spans[name] = (warm.span_ns(content),)
        else:
            spans[name] = (watcher.span_ns(content, ours.tests),)
    first, last, painted = spans["ours"]
    return Round(first, last, painted, spans["warm"][0], spans["watcher"][0])


def _is_save(event: Event) -> bool:
    return isinstance(event, SnapshotTaken)


def _verdict_on(commit: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, CheckEnded) and event.commit == commit


def _shows(commit: str, tests: int) -> Callable[[Screen], bool]:
    """The check pane says for which save its verdicts are once all of them are there."""

    def shown(screen: Screen) -> bool:
        text = screen.text
        return "For your save" in text and f"({commit[:7]})" in text and f"{tests} of {tests} hold" in text

    return shown


def _all_pass(ended: list[Heard]) -> None:
    against = [heard.event for heard in ended if isinstance(heard.event, CheckEnded) and not _passed(heard.event)]
    if against:
        raise BenchmarkFault(f"a correct solution does not pass: {against}")


def _passed(event: CheckEnded) -> bool:
    return event.verdict is Verdict.PASS
