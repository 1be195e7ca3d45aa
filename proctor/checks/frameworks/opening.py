"""Importing an adapter file, beside the candidate's code and nowhere else."""

import importlib.util
import sys
from pathlib import Path
from typing import Final

from proctor.checks.frameworks.contract import Framework

_MODULE: Final = "proctor_adapter"


def open_framework(path: Path) -> Framework:
    """The `FRAMEWORK` of the adapter file at `path`; `ImportError` where it has none."""
    spec = importlib.util.spec_from_file_location(_MODULE, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE] = module
    spec.loader.exec_module(module)
    framework: Framework | None = getattr(module, "FRAMEWORK", None)
    if framework is None:
        raise ImportError(f"{path} defines no FRAMEWORK")
    return framework
