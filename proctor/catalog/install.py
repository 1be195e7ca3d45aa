"""Putting packages that came as files where proctor finds them: checked first, then all at once or not at all."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.catalog.archive import unpacked
from proctor.catalog.bundle import rejoined
from proctor.catalog.library import installed_folder
from proctor.catalog.package import Exercise, digest_of
from proctor.catalog.part import EXERCISE_NAME, PART_FILE, CandidatePart, decode_part
from proctor.catalog.seal import Sealed, opened
from proctor.errors import EnvironmentFault, PackageError, UsageError

_PRIVATE: Final = 0o700


@dataclass(frozen=True, slots=True)
class Received:
    """A candidate part as it came: whole, and not yet installed."""

    part: CandidatePart
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """What `Exercise.digest` will say of it."""
        return digest_of(self.files)


def received(archive: bytes, name: str) -> Received:
    """The candidate part in a tar archive; PackageError, naming it `name`, if it is none or was damaged."""
    entries = unpacked(archive, name)
    kind, folder, *_ = (*next(iter(entries), "").split("/"), "", "")
    prefix = f"{kind}/{folder}/"
    if not folder or f"{prefix}{PART_FILE}" not in entries or not all(path.startswith(prefix) for path in entries):
        raise PackageError(f"{name} is no candidate part", hint="give the file that ends in -candidate.tar")
    files = {path.removeprefix(prefix): content for path, content in entries.items()}
    part = decode_part(files[PART_FILE], f"{name}: {PART_FILE}")
    damaged = part.damage(files)
    if damaged or part.exercise != f"{kind}/{folder}" or not EXERCISE_NAME.fullmatch(part.exercise):
        raise PackageError(f"{name} was damaged on its way: {damaged or folder}", hint="get the file again")
    return Received(part, files)


def install(candidate: Received, root: Path | None = None, *, replace: bool = False) -> tuple[Exercise, bool]:
    """Put a candidate part below `root` (the person's own folder); the package, and whether anything was written.

    Raises: UsageError if another package of that name is installed and it is not to be replaced; PackageError.
    """
    target = (root or installed_folder()) / candidate.part.exercise
    if target.exists() and not replace:
        present = Exercise.load(target, name=candidate.part.exercise)
        if present.digest() == candidate.digest:
            return present, False
        raise UsageError(f"another {present.name} is installed in {target}", hint="to have it replaced: add --replace")
    return put(target, candidate.part.exercise, candidate.files), True


def unsealed(exercise: Exercise, sealed: Sealed, passphrase: str) -> Exercise:
    """Make the candidate part on disk the whole package again, and return that.

    Raises: UsageError for a wrong passphrase; PackageError if the parts do not belong together.
    """
    fits(exercise, sealed)
    company = unpacked(opened(sealed, passphrase), "the company part")
    whole = rejoined(exercise.files(), company, sealed.label.package_digest)
    return put(exercise.root, exercise.name, whole)


def fits(exercise: Exercise, sealed: Sealed) -> None:
    """Refuse, without a passphrase, a company part that does not belong to what is here."""
    if exercise.part is None:
        same = exercise.digest() == sealed.label.package_digest
        what = "already the whole package" if same else "another whole package, not a candidate part"
        raise UsageError(f"{exercise.root} holds {what}", hint="nothing was changed")
    if exercise.digest() != sealed.label.candidate_digest:
        raise PackageError(
            f"the company part belongs to another candidate part of {sealed.label.exercise} than {exercise.root}",
            hint="install the candidate part that was made with it, and see that nobody changed its files",
        )


def put(target: Path, name: str, files: Mapping[str, bytes]) -> Exercise:
    """Write a package beside `target`, read it as a check, and let it take that place; owner only.

    Raises: PackageError if it is no sound package; EnvironmentFault if it cannot be written. Then nothing changed.
    """
    with _staging(target) as staging:
        for path, content in files.items():
            file = staging / path
            file.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            file.write_bytes(content)
        Exercise.load(staging, name=name)
        _swap(staging, target)
    return Exercise.load(target, name=name)


def _swap(staging: Path, target: Path) -> None:
    """Let `staging` take the place of `target`; what was there is kept until that is done."""
    before = staging.with_name("before")
    if target.exists():
        target.rename(before)
    try:
        staging.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A fresh folder on the same disk, too deep to be taken for a package; gone with what is left in it."""
    try:
        target.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        around = Path(tempfile.mkdtemp(prefix=".incoming-", dir=target.parent))
    except OSError as error:
        raise EnvironmentFault(f"cannot write to {target.parent}: {error.strerror}", hint="make room there") from error
    try:
        staging = around / "package"
        staging.mkdir(mode=_PRIVATE)
        yield staging
    except OSError as error:
        raise EnvironmentFault(f"cannot write {target}: {error.strerror}", hint="nothing was changed") from error
    finally:
        shutil.rmtree(around, ignore_errors=True)
