"""Code without its layout, its comments and its docstrings, so that a copy is recognised however it is laid out."""

import ast
from collections.abc import Iterator
from typing import Final

_SHORTEST: Final = 80
"""Letters that a body must have: a shorter one is what anybody would write."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def bodies(source: str) -> Iterator[tuple[str, str]]:
    """Every function of a file with its body, in the form that `normal_code` gives; short ones are left out."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, _Function):
            body = _joined(node.body)
            if len(body) >= _SHORTEST:
                yield node.name, body


def normal_code(source: str) -> str:
    """The statements of a file one after the other, each written in one way; empty for what is no Python.

    A function's body stands in it as `bodies` gives it, whatever surrounds it.
    """
    tree = _parsed(source)
    inner = (_joined(node.body) for node in ast.walk(tree) if isinstance(node, _Function))
    return "\n\n".join([_joined(tree.body), *inner])


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _joined(body: list[ast.stmt]) -> str:
    return "\n".join(ast.unparse(statement) for statement in body if not _is_text(statement))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
