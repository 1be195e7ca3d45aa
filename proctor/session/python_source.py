"""Python source as a tree, from any thread of a process that does other things too. Nothing of it is run."""

import ast
import threading
import warnings
from typing import Final

from proctor.session.uncollected import uncollected

NO_SOURCE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What `parsed` raises for bytes that are not the source of a module, or of one that is too much for the parser."""
_ONE_AT_A_TIME: Final = threading.Lock()
"""Python's list of muted warnings knows of one thread."""


def parsed(content: bytes) -> ast.Module:
    """The tree of a module's source, without what the compiler would warn of. Raises: `NO_SOURCE`.

    While CPython makes a tree of objects it counts its depth in one place for all threads (3.11: "AST constructor
    recursion depth mismatch"), so no other thread may parse meanwhile, be it for a library. None can, since the
    interpreter is not let go of there, unless a look for garbage runs somebody's Python code: so nobody looks.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings(), uncollected():
        warnings.simplefilter("ignore")
        return ast.parse(content)
