"""Which functions and classes of a Python file a change touched. Pure: both sides are parsed, neither is run."""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from proctor.review.hunks import Run
from proctor.session.python_source import NO_SOURCE, parsed

Kind = Literal["function", "class", "module", "lines"]
How = Literal["added", "removed", "changed"]

MODULE_LEVEL: Final = "module level"
LARGEST_BYTES: Final = 256 << 10
"""A longer file is not parsed."""
MOST_RUNS: Final = 40
"""More changed pieces of a file that is not parsed are told as one."""


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """A definition that a change touched, by its qualified name, or `lines` where a side cannot be parsed.

    `line` is where it begins: in the new file, in the old one if it was removed.
    """

    name: str
    kind: Kind
    how: How
    line: int


class _Own(msgspec.Struct):
    """What belongs to a definition itself and to none inside it."""

    kind: Kind
    line: int
    text: list[str]


def touched(before: bytes | None, after: bytes | None, runs: Iterable[Run] = ()) -> tuple[Touch, ...]:
    """What differs between two contents of a Python file, None where it is not there, in the order of the new file.

    A definition is touched if its own lines differ: a change inside a nested one is the nested one's. Blank lines
    count for nothing, nor does it where a definition stands. Without a tree on both sides it is the lines of `runs`.
    """
    old, new = _definitions(before), _definitions(after)
    if old is None or new is None:
        return lines_touched(runs)
    found = [*_in_new(old, new)]
    found += [
        Touch(name=name, kind=own.kind, how="removed", line=own.line)
        for name, own in old.items()
        if name not in new and (own.kind != "module" or own.text)
    ]
    return tuple(found)


def lines_touched(runs: Iterable[Run]) -> tuple[Touch, ...]:
    """The changed lines themselves, in the order of the new file."""
    pieces = tuple(runs)
    if len(pieces) <= MOST_RUNS:
        return tuple(map(_piece, pieces))
    first, last = pieces[0], pieces[-1]
    name = f"{len(pieces)} pieces between line {first.at} and line {last.at + last.added}"
    return (Touch(name=name, kind="lines", how="changed", line=first.at),)


def _piece(run: Run) -> Touch:
    how: How = "changed" if run.added and run.deleted else "added" if run.added else "removed"
    first, count = (run.at, run.added) if run.added else (run.before, run.deleted)
    name = f"line {first}" if count == 1 else f"lines {first}-{first + count - 1}"
    return Touch(name=name, kind="lines", how=how, line=first)


def _in_new(old: dict[str, _Own], new: dict[str, _Own]) -> Iterator[Touch]:
    for name, own in sorted(new.items(), key=lambda item: item[1].line):
        was = old.get(name)
        if was is None:
            if own.kind != "module" or own.text:
                yield Touch(name=name, kind=own.kind, how="added", line=own.line)
        elif was.text != own.text or was.kind != own.kind:
            yield Touch(name=name, kind=own.kind, how="changed", line=own.line)


def _definitions(content: bytes | None) -> dict[str, _Own] | None:
    """The definitions of a file by qualified name, with what is their own; None if it cannot be parsed."""
    if content is None:
        return {}
    if len(content) > LARGEST_BYTES:
        return None
    try:
        module = parsed(content)
        text = content.decode(tokenize.detect_encoding(io.BytesIO(content).readline)[0])
    except (*NO_SOURCE, LookupError):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    owner = [""] * (len(lines) + 1)
    found = {"": _Own("module", 1, [])}
    _take(module, "", owner, found)
    for number, line in enumerate(lines, 1):
        if line.strip():
            found[owner[number]].text.append(line.rstrip())
    found[MODULE_LEVEL] = found.pop("")
    return found


def _take(module: ast.Module, prefix: str, owner: list[str], found: dict[str, _Own]) -> None:
    """Write down for each line which definition it belongs to: the innermost one. Outer ones come first."""
    waiting: list[tuple[ast.AST, str]] = [(module, prefix)]
    while waiting:
        node, within = waiting.pop()
        inside = within
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{within}.{node.name}" if within else node.name
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            kind: Kind = "class" if isinstance(node, ast.ClassDef) else "function"
            found.setdefault(inside, _Own(kind, first, []))
            for number in range(first, (node.end_lineno or first) + 1):
                owner[number] = inside
        elif isinstance(node, ast.expr):
            continue  # what a lambda holds is its line's
        waiting += [(child, inside) for child in reversed(list(ast.iter_child_nodes(node)))]
