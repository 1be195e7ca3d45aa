"""`proctor exercise verify`: prove that packages tell right work from wrong, and say which check does it."""

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Final

from proctor.authoring.proof import PackageProof, package_proof
from proctor.authoring.proving import Prover
from proctor.authoring.times import measured_times
from proctor.authoring.trials import REFERENCE_SEEDS
from proctor.catalog.library import find, open_library
from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.checks.grading import new_seed
from proctor.checks.place import Place
from proctor.checks.request import Ready
from proctor.cli.frameworks import chosen_framework, framework_argument
from proctor.cli.grading_reports import PASSED, isolation_report
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.verify_progress import Progress
from proctor.cli.verify_report import VerifyReport
from proctor.cli.verify_words import verify_lines
from proctor.errors import UsageError
from proctor.host.bench import passing_engine
from proctor.host.environments import place_of
from proctor.session.verdicts import all_hold

_MOST_ROUNDS: Final = 100


def chosen(
    words: Sequence[str], *, everything: bool, framework: str = ""
) -> tuple[tuple[Exercise, ...], tuple[str, ...]]:
    """The packages that are meant, and the words about those that cannot be read; a candidate part proves nothing."""
    if everything and words:
        raise UsageError("--all means every exercise, and some are named as well", hint="leave one of them out")
    if not everything and not words:
        raise UsageError("no exercise is named", hint="proctor exercise verify EXERCISE, or --all")
    library = open_library() if everything else None
    found = library.exercises if library else tuple(find(word) for word in words)
    if everything and not found:
        raise UsageError("there is no exercise here", hint="PROCTOR_EXERCISES names folders that hold some")
    parts = [exercise.name for exercise in found if exercise.part is not None]
    if parts and not everything:
        raise UsageError(
            f"{parts[0]} is a candidate part: what would prove it is not here", hint="verify the whole package"
        )
    whole = {exercise.root: exercise for exercise in found if exercise.part is None}
    if everything and framework:
        whole = {root: exercise for root, exercise in whole.items() if framework in exercise.manifest.frameworks}
    meant = tuple(chosen_framework(exercise, framework) for exercise in whole.values())
    return meant, library.problems if library else ()


def levels_of(exercise: Exercise, named: str) -> tuple[Level, ...]:
    """The level that was named, else all that the exercise offers."""
    return (exercise.level(named),) if named else tuple(one for one in LEVELS if one in exercise.manifest.levels)


async def proofs(
    exercises: Sequence[Exercise], *, level: str, seeds: Sequence[int], jobs: int
) -> tuple[tuple[PackageProof, ...], Ready | None]:
    """Prove the packages one after the other on one engine, and measure each while nothing else runs there."""
    progress = Progress(sys.stderr)
    found: list[PackageProof] = []
    ready: Ready | None = None
    roots = [exercise.root for exercise in exercises]
    try:
        for place, some in by_place(exercises):
            async with passing_engine(*roots, framework=place) as engine:
                for exercise in some:
                    progress.begin(exercise.name)
                    times = await measured_times(exercise, engine.once, seeds[0])
                    progress.measured()
                    prover = Prover(engine.once, jobs, progress.tell)
                    findings = await prover.prove(exercise, levels_of(exercise, level), seeds)
                    found.append(package_proof(findings, times))
                    progress.end(len(found[-1].problems))
                    ready = next((one.ready for one in findings.outcomes if one.ready), ready)
    finally:
        progress.clear()
    return tuple(found), ready


def by_place(exercises: Sequence[Exercise]) -> list[tuple[Place, list[Exercise]]]:
    """The packages by where their framework is: an engine serves one framework only."""
    found: list[tuple[Place, list[Exercise]]] = []
    for exercise in exercises:
        place = place_of(exercise)
        if found and found[-1][0] == place:
            found[-1][1].append(exercise)
        else:
            found.append((place, [exercise]))
    return found


def usual_jobs() -> int:
    """As many gradings at once as there are processors: each keeps one busy."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _arguments(parser: Parser) -> None:
    parser.add_argument("exercises", metavar="EXERCISE", nargs="*", help="such as layer/practice-rms-norm, or a folder")
    parser.add_argument("--all", action="store_true", dest="everything", help="every exercise that `list` shows")
    parser.add_argument("--repeat", metavar="N", type=int, default=1, help="all of it N times, each with other inputs")
    parser.add_argument("--level", choices=LEVELS, default="", help="at this level only")
    framework_argument(parser)
    parser.add_argument("--seed", metavar="N", type=int, help="draw the inputs of an earlier proof again")
    parser.add_argument("--jobs", metavar="N", type=int, help="gradings at once (default: one for each processor)")


def _run(options: Namespace) -> int:
    if not 1 <= options.repeat <= _MOST_ROUNDS:
        raise UsageError(f"--repeat takes 1 to {_MOST_ROUNDS}", hint="for example: --repeat 5")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs takes at least 1", hint="for example: --jobs 2")
    exercises, unreadable = chosen(options.exercises, everything=options.everything, framework=options.framework)
    seed = new_seed() if options.seed is None else options.seed
    seeds = [seed + number * REFERENCE_SEEDS for number in range(options.repeat)]
    jobs = options.jobs or usual_jobs()
    found, ready = asyncio.run(proofs(exercises, level=options.level, seeds=seeds, jobs=jobs))
    report = VerifyReport(
        proved=all_hold([*(one.proved for one in found), *(None for _ in unreadable)]),
        seed=seed,
        rounds=options.repeat,
        jobs=jobs,
        isolation=isolation_report(ready),
        unreadable=unreadable,
        exercises=found,
    )
    if options.json:
        print_json(report)
    else:
        print_lines(verify_lines(report))
    return PASSED[report.proved]


VERIFY: Final = Handler(_arguments, _run)
