"""What can be said about a package without running anything: texts, overlays, and whether its claims are complete."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from proctor.authoring.claims import WRONG, Claim, references, wrong_solutions
from proctor.authoring.problems import Part, Problem
from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Check

COLUMNS: Final = 80
REFERENCES: Final = 2
PUBLIC_REFERENCES: Final = 3
"""Everybody may read what is public, so its right solutions have to leave no doubt that many ways are right."""
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
        _right_solutions,
        _headers,
        _killers,
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
    for folder in _entries(exercise.root / "levels"):
        where = f"levels/{folder.name}"
        if folder.name not in exercise.manifest.levels:
            yield _problem(where, "is no level of exercise.toml", f"use one of: {', '.join(exercise.manifest.levels)}")
            continue
        for path in _entries(folder):
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


def _right_solutions(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    """Right solutions differ, for a check that fits one way of writing only is a wrong check."""
    found = references(exercise)
    wanted = PUBLIC_REFERENCES if exercise.is_public else REFERENCES
    texts = {_text(exercise, claim) for claim in found}
    if len(found) < wanted:
        what = f"has {len(found)} of at least {wanted} right solutions"
        yield _problem("private/reference", what, "write another one in another way")
    elif len(texts) < len(found):
        yield _problem("private/reference", "two right solutions are the same", "write one in another way")
    yield from (_no_entry(exercise, claim) for claim in found if not _text(exercise, claim))


def _headers(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    """Every wrong solution says what is wrong, and names checks and levels that exist."""
    levels_of = {check.id: check.levels for check in exercise.all_checks}
    for path in _entries(exercise.root / "private" / "wrong"):
        if path.is_file():
            yield _problem(f"private/wrong/{path.name}", "lies beside the checks' folders", "move it into one")
    for claim in wrong_solutions(exercise):
        if not _text(exercise, claim):
            yield _no_entry(exercise, claim)
        elif claim.check not in levels_of:
            todo = f"name its folder after one of: {', '.join(levels_of)}"
            yield _problem(claim.name, f"there is no check {claim.check}", todo, part="wrong")
        else:
            yield from _header(claim, levels_of)


def _header(claim: Claim, levels_of: dict[str, tuple[Level, ...]]) -> Iterator[Problem]:
    if not claim.says.startswith(WRONG):
        yield _problem(claim.name, "does not say what is wrong", f"begin it with a line: # {WRONG}…", part="wrong")
    for name in sorted(claim.also - levels_of.keys()):
        yield _problem(claim.name, f"also: there is no check {name}", "correct the name", part="wrong")
    for name in claim.odd_levels:
        yield _problem(claim.name, f"levels: there is no level {name}", f"use {', '.join(LEVELS)}", part="wrong")
    strange = [level for level in claim.levels if level not in levels_of[claim.check]]
    if strange:
        todo = f"write: # levels: {', '.join(levels_of[claim.check])}"
        yield _problem(claim.name, f"{claim.check} does not count at {', '.join(strange)}", todo, part="wrong")
    elif not claim.levels:
        yield _problem(claim.name, "counts at no level of this exercise", "correct its levels", part="wrong")


def _killers(exercise: Exercise, levels: Sequence[Level]) -> Iterator[Problem]:
    """A check that no wrong solution is named for is not trusted, at each level where it counts."""
    wrong = wrong_solutions(exercise)
    for check in exercise.all_checks:
        bare = [level for level in levels if level in check.levels and not _named(wrong, check, level)]
        if bare:
            yield Problem(
                part="killer",
                where=check.id,
                what="no wrong solution is there for it to catch",
                todo=f"write one into private/wrong/{check.id}/, or remove the check",
                check=check.id,
                levels=tuple(bare),
            )


def _named(wrong: Sequence[Claim], check: Check, level: Level) -> bool:
    return any(claim.check == check.id and level in claim.levels for claim in wrong)


def _text(exercise: Exercise, claim: Claim) -> bytes:
    """What stands in the file under test of a solution; empty if a folder has none."""
    path = claim.path or exercise.root / "starter"
    file = path / exercise.manifest.entry if path.is_dir() else path
    return file.read_bytes() if file.is_file() else b""


def _no_entry(exercise: Exercise, claim: Claim) -> Problem:
    return _problem(claim.name, f"holds no {exercise.manifest.entry}", "the file under test has to be in it")


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.name != "__pycache__")


def _problem(where: str, what: str, todo: str, part: Part = "form") -> Problem:
    return Problem(part=part, where=where, what=what, todo=todo)
