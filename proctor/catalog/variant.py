"""`frameworks/<name>/framework.toml`: how an exercise differs in a framework other than its first."""

from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from proctor.catalog.manifest import Manifest, RunLimits
from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError

FILE: Final = "framework.toml"


class Omission(Strict, frozen=True, kw_only=True):
    """A check that makes no sense in this framework, and why; candidates and interviewers are told."""

    check: str
    why: str


class Variant(Strict, frozen=True, kw_only=True):
    """All of `framework.toml`; everything may be left out.

    `constraints` take the place of those that all levels share, `criteria` of the texts of those names, `limits` of the
    manifest's. `requirements` is a lock file beside this one, of which proctor makes an environment; `interpreter` is a
    Python that has one.
    """

    constraints: tuple[str, ...] | None = None
    criteria: dict[str, str] = msgspec.field(default_factory=dict)
    leave_out: tuple[Omission, ...] = ()
    limits: RunLimits | None = None
    requirements: str = ""
    interpreter: str = ""


def read_variant(folder: Path, manifest: Manifest, checks: set[str]) -> Variant:
    """The variant in a framework's folder; PackageError for what is wrong with it."""
    path = folder / FILE
    variant = read_strict(path, Variant, why="every framework but the first has a folder with a framework.toml")
    names = {criterion.name for criterion in manifest.criteria}
    lock = variant.requirements
    wanted = [
        (set(variant.criteria) <= names, "criteria", f"names of the manifest's: {', '.join(sorted(names))}"),
        ({one.check for one in variant.leave_out} <= checks, "leave_out", "ids of checks of this package"),
        (all(one.why.strip() for one in variant.leave_out), "leave_out", "a reason for each"),
        (not (lock and variant.interpreter), "requirements", "either a lock file or an interpreter"),
        (
            not lock or (PurePosixPath(lock).name == lock and (folder / lock).is_file()),
            "requirements",
            "the name of a file beside framework.toml",
        ),
    ]
    for holds, key, expected in wanted:
        if not holds:
            raise PackageError(f"{path}: {key}: expected {expected}", hint="correct the variant")
    return variant
