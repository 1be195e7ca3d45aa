"""What workers stand on: torch in this very interpreter, or an adapter's framework in this one or another."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from proctor.sandbox.interpreter import foreign_paths, interpreter_paths

INSIDE: Final = "/opt/proctor-adapter/adapter.py"
"""Where a sandbox has the adapter file."""


@dataclass(frozen=True, slots=True)
class Foundation:
    """A framework by name, the interpreter that has it, and the adapter file that speaks for it (none for torch)."""

    name: str = "pytorch"
    interpreter: str = sys.executable
    adapter: Path | None = None
    folders: Mapping[str, Path] = field(default_factory=interpreter_paths)
    """What a sandbox needs of this machine: path inside to path outside."""

    @classmethod
    def of(cls, name: str, adapter: Path | None, interpreter: str) -> Self:
        """The foundation that an engine is told of; RuntimeError where the interpreter cannot be asked."""
        if not interpreter or interpreter == sys.executable:
            return cls(name, adapter=adapter)
        try:
            folders = {**interpreter_paths(), **foreign_paths(interpreter)}
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise RuntimeError(f"{interpreter} is no Python that runs: {error}") from error
        return cls(name, interpreter, adapter, folders)

    @property
    def is_foreign(self) -> bool:
        """Whether its interpreter is not the one that proctor runs in."""
        return self.interpreter != sys.executable

    def words(self, *, sealed: bool) -> list[str]:
        """The end of a worker's command."""
        if self.adapter is None:
            return []
        return [INSIDE if sealed else str(self.adapter)]
