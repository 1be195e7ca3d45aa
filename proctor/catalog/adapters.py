"""Finding the adapter of a framework: the package's own file, one that ships with proctor, or one that is installed.

An adapter is read as text for its card, never imported here: it is imported beside the candidate's code only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

import proctor
from proctor.errors import PackageError
from proctor.session.frameworks import CARD, Card, card_in

GROUP: Final = "proctor.frameworks"
"""Entry points of this group name a framework and the module that is its adapter file."""
OWN_FILE: Final = "adapter.py"
_SHIPPED: Final = Path(proctor.__file__).parent / "checks" / "frameworks"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A framework's card and its file; `ships` with proctor, so that every machine that runs proctor has it."""

    card: Card
    path: Path
    ships: bool


def find_adapter(name: str, package: Path) -> Adapter | None:
    """The adapter of the framework called `name` for the package in the folder `package`; None if there is none.

    Raises: PackageError if its card is not sound.
    """
    own = package / "frameworks" / name / OWN_FILE
    if own.is_file():
        return Adapter(read_card(own, name), own, ships=False)
    shipped = _SHIPPED / f"{name}.py"
    if name.isidentifier() and shipped.is_file() and f"\n{CARD} = " in shipped.read_text(encoding="utf-8"):
        return Adapter(read_card(shipped, name), shipped, ships=True)
    installed = _installed().get(name)
    return Adapter(read_card(installed, name), installed, ships=False) if installed else None


def known_frameworks() -> tuple[str, ...]:
    """The frameworks that have an adapter whatever the package."""
    shipped = [path.stem for path in _SHIPPED.glob("*.py") if f"\n{CARD} = " in path.read_text(encoding="utf-8")]
    return tuple(sorted({*shipped, *_installed()}))


def read_card(path: Path, name: str) -> Card:
    """The card in an adapter file, which has to be that of `name`; PackageError for what is wrong with it."""
    try:
        card = card_in(path.read_bytes())
    except (SyntaxError, ValueError, OSError) as error:
        raise PackageError(f"{path}: {CARD}: {error}", hint="a dict of literals; see docs/AUTHORING.md") from error
    if card.name != name:
        raise PackageError(f"{path}: {CARD}: it is the card of {card.name!r}, not of {name!r}", hint="correct the name")
    return card


def _installed() -> Mapping[str, Path]:
    """Adapter files of other distributions, found without importing anything of theirs."""
    found: dict[str, Path] = {}
    for entry in entry_points(group=GROUP):
        if entry.dist is not None:
            path = Path(str(entry.dist.locate_file(f"{entry.module.replace('.', '/')}.py")))
            if path.is_file():
                found[entry.name] = path
    return found
