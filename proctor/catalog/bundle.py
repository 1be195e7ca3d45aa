"""Dividing a package for two places: a candidate part without anything private, and a company part with the rest.

What goes to the candidate is a list of what candidates may see, so a file that an author leaves somewhere else in the
package stays with the company. Both parts follow from the package alone: whoever has it can make the candidate part
again and compare digests, which is how a session that was recorded elsewhere is tied to its exercise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.package import Exercise, digest_of
from proctor.catalog.part import EXERCISE_NAME, PART_FILE, CandidatePart, digests
from proctor.catalog.seal import Label
from proctor.errors import PackageError, UsageError

_FILES: Final = frozenset({"exercise.toml", "spec.md"})
_FOLDERS: Final = ("starter/", "checks/", "frameworks/")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Both parts of a package as files by path; together, without `candidate-part.json`, they are the package."""

    part: CandidatePart
    candidate: dict[str, bytes]
    company: dict[str, bytes]

    @property
    def candidate_digest(self) -> str:
        """What `Exercise.digest` says of the candidate part once it is installed."""
        return digest_of(self.candidate)

    @property
    def label(self) -> Label:
        """What the sealed company part says on its outside."""
        return Label(
            exercise=self.part.exercise,
            package_digest=self.part.package_digest,
            candidate_digest=self.candidate_digest,
        )


def divided(exercise: Exercise, levels: Sequence[Level] = ()) -> Bundle:
    """The two parts of a whole package; the candidate's holds `levels`, all if none is named.

    Raises: UsageError if only the candidate part is here; PackageError if the candidate part would give away a
    solution or a hidden check.
    """
    if exercise.part is not None:
        raise UsageError(f"{exercise.name} is itself a candidate part", hint="bundle the whole package")
    if not EXERCISE_NAME.fullmatch(exercise.name):
        raise PackageError(
            f"{exercise.name!r} cannot name a bundle", hint="name kind and folder with letters, digits and dashes"
        )
    offered = tuple(level for level in LEVELS if level in exercise.manifest.levels and level in (levels or LEVELS))
    files = exercise.files()
    shared = {path: content for path, content in files.items() if _for_candidates(path, offered)}
    company = {path: content for path, content in files.items() if path not in shared}
    _refuse_leaks(exercise, shared, company)
    part = CandidatePart(
        format=1,
        exercise=exercise.name,
        package_digest=exercise.digest(),
        levels=offered,
        hidden_checks=_hidden_levels(exercise, offered),
        files=digests(shared),
    )
    return Bundle(part, {**shared, PART_FILE: part.encoded()}, company)


def rejoined(candidate: dict[str, bytes], company: dict[str, bytes], package_digest: str) -> dict[str, bytes]:
    """The files of the whole package; PackageError if they are not, to the byte, those that were divided."""
    whole = {path: content for path, content in candidate.items() if path != PART_FILE} | company
    if digest_of(whole) != package_digest:
        raise PackageError("the two parts do not make up the package they came from", hint="get both parts again")
    return whole


def stems_from(exercise: Exercise, digest: str) -> bool:
    """Whether `digest`, which a session names, is the whole package `exercise` or a candidate part made from it."""
    if digest == exercise.digest():
        return True
    if exercise.part is not None:
        return False
    offered = [level for level in LEVELS if level in exercise.manifest.levels]
    choices = (chosen for count in range(1, len(offered) + 1) for chosen in combinations(offered, count))
    return any(divided(exercise, chosen).candidate_digest == digest for chosen in choices)


def _for_candidates(path: str, levels: Sequence[Level]) -> bool:
    return path in _FILES or path.startswith((*_FOLDERS, *(f"levels/{level}/" for level in levels)))


def _hidden_levels(exercise: Exercise, offered: Sequence[Level]) -> tuple[tuple[Level, ...], ...]:
    """For each hidden check that counts at all the levels it is for, sorted so that the order tells nothing."""
    hidden = (check for check in exercise.all_checks if check.visibility == "hidden")
    found = (tuple(level for level in offered if level in check.levels) for check in hidden)
    return tuple(
        sorted((levels for levels in found if levels), key=lambda levels: [LEVELS.index(one) for one in levels])
    )


def _is_secret(path: str) -> bool:
    solution = path.startswith("private/frameworks/") and "/reference/" in path
    return solution or path.startswith(("private/reference/", "private/checks/test_"))


def _refuse_leaks(exercise: Exercise, shared: dict[str, bytes], company: dict[str, bytes]) -> None:
    """A copy of a reference or of a hidden check among what candidates get is a slip of the author."""
    secret = {content: path for path, content in company.items() if _is_secret(path) and content.strip()}
    for path, content in shared.items():
        if content in secret:
            raise PackageError(
                f"{exercise.root / path} is a copy of {secret[content]}",
                hint="candidates would get it: remove it from what they see",
            )
