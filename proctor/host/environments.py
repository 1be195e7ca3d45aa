"""Where the framework of an exercise is on this machine, and making the environment that a package names."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from proctor.catalog.package import Exercise
from proctor.checks.place import HERE, Place
from proctor.errors import EnvironmentFault

ENVIRONMENTS_VARIABLE: Final = "PROCTOR_ENVIRONMENTS"
_USUAL: Final = ".local/share/proctor/environments"
_OURS: Final = ("msgspec", "numpy")
"""What proctor's own part of a worker needs beside the framework."""
_READY: Final = "ready"
_ASK: Final = (
    "import importlib.util, json, sys; "
    "print(json.dumps([list(sys.version_info[:2]), [n for n in sys.argv[1:] if importlib.util.find_spec(n) is None]]))"
)
_OLDEST: Final = [3, 11]
_PIP: Final = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def place_of(exercise: Exercise) -> Place:
    """Where the framework of this exercise is; EnvironmentFault, with what to do, where it is not on this machine."""
    if exercise.adapter is None:
        return HERE
    card, interpreter = exercise.card, interpreter_of(exercise)
    missing = missing_from(interpreter, card.packages)
    if missing:
        where = f"in {interpreter}" if interpreter else "here"
        how = "add it there" if interpreter else card.install or f"install {' '.join(missing)} beside proctor"
        raise EnvironmentFault(
            f"{exercise.name} in {card.title} needs {', '.join(missing)}, which is not installed {where}", hint=how
        )
    return Place(exercise.framework, exercise.adapter.path, interpreter)


def interpreter_of(exercise: Exercise) -> str:
    """The Python that the package names or that was made for it; "" for proctor's own."""
    variant = exercise.variant
    if variant.interpreter:
        return str(Path(variant.interpreter).expanduser())
    if not variant.requirements:
        return ""
    folder = environment_folder(exercise)
    if not (folder / _READY).is_file():
        raise EnvironmentFault(
            f"the environment of {exercise.name} in {exercise.card.title} has not been made on this machine",
            hint=f"make it: proctor exercise environment {exercise.name} --framework {exercise.framework}",
        )
    return str(folder / "bin" / "python")


def environment_folder(exercise: Exercise, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the environment of a package's lock file lies; the same for every package with the same lock file."""
    mark = hashlib.sha256(_lock(exercise).read_bytes() + repr(sys.version_info[:3]).encode()).hexdigest()[:16]
    root = environment.get(ENVIRONMENTS_VARIABLE) or Path(environment.get("HOME") or Path.home()) / _USUAL
    return Path(root).absolute() / f"{exercise.framework}-{mark}"


def make_environment(exercise: Exercise) -> Path:
    """Make the environment of the package's lock file, unless it is there; its folder.

    Packages come from wherever pip takes them on this machine. Raises: EnvironmentFault if pip fails.
    """
    folder = environment_folder(exercise)
    if (folder / _READY).is_file():
        return folder
    _carried_out([sys.executable, "-m", "venv", "--clear", str(folder)])
    python = str(folder / "bin" / "python")
    _carried_out([python, *_PIP, "-r", str(_lock(exercise))])
    lacking = missing_from(python, ())
    if lacking:
        _carried_out([python, *_PIP, *(f"{name}=={version(name)}" for name in lacking)])
    (folder / _READY).write_bytes(_lock(exercise).read_bytes())
    return folder


def missing_from(interpreter: str, packages: Sequence[str]) -> list[str]:
    """Those of the packages that an interpreter cannot import, and of those that proctor's own part needs there.

    Raises: EnvironmentFault if it is no Python that proctor's part runs in.
    """
    if not interpreter:
        return [name for name in packages if importlib.util.find_spec(name) is None]
    try:
        said = subprocess.run(
            [interpreter, "-I", "-c", _ASK, *packages, *_OURS], capture_output=True, text=True, timeout=60, check=True
        )
        found, missing = json.loads(said.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise EnvironmentFault(f"{interpreter} is no Python that runs", hint="correct the interpreter") from error
    if found < _OLDEST:
        raise EnvironmentFault(f"{interpreter} is Python {found[0]}.{found[1]}", hint="at least 3.11 is needed")
    return list(dict.fromkeys(missing))


def _lock(exercise: Exercise) -> Path:
    return exercise.root / "frameworks" / exercise.framework / exercise.variant.requirements


def _carried_out(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EnvironmentFault(
            f"{' '.join(command[1:4])} failed: {(done.stderr or done.stdout).strip()[-400:]}",
            hint="its lock file has to be one that pip can install here",
        )
