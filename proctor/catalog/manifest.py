"""`exercise.toml`, decoded strictly.

An unknown key, a wrong type or a missing key is an error that names file, key and the expected value.
"""

from pathlib import Path
from typing import Final, Literal

import msgspec

from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError

Kind = Literal["design", "layer", "optimization", "planning"]
Level = Literal["junior", "mid", "senior"]
Allowed = Literal["yes", "no", "declare"]

LEVELS: Final[tuple[Level, ...]] = ("junior", "mid", "senior")

MINUTES: Final[dict[Kind, tuple[tuple[float, float], tuple[float, float]]]] = {
    "design": ((45, 60), (10, 15)),
    "layer": ((60, 90), (15, 20)),
    "optimization": ((90, 120), (20, 30)),
    "planning": ((60, 60), (15, 15)),
}
"""Per kind: the range of the main phase and of the revision, in minutes."""


class Minutes(Strict, frozen=True, kw_only=True):
    """One level: how long its phases last, and constraints that only it has."""

    main_min: float
    revision_min: float
    constraints: tuple[str, ...] = ()


class Criterion(Strict, frozen=True, kw_only=True):
    """What the work is judged by, as shown up front."""

    name: str
    text: str


class Aids(Strict, frozen=True, kw_only=True):
    """What a candidate may use; `declare` means yes, if said."""

    web: Allowed
    ai_assistant: Allowed
    own_notes: Allowed
    own_code: Allowed


class Knowledge(Strict, frozen=True, kw_only=True):
    """Something the exercise expects a candidate to know, and why."""

    knowledge: str
    why: str


class RunLimits(Strict, frozen=True, kw_only=True):
    """Seconds one check and one run of all may take."""

    check_s: float = 10.0
    run_s: float = 60.0


class Flag(Strict, frozen=True, kw_only=True):
    """A shortcut that a person should look at when the work takes it: shown to interviewers, never a verdict.

    `what` goes on a sentence that begins with the file ("uses ..."); `names` are dotted paths as in an import, with
    `*` for any part; torch's own aliases of the last name are found as well.
    """

    what: str
    names: tuple[str, ...]
    why: str


class Release(Strict, frozen=True, kw_only=True):
    """Planning: how many hours before the session the paper is sent."""

    min_hours: float = 24.0
    max_hours: float = 48.0


class Manifest(Strict, frozen=True, kw_only=True):
    """All of `exercise.toml`. `public`: everybody can read all of the package, solutions and hidden checks included."""

    format: Literal[1]
    kind: Kind
    title: str
    summary: str
    levels: dict[Level, Minutes]
    entry: str
    frameworks: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    aids: Aids
    practice: bool = False
    public: bool = False
    constraints: tuple[str, ...] = ()
    assumes: tuple[Knowledge, ...] = ()
    glossary: dict[str, str] = msgspec.field(default_factory=dict)
    begin: Literal["candidate", "both"] = "candidate"
    limits: RunLimits = RunLimits()
    flags: tuple[Flag, ...] = ()
    release: Release | None = None


def read_manifest(path: Path) -> Manifest:
    """The manifest in `path`; raises PackageError naming file, key and what was expected."""
    manifest = read_strict(path, Manifest, why="every exercise has an exercise.toml")
    _sound(path, manifest)
    return manifest


def _sound(path: Path, manifest: Manifest) -> None:
    """What types cannot say."""
    wanted: list[tuple[bool, str, str]] = [
        (bool(manifest.title.strip()), "title", "a title"),
        (bool(manifest.levels), "levels", "at least one of levels.junior, levels.mid, levels.senior"),
        (bool(manifest.frameworks), "frameworks", "at least one framework"),
        (len(set(manifest.frameworks)) == len(manifest.frameworks), "frameworks", "names that differ"),
        (bool(manifest.criteria), "criteria", "at least one [[criteria]]"),
        (_unique(manifest.criteria), "criteria", "names that are given and differ"),
        (_inside(manifest.entry), "entry", "a file name inside the workspace, such as layer.py"),
        (0 < manifest.limits.check_s <= manifest.limits.run_s, "limits", "0 < check_s <= run_s"),
        (all(map(_sound_flag, manifest.flags)), "flags", "what, why and names such as torch.nn.RMSNorm in each"),
        (manifest.release is None or manifest.kind == "planning", "release", "no release window in this kind"),
    ]
    for holds, key, expected in wanted:
        if not holds:
            raise PackageError(f"{path}: {key}: expected {expected}", hint="correct the manifest")
    for level, minutes in manifest.levels.items():
        _sound_minutes(path, manifest, level, minutes)


def _sound_minutes(path: Path, manifest: Manifest, level: Level, minutes: Minutes) -> None:
    """Evaluations keep to their kind's minutes; practice may be as short as it likes."""
    for index, (key, value) in enumerate((("main_min", minutes.main_min), ("revision_min", minutes.revision_min))):
        low, high = (0.05, 120) if manifest.practice else MINUTES[manifest.kind][index]
        if not low <= value <= high:
            expected = f"{low:g} to {high:g} minutes for {'practice' if manifest.practice else manifest.kind}"
            raise PackageError(
                f"{path}: levels.{level}.{key} = {value:g}: expected {expected}", hint="correct the minutes"
            )


def _unique(criteria: tuple[Criterion, ...]) -> bool:
    names = {criterion.name for criterion in criteria}
    return len(names) == len(criteria) and all(name.strip() for name in names)


def _sound_flag(flag: Flag) -> bool:
    dotted = all("." in name.strip(".*") and name == name.strip() for name in flag.names)
    return bool(flag.what.strip() and flag.why.strip() and flag.names) and dotted


def _inside(entry: str) -> bool:
    return bool(entry) and not entry.startswith("/") and ".." not in entry.split("/")
