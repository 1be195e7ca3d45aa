"""A baseline of the check author as text that can travel to a worker of its own."""

import ast
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENTRY = "measured.py"
CARRIED = "carried_only"
_OURS = {"proctor", "pytest"}
_CARRIED = f"""
import torch

def {CARRIED}(sent, forms):
    return tuple(torch.zeros(shape, dtype=dtype, device=device) for shape, dtype, device in forms)
"""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A class or function of a helper module, with that module's source."""

    name: str
    is_class: bool
    module: str
    source: bytes
    make: Callable[..., Any]

    def tree(self) -> dict[str, bytes]:
        """Files whose entry `ENTRY` offers the baseline, and a function that only carries tensors there and back."""
        entry = f"from {self.module} import {self.name}\n{_CARRIED}"
        return {f"{self.module}.py": self.source, ENTRY: entry.encode()}


def read_baseline(thing: Callable[..., Any]) -> Baseline:
    """The baseline that a check names.

    Raises: TypeError, a fault of the check, unless it is a top-level class or function of a helper module beside the
        checks that imports neither pytest nor proctor, for it has to stand alone in another process.
    """
    name, module = getattr(thing, "__qualname__", ""), sys.modules.get(getattr(thing, "__module__", ""))
    path = getattr(module, "__file__", None)
    if module is None or path is None or getattr(module, name, None) is not thing:
        raise TypeError("a baseline is a top-level class or function of a Python file")
    source = Path(path).read_bytes()
    if _imported(source) & _OURS:
        raise TypeError(f"the baseline {name} stands in a file that imports pytest or proctor; give it its own file")
    return Baseline(name, inspect.isclass(thing), Path(path).stem, source, thing)


def _imported(source: bytes) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
