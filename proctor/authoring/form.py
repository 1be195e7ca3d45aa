"""What can be said about a package without running anything: its files, texts, overlays and solutions."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from proctor.authoring.completeness import entries, header_rule, killer_rule, right_solution_rule
from proctor.authoring.problems import Problem
from proctor.catalog.manifest import Level
from proctor.catalog.package import Exercise

COLUMNS: Final = 80
_KEPT: Final[dict[str, str]] = {
    "guide.md": "what the exercise probes, for interviewers",
    "rubric.toml": "anchors 1 to 4 for each criterion and level",
    "brief.toml": "what an interviewer says, watches and asks",
    "issues.toml": "the known issues",
    "feedback.toml": "what the program says in practice",
}


def form_problems(exercise: Exercise, levels: Sequence[Level]) -> tuple[Problem, ...]:
    """Everything about the form of a package that keeps it from being proved at `levels`."""
    rules: tuple[Callable[[Exercise, Sequence[Level]], Iterator[Problem]], ...] = (
        _private_files,
        _widths,
        _overlays,
        right_solution_rule,
        header_rule,
        killer_rule,
    )
    return tuple(problem for rule in rules for problem in rule(exercise, levels))


def _private_files(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    for name, what in _KEPT.items():
        if not (exercise.root / "private" / name).is_file():
            yield _problem(f"private/{name}", "is missing", f"write {what}")


def _widths(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    """Specification and guide are read in terminals of 80 columns."""
    specs = sorted(exercise.root.glob("levels/*/spec.md"))
    for path in (exercise.root / "spec.md", *specs, exercise.root / "private" / "guide.md"):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        long = [number for number, line in enumerate(text.splitlines(), 1) if len(line) > COLUMNS]
        if long:
            more = f" (and {len(long) - 1} more lines)" if len(long) > 1 else ""
            where = f"{path.relative_to(exercise.root)}:{long[0]}"
            yield _problem(where, f"a line has more than {COLUMNS} columns{more}", "break it")


def _overlays(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    """What a level lays over the starter reaches the candidate, and changes something."""
    for folder in entries(exercise.root / "levels"):
        where = f"levels/{folder.name}"
        if folder.name not in exercise.manifest.levels:
            yield _problem(where, "is no level of exercise.toml", f"use one of: {', '.join(exercise.manifest.levels)}")
            continue
        for path in entries(folder):
            if path.name not in {"spec.md", "starter"}:
                yield _problem(f"{where}/{path.name}", "reaches nobody", "a level has spec.md and starter/")
        yield from _overlay_files(exercise, folder / "starter")


def _overlay_files(exercise: Exercise, overlay: Path) -> Iterator[Problem]:
    starter = exercise.root / "starter"
    for path in sorted(path for path in overlay.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        inside = path.relative_to(overlay)
        where = str(path.relative_to(exercise.root))
        below = starter / inside
        if inside.parts[0] == "checks":
            yield _problem(where, "is overwritten by the visible checks", "give it another name")
        elif below.is_dir() or any((starter / parent).is_file() for parent in inside.parents):
            yield _problem(where, "is a file where the starter has a folder, or the reverse", "give it another name")
        elif below.is_file() and below.read_bytes() == path.read_bytes():
            yield _problem(where, "is what the starter has already", "change it, or remove it")


def _problem(where: str, what: str, todo: str) -> Problem:
    return Problem(part="form", where=where, what=what, todo=todo)
