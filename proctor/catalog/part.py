"""The candidate part of a package: what may lie on a candidate's own machine, and what it says of the rest.

A package is such a part when `candidate-part.json` lies in it. It names the whole package by digest and says how many
hidden checks there are at each level; what they are called and what they promise stays with the company.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import msgspec

from proctor.catalog.manifest import Level
from proctor.errors import PackageError

PART_FILE: Final = "candidate-part.json"
EXERCISE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
"""What a part may be called: it becomes a folder, and a word of the commands that people are told to type."""
_REPLACE: Final = "ask for the candidate part again and install that one"


class CandidatePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate part says of itself. `hidden_checks` has one entry per check: the levels that it is for."""

    format: Literal[1]
    exercise: str
    package_digest: str
    levels: tuple[Level, ...]
    hidden_checks: tuple[tuple[Level, ...], ...]
    files: dict[str, str]
    """SHA-256 of every other file, by path."""

    def hidden_count(self, *levels: str) -> int:
        """How many hidden checks count at one of `levels`."""
        return sum(not set(levels).isdisjoint(at) for at in self.hidden_checks)

    def encoded(self) -> bytes:
        """The content of `candidate-part.json`, the same for the same part."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=1) + b"\n"

    def damage(self, files: Mapping[str, bytes]) -> str:
        """The first path of `files` that is not as it was made, is missing or was added; empty if none is."""
        present = digests({path: content for path, content in files.items() if path != PART_FILE})
        differing = {path for path, _ in present.items() ^ self.files.items()}
        return min(differing, default="")


def read_part(root: Path) -> CandidatePart | None:
    """What the candidate part in `root` says, None if it is a whole package; PackageError if it cannot be read."""
    path = root / PART_FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PackageError(f"{path}: {error.strerror}", hint="it must be a file that you may read") from error
    part = decode_part(content, str(path))
    if (root / "private").exists():
        raise PackageError(
            f"{root} is a candidate part and has a private folder",
            hint="a whole package comes out of: proctor exercise unseal",
        )
    return part


def decode_part(content: bytes, where: str) -> CandidatePart:
    """The `content` of a `candidate-part.json`; PackageError that names `where` if it is none."""
    try:
        return msgspec.json.decode(content, type=CandidatePart)
    except msgspec.DecodeError as error:
        raise PackageError(f"{where}: {error}", hint=_REPLACE) from error


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file, by path."""
    return {path: sha256(content).hexdigest() for path, content in files.items()}
