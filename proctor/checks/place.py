"""Where a framework is on this machine: its adapter file, and the interpreter that has it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.session.frameworks import PYTORCH


@dataclass(frozen=True, slots=True)
class Place:
    """A framework by name; without an adapter it is torch, without an interpreter it is proctor's own."""

    name: str = PYTORCH
    adapter: Path | None = None
    interpreter: str = ""

    def words(self) -> list[str]:
        """What an engine is started with."""
        adapter = [f"--adapter={self.adapter}"] if self.adapter else []
        return [f"--framework={self.name}", *adapter, f"--interpreter={self.interpreter}"] if adapter else []


HERE: Final = Place()
