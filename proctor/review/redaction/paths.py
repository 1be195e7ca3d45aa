"""Names of files without the name, each still another one than its neighbours."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath


def renamed(paths: Iterable[str], rename: Callable[[str], str]) -> dict[str, str]:
    """Every path with each of its parts renamed; two in one folder that would fall together get a number."""
    inside: dict[str, set[str]] = defaultdict(set)
    listed = sorted(set(paths))
    for path in listed:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            inside["/".join(parts[:depth])].add(part)
    new = {folder: _apart(parts, rename) for folder, parts in inside.items()}
    return {path: _joined(path, new) for path in listed}


def _joined(path: str, new: dict[str, dict[str, str]]) -> str:
    parts = path.split("/")
    return "/".join(new["/".join(parts[:depth])][part] for depth, part in enumerate(parts))


def _apart(parts: set[str], rename: Callable[[str], str]) -> dict[str, str]:
    wanted = {part: rename(part) for part in sorted(parts)}
    found = {part: part for part, new in wanted.items() if new == part}
    taken = set(found.values())
    for part, new in wanted.items():
        if part in found:
            continue
        name, number, whole = PurePosixPath(new), 1, new
        while whole in taken:
            number += 1
            whole = f"{name.stem}_{number}{name.suffix}"
        found[part] = whole
        taken.add(whole)
    return found
