"""Whether anything private reaches the candidate: whole files, the bodies of functions, names, and sentences.

What candidates get is taken from where it is taken for a session (the workspace and the specification of each level)
and for a candidate's own machine (the candidate part), so that a new way in is looked at as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from proctor.authoring.bodies import bodies, normal_code
from proctor.authoring.problems import Problem
from proctor.catalog.bundle import divided
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from proctor.errors import PackageError

_SENTENCE_LETTERS: Final = 40
"""A private text shorter than this may stand elsewhere by chance."""
_FOLDERS: Final = tuple(
    f"private/{name}" for name in ("reference", "wrong", "checks", "frameworks", "guide", "issues", "rubric")
)
_TELLING: Final = frozenset({"checks", "reference", "wrong"})
"""Folders of the private part, at any depth, in which even the names of files tell what to look for."""
_GIVEN: Final = frozenset({"__init__", "extra_repr", "reset_parameters"})
"""Methods that the interface dictates, or that a junior skeleton gives away on purpose."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something private, as it would look in a candidate's file: `text` in plain, or code without its layout."""

    text: str
    what: str
    is_code: bool = False


def leak_problems(exercise: Exercise) -> tuple[Problem, ...]:
    """Everything private that stands in a file which candidates get."""
    shared = candidate_files(exercise)
    private = {path: content for path, content in exercise.files().items() if path.startswith("private/")}
    secrets = tuple(_secrets(exercise, private, shared))
    whole = {content: path for path, content in private.items() if content.strip()}
    found: list[Problem] = []
    try:
        divided(exercise)
    except PackageError as error:
        found.append(_problem("candidate part", str(error)))
    for path, content in shared.items():
        if content in whole:
            found.append(_problem(path, f"is a copy of {whole[content]}"))
            continue
        found += [_problem(path, what) for what in _given_away(path, content, secrets)]
    return tuple(found)


def candidate_files(exercise: Exercise) -> dict[str, bytes]:
    """Every file that a candidate gets, at any level and in any way; the names say where."""
    files: dict[str, bytes] = {}
    for level in (level for level in LEVELS if level in exercise.manifest.levels):
        files[f"specification ({level})"] = exercise.spec(level).encode()
        files |= {f"workspace ({level}): {path}": content for path, content in exercise.workspace(level).items()}
    try:
        part = divided(exercise).candidate
    except PackageError:
        part = {}  # said by itself
    files |= {f"candidate part: {path}": content for path, content in part.items()}
    return _each_content_once(files)


def _each_content_once(files: Mapping[str, bytes]) -> dict[str, bytes]:
    first: dict[bytes, str] = {}
    for path, content in files.items():
        first.setdefault(content, path)
    return {path: content for content, path in first.items()}


def _given_away(path: str, content: bytes, secrets: Iterable[Secret]) -> Iterator[str]:
    text = content.decode("utf-8", errors="replace")
    words = f"{path}\n{text}"
    plain = " ".join(words.split())
    code = normal_code(text) if path.endswith(".py") else ""
    for secret in secrets:
        if secret.text in (code if secret.is_code else plain):
            yield secret.what


def _secrets(exercise: Exercise, private: Mapping[str, bytes], shared: Mapping[str, bytes]) -> Iterator[Secret]:
    yield from (Secret(folder, f"speaks of {folder}") for folder in _FOLDERS)
    names = {path.rpartition("/")[2] for path in shared}
    yield from _file_names(private, names)
    for check in exercise.all_checks:
        if check.visibility == "hidden":
            yield Secret(check.id, f"names the hidden check {check.id}")
            yield from _sentence(check.promise, f"has the promise of the hidden check {check.id}")
    yield from _issues(exercise)
    yield from _code(private)


def _file_names(private: Mapping[str, bytes], shared: set[str]) -> Iterator[Secret]:
    """A private file's name tells what to look for, unless a file of the candidate's has the same one."""
    for path in private:
        *folders, name = path.split("/")
        if _TELLING.intersection(folders) and not any(own.endswith(name) for own in shared):
            yield Secret(name, f"names {path}")


def _issues(exercise: Exercise) -> Iterator[Secret]:
    for issue in exercise.private.issues:
        for key in ("title", "text", "hint", "fix"):
            yield from _sentence(getattr(issue, key), f"has the {key} of the known issue {issue.id}")


def _sentence(text: str, what: str) -> Iterator[Secret]:
    plain = " ".join(text.split())
    if len(re.sub(r"\W", "", plain)) >= _SENTENCE_LETTERS:
        yield Secret(plain, what)


def _code(private: Mapping[str, bytes]) -> Iterator[Secret]:
    """The bodies of hidden checks, and of what makes a reference right."""
    for path, content in private.items():
        source = content.decode("utf-8", errors="replace")
        folders = path.split("/")[:-1] if path.endswith(".py") else []
        if "checks" in folders:
            yield from (
                Secret(body, f"has the body of {name} in {path}", is_code=True)
                for name, body in bodies(source)
                if name.startswith("test")
            )
        elif "reference" in folders:
            yield from (
                Secret(body, f"has the body of {name} in {path}", is_code=True)
                for name, body in bodies(source)
                if name not in _GIVEN
            )


def _problem(where: str, what: str) -> Problem:
    return Problem(part="leak", where=where, what=what, todo="candidates would get it: take it out")
