"""Running the solutions of shipped packages through their own checks, in a real engine."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from proctor.catalog.library import open_library
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Visibility
from proctor.checks import client
from proctor.checks.request import CheckFinished, Limits, Reply, RunFinished, RunRequest
from proctor.session.verdicts import AGAINST, Verdict

# A measurement of time or memory may be too close to decide; what is wrong there is judged by another check.
NOT_AT_FAULT = frozenset({Verdict.PASS, Verdict.SKIP, Verdict.UNSURE, *AGAINST})


@dataclass(frozen=True)
class WrongSolution:
    """A solution that must fail at the check its folder is named after; the header says where else it may."""

    path: Path
    check: str
    also: frozenset[str]
    levels: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Bench:
    """An engine that is warm."""

    address: Path
    seed: int = 20

    def judge(
        self,
        exercise: Exercise,
        level: str,
        solution: Path | None,
        visibilities: tuple[Visibility, ...] = ("visible", "hidden"),
    ) -> dict[str, CheckFinished]:
        """Every check of a level on a solution, in a run for each visibility; None is the starter as it comes."""
        tree = exercise.workspace(level)
        if solution is not None:
            tree[exercise.manifest.entry] = solution.read_bytes()
        found: dict[str, CheckFinished] = {}
        for visibility in visibilities:
            found |= self._run(exercise, level, visibility, tree)
        return found

    def _run(
        self, exercise: Exercise, level: str, visibility: Visibility, tree: Mapping[str, bytes]
    ) -> dict[str, CheckFinished]:
        wanted = RunRequest(
            run="trial",
            entry=exercise.manifest.entry,
            level=level,
            visibility=visibility,
            tree=dict(tree),
            checks=exercise.check_files(visibility),
            select=[check.id for check in exercise.checks(level, visibility)],
            seed=self.seed,
            limits=Limits(check_s=exercise.manifest.limits.check_s, run_s=exercise.manifest.limits.run_s),
        )
        replies = asyncio.run(collected(self.address, wanted))
        end = replies[-1]
        assert isinstance(end, RunFinished)
        assert end.fault == ""
        return {reply.check: reply for reply in replies if isinstance(reply, CheckFinished)}


async def collected(address: Path, wanted: RunRequest) -> list[Reply]:
    """All replies of one run."""
    async with aclosing(client.run(address, wanted)) as replies:
        return [reply async for reply in replies]


def shipped() -> tuple[Exercise, ...]:
    """The packages of the layer kind that come with the project."""
    library = open_library({})
    assert library.problems == ()
    return tuple(exercise for exercise in library.exercises if exercise.manifest.kind == "layer")


def references(exercise: Exercise) -> list[Path]:
    """The right solutions of a package."""
    return sorted((exercise.root / "private" / "reference").glob("*.py"))


def wrong_solutions(exercise: Exercise) -> list[WrongSolution]:
    """The wrong solutions of a package, with what their headers say."""
    return [read_header(path) for path in sorted((exercise.root / "private" / "wrong").glob("*/*.py"))]


def read_header(path: Path) -> WrongSolution:
    """The comment on top of a wrong solution: what is wrong, `also` and `levels`."""
    lines = [line.removeprefix("#").strip() for line in path.read_text(encoding="utf-8").split('"""')[0].splitlines()]
    also, levels = (listed(lines, word) for word in ("also", "levels"))
    says = " ".join(line for line in lines if not re.match(r"(also|levels):", line))
    return WrongSolution(path, path.parent.name, frozenset(also), tuple(levels) or LEVELS, says)


def listed(lines: list[str], word: str) -> list[str]:
    """The names after `word:`."""
    line = next((line for line in lines if line.startswith(f"{word}:")), f"{word}:")
    return [name.strip() for name in line.removeprefix(f"{word}:").split(",") if name.strip()]


def not_passed(found: Mapping[str, CheckFinished]) -> dict[str, str]:
    """The checks that did not pass, with verdict and message."""
    return {name: f"{item.verdict}: {item.message}" for name, item in found.items() if item.verdict != Verdict.PASS}


def held_against(found: Mapping[str, CheckFinished]) -> set[str]:
    """The checks that count against the work."""
    return {name for name, item in found.items() if item.verdict in AGAINST}
