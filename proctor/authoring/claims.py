"""What a package claims of work that it holds itself: right solutions pass, wrong ones fail where they say.

A wrong solution lies in `private/wrong/<check>/`, named after the check that has to fail on it, and says in comments
on top what is wrong (`# Wrong: ...`), which other checks fail on it as well (`# also: check, check`) and at which
levels it counts (`# levels: mid, senior`; without that line, wherever its check counts).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise

Sort = Literal["starter", "reference", "wrong"]
WRONG: Final = "Wrong: "
_WORD: Final = re.compile(r"(also|levels):")
_CACHES: Final = "__pycache__"


@dataclass(frozen=True, slots=True)
class Claim:
    """One piece of work and what should come of it; `path` is a file, a folder, or None for the starter."""

    sort: Sort
    name: str
    path: Path | None
    levels: tuple[Level, ...]
    check: str = ""
    also: frozenset[str] = frozenset()
    says: str = ""
    odd_levels: tuple[str, ...] = ()
    """Words after `levels:` that name no level."""


def starter(exercise: Exercise) -> Claim:
    """What candidates get: it runs, some of it holds, and a visible check fails."""
    return Claim("starter", "starter", None, _offered(exercise))


def references(exercise: Exercise) -> tuple[Claim, ...]:
    """The right solutions of a package."""
    folder = exercise.proof / "reference"
    return tuple(
        Claim("reference", f"reference/{_stem(path)}", path, _offered(exercise)) for path in solutions_in(folder)
    )


def wrong_solutions(exercise: Exercise) -> tuple[Claim, ...]:
    """The wrong solutions of a package, with what their headers say."""
    folder = exercise.proof / "wrong"
    checks = sorted(path for path in folder.glob("*") if path.is_dir() and path.name != _CACHES)
    return tuple(wrong_solution(exercise, path) for check in checks for path in solutions_in(check))


def wrong_solution(exercise: Exercise, path: Path) -> Claim:
    """One wrong solution; its header stands on top of the file, or of the entry in its folder."""
    check = path.parent.name
    says, words = _header(path / exercise.manifest.entry if path.is_dir() else path)
    named = words.get("levels", ())
    counts = next((known.levels for known in exercise.all_checks if known.id == check), LEVELS)
    return Claim(
        sort="wrong",
        name=f"wrong/{check}/{_stem(path)}",
        path=path,
        levels=tuple(level for level in _offered(exercise) if level in (named or counts)),
        check=check,
        also=frozenset(words.get("also", ())),
        says=says,
        odd_levels=tuple(name for name in named if name not in LEVELS),
    )


def solutions_in(folder: Path) -> Iterator[Path]:
    """Every Python file and every folder directly in `folder`, sorted by name."""
    for path in sorted(folder.glob("*")):
        if path.name != _CACHES and (path.is_dir() or path.suffix == ".py"):
            yield path


def _header(file: Path) -> tuple[str, dict[str, tuple[str, ...]]]:
    """What the comments on top say, and the names after `also:` and `levels:`."""
    says: list[str] = []
    words: dict[str, tuple[str, ...]] = {}
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment = line.removeprefix("#").strip()
        if _WORD.match(comment):
            word, _, names = comment.partition(":")
            words[word] = tuple(name.strip() for name in names.split(",") if name.strip())
        else:
            says.append(comment)
    return " ".join(says).strip(), words


def _offered(exercise: Exercise) -> tuple[Level, ...]:
    return tuple(level for level in LEVELS if level in exercise.manifest.levels)


def _stem(path: Path) -> str:
    return path.name.removesuffix(".py")
