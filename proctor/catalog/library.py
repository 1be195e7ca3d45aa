"""Finding packages: the shipped ones, the installed ones, and those of folders that `PROCTOR_EXERCISES` names."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.catalog.package import Exercise
from proctor.errors import PackageError, UsageError
from proctor.home import checkout

EXERCISES_VARIABLE: Final = "PROCTOR_EXERCISES"
_INSTALLED: Final = ".local/share/proctor/exercises"


@dataclass(frozen=True)
class Library:
    """All packages that can be seen, and the words about those that cannot be read."""

    exercises: tuple[Exercise, ...]
    problems: tuple[str, ...]

    def find(self, words: str) -> Exercise:
        """The package named `kind/name`, or by its folder's name if that is unique; UsageError with the nearest."""
        exact = [exercise for exercise in self.exercises if words in (exercise.name, exercise.root.name)]
        if len(exact) == 1:
            return exact[0]
        if exact:
            names = ", ".join(exercise.name for exercise in exact)
            raise UsageError(f"{words!r} could be several exercises", hint=f"give one of: {names}")
        names_known = [exercise.name for exercise in self.exercises]
        short = {exercise.root.name: exercise.name for exercise in self.exercises}
        near = difflib.get_close_matches(words, [*names_known, *short], n=1, cutoff=0.4)
        hint = f"did you mean {short.get(near[0], near[0])}? " if near else ""
        raise UsageError(f"there is no exercise {words!r}", hint=f"{hint}proctor list shows all")


def open_library(environment: Mapping[str, str] = os.environ) -> Library:
    """Every package below the shipped folder and `PROCTOR_EXERCISES`; a broken one hides no other."""
    found: dict[Path, Exercise] = {}
    problems = [
        f"{folder}: {EXERCISES_VARIABLE} names it, and it is no folder"
        for folder in named_folders(environment)
        if not folder.is_dir()
    ]
    for folder in folders(environment):
        for manifest in sorted(folder.glob("*/*/exercise.toml")):
            root = manifest.parent.resolve()
            try:
                found[root] = Exercise.load(root, name=f"{manifest.parent.parent.name}/{manifest.parent.name}")
            except PackageError as error:
                problems.append(str(error))
    return Library(tuple(sorted(found.values(), key=lambda exercise: exercise.name)), tuple(problems))


def find(words: str, environment: Mapping[str, str] = os.environ) -> Exercise:
    """The package that `words` mean: a path to its folder, `kind/name`, or its unique name."""
    path = Path(words).expanduser()
    if (path / "exercise.toml").is_file():
        return Exercise.load(path.resolve())
    found = {
        manifest.parent.resolve(): f"{manifest.parent.parent.name}/{manifest.parent.name}"
        for folder in folders(environment)
        for manifest in sorted(folder.glob("*/*/exercise.toml"))
        if words in {manifest.parent.name, f"{manifest.parent.parent.name}/{manifest.parent.name}"}
    }
    if len(found) == 1:
        # Loaded directly, so that a package that cannot be read says so instead of being unknown.
        ((root, name),) = found.items()
        return Exercise.load(root, name=name)
    return open_library(environment).find(words)


def folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where packages lie: the shipped folder first, then those of the variable, then what was installed."""
    home = checkout("exercises", environment=environment)
    shipped = (home / "exercises",) if home else ()
    installed = (installed_folder(environment),) if environment.get("HOME") else ()
    return tuple(folder for folder in (*shipped, *named_folders(environment), *installed) if folder.is_dir())


def installed_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `proctor exercise install` puts packages: a folder in the person's home."""
    return Path(environment.get("HOME") or Path.home()) / _INSTALLED


def named_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The folders that `PROCTOR_EXERCISES` names, in its order."""
    parts = environment.get(EXERCISES_VARIABLE, "").split(os.pathsep)
    return tuple(Path(part).expanduser() for part in parts if part)
