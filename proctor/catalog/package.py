"""One exercise package: what a candidate gets at a level, what is checked, and what stays private."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import msgspec

from proctor.catalog.adapters import OWN_FILE, Adapter, find_adapter, known_frameworks
from proctor.catalog.guide import Guide, Samples, read_guide
from proctor.catalog.manifest import LEVELS, Criterion, Level, Manifest, Minutes, read_manifest
from proctor.catalog.part import PART_FILE, CandidatePart, read_part
from proctor.catalog.private import PrivatePart, read_private
from proctor.catalog.promises import Check, Visibility, consistent, read_checks
from proctor.catalog.variant import FILE as VARIANT_FILE
from proctor.catalog.variant import Variant, read_variant
from proctor.errors import PackageError, UsageError
from proctor.session.frameworks import PYTORCH, TORCH_CARD, Card, LeftOut
from proctor.session.material import PrivateMaterial

_SKIPPED: Final = frozenset({"__pycache__", ".pytest_cache"})
_LEVEL_LINE: Final = re.compile(rb"^(proctor_level\s*=\s*)\S+", re.MULTILINE)
_CHECKS: Final[dict[Visibility, str]] = {"visible": "checks", "hidden": "private/checks"}


@dataclass(frozen=True)
class Exercise:
    """A package on disk whose manifest and checks are known to be sound. `name` is `kind/folder`.

    It is in one framework, the first of its manifest unless `in_framework` picked another. `adapter` speaks for that,
    and is None for PyTorch; `variant` is what differs in it. `part` is set where only the candidate part of the package
    is here: then there are no hidden checks to run.
    """

    root: Path
    name: str
    manifest: Manifest
    all_checks: tuple[Check, ...]
    part: CandidatePart | None = None
    private: PrivatePart = field(default_factory=PrivatePart)
    adapter: Adapter | None = None
    variant: Variant = field(default_factory=Variant)

    @classmethod
    def load(cls, root: Path, *, name: str = "") -> Self:
        """Read and verify the form of the package in `root`; raises PackageError naming the file at fault."""
        part = read_part(root)
        manifest = _offered(read_manifest(root / "exercise.toml"), part)
        _require(root, "spec.md", "starter", "checks", f"starter/{manifest.entry}")
        names = [criterion.name for criterion in manifest.criteria]
        visible = read_checks(root / "checks", "visible", names)
        hidden = read_checks(root / "private" / "checks", "hidden", names)
        if not visible:
            raise PackageError(f"{root / 'checks'} holds no check", hint="write at least one test_*.py")
        checks = (*visible, *hidden)
        consistent(checks)
        private = read_private(root, manifest, {check.id for check in checks})
        found = cls(root, name or f"{manifest.kind}/{root.name}", manifest, checks, part, private)
        variants = [found._in(framework) for framework in manifest.frameworks]
        return variants[0]

    def in_framework(self, name: str) -> Self:
        """The exercise in the framework called `name`; UsageError if it is not offered in it."""
        if name not in self.manifest.frameworks:
            raise UsageError(
                f"{self.name} is not offered in {name!r}", hint=f"it is in: {', '.join(self.manifest.frameworks)}"
            )
        return self if name == self.framework else self._in(name)

    @property
    def framework(self) -> str:
        """The framework it is in."""
        return self.card.name

    @property
    def card(self) -> Card:
        """What is known of the framework it is in."""
        return self.adapter.card if self.adapter else TORCH_CARD

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The checks that it goes without in this framework."""
        return tuple(LeftOut(check=one.check, why=one.why) for one in self.variant.leave_out)

    @property
    def proof(self) -> Path:
        """Where the solutions lie that prove it in this framework: below it `reference` and `wrong`."""
        return self.root / "private" if self.is_first else self.root / "private" / "frameworks" / self.framework

    @property
    def is_first(self) -> bool:
        """Whether this is the framework that the package is in unless another is named."""
        return self.framework == self.manifest.frameworks[0]

    @property
    def _overlay(self) -> Path:
        return self.root / "frameworks" / self.framework

    def _in(self, name: str) -> Self:
        adapter = find_adapter(name, self.root)
        if adapter is None:
            raise PackageError(
                f"{self.root / 'exercise.toml'}: frameworks: {name!r} has no adapter",
                hint=f"one of: {', '.join(known_frameworks())}, or with a file frameworks/{name}/{OWN_FILE}",
            )
        folder = self.root / "frameworks" / name
        variant = Variant()
        if name != self.manifest.frameworks[0] or (folder / VARIANT_FILE).exists():
            variant = read_variant(folder, self.manifest, {one.id for one in self.all_checks})
        return replace(self, adapter=None if name == PYTORCH else adapter, variant=variant)

    def level(self, name: str) -> Level:
        """The level of that name; raises UsageError if the exercise does not offer it."""
        for level in LEVELS:
            if level == name and level in self.manifest.levels:
                return level
        raise UsageError(f"{self.name} has no level {name!r}", hint=f"it has: {', '.join(self.manifest.levels)}")

    def minutes(self, level: str) -> Minutes:
        """How long the phases last at a level, before any accommodation."""
        return self.manifest.levels[self.level(level)]

    def constraints(self, level: str) -> tuple[str, ...]:
        """The constraints of a level: everybody's, then its own."""
        shared = self.manifest.constraints if self.variant.constraints is None else self.variant.constraints
        return (*shared, *self.minutes(level).constraints)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What the work is judged by, in the words for this framework."""
        return tuple(
            Criterion(name=one.name, text=self.variant.criteria.get(one.name, one.text))
            for one in self.manifest.criteria
        )

    @property
    def is_public(self) -> bool:
        """Whether everybody can read what would be asked in earnest: practice is for reading anyway."""
        return self.manifest.public and not self.manifest.practice

    def aids(self) -> dict[str, str]:
        """Which aids are allowed: yes, no or declare, by name."""
        aids = self.manifest.aids
        return {
            "web": aids.web,
            "ai_assistant": aids.ai_assistant,
            "own_notes": aids.own_notes,
            "own_code": aids.own_code,
        }

    def checks(self, level: str, visibility: Visibility) -> tuple[Check, ...]:
        """The checks that count at a level, in the package's order."""
        at = self.level(level)
        return tuple(check for check in self._asked() if check.visibility == visibility and at in check.levels)

    def hidden_count(self, *levels: str) -> int:
        """How many hidden checks count at one of `levels`, whether they are here or not."""
        if self.part is not None:
            return self.part.hidden_count(*levels)
        return sum(check.visibility == "hidden" and not set(levels).isdisjoint(check.levels) for check in self._asked())

    def _asked(self) -> tuple[Check, ...]:
        """The checks that this framework does not go without."""
        left_out = {one.check for one in self.variant.leave_out}
        return tuple(check for check in self.all_checks if check.id not in left_out)

    def check_files(self, visibility: Visibility) -> dict[str, bytes]:
        """The check files as a run needs them: relative path to content."""
        folder = _CHECKS[visibility]
        return {f"{folder}/{path}": content for path, content in _files(self.root / folder).items()}

    def spec(self, level: str) -> str:
        """The specification a candidate of that level reads (Markdown)."""
        at = self.level(level)
        places = (self._overlay / "levels" / at, self._overlay, self.root / "levels" / at, self.root)
        path = next(place / "spec.md" for place in places if (place / "spec.md").is_file() or place == self.root)
        return path.read_text(encoding="utf-8")

    def workspace(self, level: str) -> dict[str, bytes]:
        """What lies in the candidate's workspace at the start: starter, its overlay, the visible checks."""
        at = self.level(level)
        files = {
            **_files(self.root / "starter"),
            **_files(self.root / "levels" / at / "starter"),
            **_files(self._overlay / "starter"),
            **_files(self._overlay / "levels" / at / "starter"),
            **{f"checks/{path}": content for path, content in _files(self.root / "checks").items()},
        }
        if "pytest.ini" in files:
            files["pytest.ini"] = _LEVEL_LINE.sub(rb"\g<1>" + at.encode(), files["pytest.ini"])
            files |= self._spoken(files["pytest.ini"])
        return files

    def _spoken(self, settings: bytes) -> dict[str, bytes]:
        """What plain `pytest` in the workspace needs to know of a framework other than PyTorch."""
        if self.adapter is None:
            return {}
        name = self.card.name
        told = {"pytest.ini": settings.rstrip() + f"\nproctor_framework = {name}\n".encode()}
        return told if self.adapter.ships else {**told, f"checks/{name}_adapter.py": self.adapter.path.read_bytes()}

    def guide(self) -> Guide:
        """The package's own feedback for practice; raises PackageError if it has none or names unknown checks."""
        return read_guide(self.root / "private" / "feedback.toml", {check.id for check in self.all_checks})

    def private_material(self, level: str) -> PrivateMaterial:
        """What interviewers get beside the task at a level; almost nothing where only the candidate part is here.

        Raises: UsageError for a level that is not offered; PackageError if the package's own feedback is malformed.
        """
        at = self.level(level)
        has_feedback = (self.root / "private" / "feedback.toml").exists()
        material = self.private.material(
            at,
            criteria=[criterion.name for criterion in self.manifest.criteria],
            hidden=self.checks(at, "hidden"),
            samples=self.guide().samples() if has_feedback else Samples(),
        )
        return msgspec.structs.replace(material, public=self.is_public)

    def files(self) -> dict[str, bytes]:
        """Every file of the package, the private ones too: path with `/` to content. Links and caches are left out."""
        return _files(self.root)

    @cached_property
    def _digest(self) -> str:
        return digest_of(self.files())

    def digest(self) -> str:
        """SHA-256 over every file of the package: which exercise, exactly, was used."""
        return self._digest


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over a package's files, as `Exercise.digest` has it: by path, folder by folder."""
    total = hashlib.sha256()
    for path, content in sorted(files.items(), key=lambda file: file[0].split("/")):
        total.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def _offered(manifest: Manifest, part: CandidatePart | None) -> Manifest:
    """The manifest, with only the levels that a candidate part was made for."""
    if part is None:
        return manifest
    levels = {level: minutes for level, minutes in manifest.levels.items() if level in part.levels}
    if not levels or len(levels) < len(part.levels):
        raise PackageError(f"{PART_FILE} names levels that exercise.toml has not", hint="install the part again")
    return msgspec.structs.replace(manifest, levels=levels)


def _require(root: Path, *parts: str) -> None:
    for part in parts:
        if not (root / part).exists():
            raise PackageError(f"{root / part} is missing", hint="every exercise package has it")


def _files(folder: Path) -> dict[str, bytes]:
    """All plain files below `folder` by path with `/`, sorted; links are left out, an absent folder holds none."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and _SKIPPED.isdisjoint(relative.parts):
            found[relative.as_posix()] = path.read_bytes()
    return found
