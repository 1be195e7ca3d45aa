"""Whether a package has the solutions that its proof needs, each where it belongs and with what it has to say."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from proctor.authoring.claims import WRONG, Claim, references, wrong_solutions
from proctor.authoring.problems import Part, Problem
from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise
from proctor.catalog.promises import Check

REFERENCES: Final = 2
PUBLIC_REFERENCES: Final = 3
"""Everybody may read what is public, so its right solutions have to leave no doubt that many ways are right."""


def right_solution_rule(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
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


def header_rule(exercise: Exercise, _levels: Sequence[Level]) -> Iterator[Problem]:
    """Every wrong solution says what is wrong, and names checks and levels that exist."""
    levels_of = {check.id: check.levels for check in exercise.all_checks}
    for path in entries(exercise.root / "private" / "wrong"):
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


def killer_rule(exercise: Exercise, levels: Sequence[Level]) -> Iterator[Problem]:
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


def entries(folder: Path) -> list[Path]:
    """What lies directly in a folder, but for what Python leaves there."""
    return sorted(path for path in folder.glob("*") if path.name != "__pycache__")


def _problem(where: str, what: str, todo: str, part: Part = "form") -> Problem:
    return Problem(part=part, where=where, what=what, todo=todo)
