"""`private/rubric.toml`: what the scores 1 to 4 mean for each criterion at each level."""

from collections.abc import Collection
from itertools import product
from pathlib import Path
from typing import Literal

import msgspec

from proctor.catalog.manifest import Level
from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError
from proctor.session.material import Scale


class Anchors(Strict, frozen=True, kw_only=True):
    """One `[[anchors]]`: the four texts of a criterion at some levels, under the keys 1, 2, 3 and 4."""

    criterion: str
    levels: tuple[Level, ...]
    weak: str = msgspec.field(name="1")
    partial: str = msgspec.field(name="2")
    solid: str = msgspec.field(name="3")
    strong: str = msgspec.field(name="4")

    def scale(self) -> Scale:
        """The anchors as interviewers get them."""
        return Scale(criterion=self.criterion, anchors=(self.weak, self.partial, self.solid, self.strong))


class RubricFile(Strict, frozen=True, kw_only=True):
    """All of `rubric.toml`."""

    format: Literal[1]
    anchors: tuple[Anchors, ...]


def read_rubric(path: Path, *, levels: Collection[str], criteria: Collection[str]) -> tuple[Anchors, ...]:
    """The anchors in `path`, none if there is no such file.

    Raises PackageError unless every criterion has anchors at every level that the exercise offers, exactly once.
    """
    if not path.exists():
        return ()
    rubric = read_strict(path, RubricFile, why="the package has no rubric").anchors
    seen: set[tuple[str, str]] = set()
    for number, anchors in enumerate(rubric, 1):
        place = f"{path}: anchors #{number}"
        _sound(place, anchors, levels, criteria)
        for level in anchors.levels:
            if (anchors.criterion, level) in seen:
                raise PackageError(
                    f"{place}: {anchors.criterion!r} already has anchors for {level}", hint="each level once"
                )
            seen.add((anchors.criterion, level))
    for missing, where in product(criteria, levels):
        if (missing, where) not in seen:
            raise PackageError(
                f"{path}: {missing!r} has no anchors for {where}", hint="write [[anchors]] with the scores 1 to 4"
            )
    return rubric


def _sound(place: str, anchors: Anchors, levels: Collection[str], criteria: Collection[str]) -> None:
    if anchors.criterion not in criteria:
        raise PackageError(
            f"{place}: {anchors.criterion!r} is none of the manifest's criteria", hint=f"one of: {', '.join(criteria)}"
        )
    if not set(anchors.levels) <= set(levels):
        raise PackageError(f"{place}.levels: expected some of: {', '.join(levels)}", hint="correct the levels")
    for score, text in enumerate(anchors.scale().anchors, 1):
        if not text.strip():
            raise PackageError(f"{place}.{score}: expected a text", hint="say what work of this score shows")
