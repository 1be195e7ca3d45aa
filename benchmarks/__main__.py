"""`python -m benchmarks`: measure everything and write `RESULTS.md`; `--only NAME` measures one thing and prints it."""

import argparse
import platform
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from benchmarks import company, idle, journaling, machine, mirror, replaying, sandboxing, saving, snapshot, startup
from benchmarks.effort import FULL, QUICK, Effort
from benchmarks.faults import BenchmarkFault
from benchmarks.figures import Figure
from benchmarks.report import document, table

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
_TERMINATED: Final = 143
_INTERRUPTED: Final = 130


@dataclass(frozen=True)
class Benchmark:
    """One of them: its name on the command line, its title, what is measured how, and the measuring."""

    name: str
    title: str
    explanation: str
    measure: Callable[[Effort], list[Figure]]


BENCHMARKS: Final = (
    Benchmark(
        "start",
        "From the command to the screen",
        "From starting the command until the words are painted. A session that is joined is in WORK and its checks\n"
        "are warm; one that is started has a cold engine, which loads torch meanwhile on the same cores.",
        startup.measure,
    ),
    Benchmark(
        "save",
        "From a save to the verdicts",
        "A correct solution is saved by renaming onto the entry file. The warm process is the bare minimum: torch and\n"
        "pytest loaded, one fork per run, no separation, record or screen. pytest-watcher runs as it comes. All three\n"
        "run the same tests, in turn, each on a copy of the workspace.",
        saving.measure,
    ),
    Benchmark(
        "sandbox",
        "Code that is confined, and code that means harm",
        "Runs straight at an engine whose workers are in a sandbox (isolation level 3). Harm is a fork bomb, 40 GB at\n"
        "once, 10 GB of output, kill(-1) and full temporary folders, each within a check's limit of 0.5 s; the timer\n"
        "stands for everything else on the machine.",
        sandboxing.measure,
    ),
    Benchmark(
        "snapshot",
        "From a save to its snapshot on disk",
        "A client hears of a snapshot once it and its event are forced to disk.",
        snapshot.measure,
    ),
    Benchmark(
        "idle",
        "A session in which nobody does anything",
        "In WORK with the clock running: all processes of the session together (host, engine, screen, tmux), and what\n"
        "reaches the terminal. One sample is a sixth of the time observed.",
        idle.measure,
    ),
    Benchmark(
        "mirror",
        "From the candidate's screen to the mirror",
        "The candidate types in vim in a session's own terminal, 7 letters a second and as many backspaces; a\n"
        "cockpit at another terminal follows. One clock stamps the bytes of both terminals. 50 viewers are it and 49\n"
        "readers of the socket, all on this machine.",
        mirror.measure,
    ),
    Benchmark(
        "company",
        "What viewers cost the candidate",
        "From a key in vim to its letter on the candidate's own terminal, with each kind of company in turn; a\n"
        "difference is between the medians of neighbours in the same round.",
        company.measure,
    ),
    Benchmark(
        "replay",
        "A recording, from the command to any moment of it",
        "Made-up recordings of eight hours, eight visible checks on every save, a file of 300 lines. A step is from a\n"
        "key to the last byte of the picture that it brings. Lines that were not seen before may be plain in it; they\n"
        "are coloured once nobody has pressed anything for 45 ms, which is told apart and counted from the key, too.",
        replaying.measure,
    ),
    Benchmark(
        "journal",
        "The journal",
        "One append is one event; the long journal is what an endless session of saves and runs would leave.",
        journaling.measure,
    ),
)


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for. Returns 0 when all of it could be measured, whether or not targets are met."""
    options = _options(words)
    if platform.system() != "Linux":
        print("benchmarks: they read /proc and so run on Linux only", file=sys.stderr)
        return 3
    if not machine.has_tmux():
        print("benchmarks: half of the figures need tmux; install it first", file=sys.stderr)
        return 3
    signal.signal(signal.SIGTERM, _leave)
    chosen = [benchmark for benchmark in BENCHMARKS if options.only in (None, benchmark.name)]
    facts = machine.facts()
    results = []
    try:
        for benchmark in chosen:
            print(f"\n## {benchmark.title}", flush=True)
            figures = benchmark.measure(QUICK if options.quick else FULL)
            print("\n".join(table(figures)), flush=True)
            results.append((benchmark.title, benchmark.explanation, figures))
    except BenchmarkFault as fault:
        print(f"benchmarks: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    output = options.output or (None if options.quick or options.only else RESULTS)
    if output is not None:
        output.write_text(document(facts, results), encoding="utf-8")
    return 0


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=[benchmark.name for benchmark in BENCHMARKS], help=_names())
    parser.add_argument("--quick", action="store_true", help="few samples: to see that it works, not how fast")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the results there (default: RESULTS.md)")
    return parser.parse_args(words)


def _names() -> str:
    return f"one of {', '.join(benchmark.name for benchmark in BENCHMARKS)}; its table is printed, not written"


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End the way an error does, so that everything that was started is ended."""
    raise SystemExit(_TERMINATED)


if __name__ == "__main__":
    sys.exit(main())
