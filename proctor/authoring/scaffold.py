"""A first package of an exercise: small, complete, and proved, so that an author changes what works.

Its text lies in `template/<kind>/`, file by file; `${...}` in a text or a file's name stands for what the exercise is
called.
"""

import keyword
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Final

from proctor.catalog.install import put
from proctor.catalog.manifest import Kind
from proctor.catalog.package import Exercise
from proctor.errors import UsageError

SCAFFOLDED: Final[tuple[Kind, ...]] = ("layer",)
"""The kinds that there is a template of."""
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME: Final = 50
_TAKEN: Final = frozenset({"torch", "numpy", "pytest", "proctor", "checks", "conftest"})
_SUFFIX: Final = ".tmpl"
_NOT_FOR_SEARCHERS: Final = {"manifest": "exercise", "anchors": "rubric"}
"""Files that are called otherwise in the template: whoever looks for an exercise on a disk shall not find these."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a new exercise is called: in a folder, as a module, as a class, and for people."""

    name: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST_NAME:
            raise UsageError(
                f"{self.name!r} cannot name an exercise: small letters, digits and single dashes, "
                f"at most {_LONGEST_NAME}",
                hint="for example: masked-mean-pool",
            )
        if keyword.iskeyword(self.module) or self.module in _TAKEN | sys.stdlib_module_names:
            raise UsageError(
                f"a module called {self.module} would stand in the way of Python's or torch's own",
                hint=f"say more of what it is, for example: {self.name}-layer",
            )

    @property
    def module(self) -> str:
        """The file that candidates fill in, without its ending."""
        return self.name.replace("-", "_")

    @property
    def class_name(self) -> str:
        """The class that they build."""
        return "".join(part.capitalize() for part in self.name.split("-"))

    @property
    def title(self) -> str:
        """Its name for people, until the author finds a better one."""
        return self.name.replace("-", " ").capitalize()

    def filled_in(self, text: str) -> str:
        """A text of the template with the names in it."""
        names = {"name": self.name, "module": self.module, "class_name": self.class_name, "title": self.title}
        return Template(text).substitute(names | _NOT_FOR_SEARCHERS)


def package_files(kind: Kind, naming: Naming) -> dict[str, bytes]:
    """The files of a first package of `kind`; a framework's overlay is added to them by whoever offers it."""
    folder = files("proctor.authoring") / "template" / kind
    return {
        naming.filled_in(path.removesuffix(_SUFFIX)): naming.filled_in(source.read_text(encoding="utf-8")).encode()
        for path, source in _below(folder)
    }


def write_package(kind: Kind, naming: Naming, into: Path, contents: dict[str, bytes]) -> Exercise:
    """Put a new package at `into/<kind>/<name>`, all of it or nothing.

    Raises: UsageError if something is there already; EnvironmentFault if it cannot be written.
    """
    target = into / kind / naming.name
    if target.exists() or target.is_symlink():
        raise UsageError(f"there is already {target}", hint="take another name, or another folder: --into FOLDER")
    return put(target, f"{kind}/{naming.name}", contents)


def _below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    """Every template below a folder, by its path with `/`."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _below(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield f"{prefix}{entry.name}", entry
