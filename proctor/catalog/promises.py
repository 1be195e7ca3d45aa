"""The checks of a package, read from their source without running it: id, promise, criterion, levels, needs."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from proctor.catalog.manifest import LEVELS, Level
from proctor.errors import PackageError

Visibility = Literal["visible", "hidden"]
VISIBILITIES: Final[tuple[Visibility, ...]] = ("visible", "hidden")
_WORDS: Final = frozenset({"criterion", "levels", "needs", "advisory"})


@dataclass(frozen=True, slots=True)
class Check:
    """One check as its author announced it."""

    id: str
    promise: str
    visibility: Visibility
    criterion: str
    levels: tuple[Level, ...]
    needs: tuple[str, ...]
    advisory: bool
    file: str


def read_checks(folder: Path, visibility: Visibility, criteria: Iterable[str]) -> tuple[Check, ...]:
    """The checks in the `test_*.py` files of `folder`, in file and source order; PackageError for what is wrong."""
    known = tuple(criteria)
    found: list[Check] = []
    for path in sorted(folder.glob("test_*.py")):
        try:
            module = ast.parse(path.read_bytes(), filename=str(path))
        except (SyntaxError, ValueError) as error:
            raise PackageError(f"{path}: {error}", hint="a check file is plain Python") from error
        found += [_check(path, node, visibility, known) for node in _collected(path, module)]
    return tuple(found)


def _collected(path: Path, module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions that pytest would run; whatever else it would run is refused, as it would have no promise."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node
        elif isinstance(node, ast.AsyncFunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
            raise PackageError(
                f"{path}:{node.lineno} {node.name}: a check is a plain function",
                hint="write it as: def test_...(candidate)",
            )


def consistent(checks: Iterable[Check]) -> None:
    """Refuse two checks of one id, and needs that can never hold."""
    seen: dict[str, Check] = {}
    listed = tuple(checks)
    for check in listed:
        if check.id in seen:
            raise PackageError(f"{check.file}: {check.id} is also in {seen[check.id].file}", hint="ids are unique")
        seen[check.id] = check
    for check in listed:
        for needed in check.needs:
            if needed not in seen:
                raise PackageError(
                    f"{check.file}: {check.id} needs {needed!r}, and there is no such check",
                    hint=f"one of: {', '.join(seen)}",
                )
            if check.visibility == "visible" and seen[needed].visibility == "hidden":
                raise PackageError(
                    f"{check.file}: {check.id} is visible and needs the hidden {needed}",
                    hint="visible checks run without the hidden ones, and may not tell of them",
                )


def _check(path: Path, node: ast.FunctionDef, visibility: Visibility, criteria: tuple[str, ...]) -> Check:
    where = f"{path}:{node.lineno} {node.name}"
    promise = _promise(node)
    if not promise:
        raise PackageError(f"{where}: has no docstring", hint="its first paragraph is the promise candidates read")
    words = _decorators(where, node)
    criterion = words.get("criterion", ("",))[0]
    if criterion not in criteria:
        raise PackageError(
            f"{where}: @criterion({criterion!r}) is none of the manifest's", hint=f"one of: {', '.join(criteria)}"
        )
    return Check(
        id=node.name,
        promise=promise,
        visibility=visibility,
        criterion=criterion,
        levels=_levels(where, words.get("levels", ())),
        needs=words.get("needs", ()),
        advisory="advisory" in words,
        file=path.name,
    )


def _promise(node: ast.FunctionDef) -> str:
    text = inspect.cleandoc(ast.get_docstring(node) or "")
    return " ".join(text.split("\n\n")[0].split())


def _decorators(where: str, node: ast.FunctionDef) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = _name(call.func if call else decorator)
        if name not in _WORDS:
            continue
        values = (
            [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args] if call else []
        )
        if not all(isinstance(value, str) for value in values):
            raise PackageError(f"{where}: @{name} takes literal names", hint="they are read without running the file")
        words[name] = tuple(str(value) for value in values)
    return words


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _levels(where: str, names: tuple[str, ...]) -> tuple[Level, ...]:
    for name in names:
        if name not in LEVELS:
            raise PackageError(
                f"{where}: @levels({name!r}): expected one of {', '.join(LEVELS)}", hint="correct the level"
            )
    return tuple(level for level in LEVELS if not names or level in names)
