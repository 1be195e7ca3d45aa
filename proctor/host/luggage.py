"""What an exported session takes along beside its saves, and what it leaves: each in words, for whoever sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from proctor.catalog.bundle import divided
from proctor.catalog.package import Exercise
from proctor.catalog.part import PART_FILE
from proctor.errors import ProctorError
from proctor.record.parcel_names import CARDS, EVENTS, EXERCISE, PRIVATE, SCREEN, SCREEN_BYTES_MAX, SEALS
from proctor.record.reading import read
from proctor.record.store import SessionFolder
from proctor.record.substance import Substance, may_be_shown

_NOTHING_PRIVATE: Final = "the interviewers' private journal"


@dataclass(slots=True)
class Luggage:
    """The files by path; `contains` and `left_out` name them as people do."""

    files: dict[str, bytes] = field(default_factory=dict)
    contains: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def luggage(folder: SessionFolder, held: Substance, exercise: str, *, with_private: bool) -> Luggage:
    """Everything of the session in `folder`, or everything but what interviewers keep to themselves.

    `exercise` is its name. Raises: RecordError, OSError.
    """
    packed = Luggage()
    packed.files[EVENTS] = _journal(folder.events)
    packed.contains.append("the shared journal")
    if folder.seals.exists():
        packed.files[SEALS] = folder.seals.read_bytes()
        packed.contains.append("the seals")
    _pack_exercise(packed, folder, held, exercise, with_private=with_private)
    _pack_pictures(packed, folder, held)
    if not with_private:
        packed.left_out += [_NOTHING_PRIVATE, *(["score cards"] if held.cards else [])]
        return packed
    if folder.private.exists():
        packed.files[PRIVATE] = _journal(folder.private)
        packed.contains.append(_NOTHING_PRIVATE)
    if held.cards:
        packed.files |= {f"{CARDS}{name}": (folder.cards / name).read_bytes() for name in held.cards}
        packed.contains.append(f"score cards ({len(held.cards)})")
    return packed


def _journal(path: Path) -> bytes:
    """The whole lines; one that a host is writing now, or never finished, was told to nobody."""
    return path.read_bytes()[: read(path).mark.offset]


def _pack_exercise(
    packed: Luggage, folder: SessionFolder, held: Substance, exercise: str, *, with_private: bool
) -> None:
    files = {path: (folder.exercise / path).read_bytes() for path in held.exercise}
    private = PART_FILE not in files and any(not may_be_shown(path) for path in files)
    if private and not with_private:
        try:
            files = _shown(folder, files, exercise)
        except ProctorError as fault:
            files = {}
            packed.left_out.append(f"the exercise, which cannot be divided: {fault}")
        else:
            packed.left_out.append("the private part of the exercise: hidden checks, guide, solutions")
    if files:
        packed.files |= {f"{EXERCISE}{path}": content for path, content in files.items()}
        packed.contains.append("the exercise as it was used" + ("" if with_private else ", without its private part"))


def _shown(folder: SessionFolder, files: Mapping[str, bytes], exercise: str) -> dict[str, bytes]:
    """What candidates may see of the package, and the page that says what the rest is."""
    part = divided(Exercise.load(folder.exercise, name=exercise)).part
    shown = {path: content for path, content in files.items() if may_be_shown(path)}
    return {**shown, PART_FILE: part.encoded()}


def _pack_pictures(packed: Luggage, folder: SessionFolder, held: Substance) -> None:
    paths = [folder.screen / name for name, _ in held.stretches]
    if not paths:
        return
    size_bytes = sum(path.stat().st_size for path in paths)
    if size_bytes > SCREEN_BYTES_MAX:
        packed.left_out.append(f"the terminal's pictures: {size_bytes >> 20} MB are too much for one file")
        return
    packed.files |= {f"{SCREEN}{path.name}": path.read_bytes() for path in paths}
    packed.contains.append(f"the terminal's pictures ({max(1, size_bytes >> 10)} kB)")
