"""What the kernel and AppArmor of this machine rule about namespaces, without which bubblewrap makes no sandbox."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROFILE_FOLDER: Final = "/etc/apparmor.d"
USUAL_PROGRAM: Final = "/usr/bin/bwrap"
_ATTACHED: Final = re.compile(
    r"""^\s*(?:profile\s+)?     # the word can be left out
        (?:[\w.+-]+\s+)?        # a name of its own
        "?(?:/|@\{)\S*bwrap"?   # the program that it is for
        (?:\s[^{]*)?            # flags
        \{\s*(?:\#.*)?$""",
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceRules:
    """Settings as numbers, None where this kernel has no such setting.

    `profiles` are the files of AppArmor profiles for bubblewrap, those that were switched off left out.
    """

    unprivileged_clone: int | None = None
    namespaces_max: int | None = None
    apparmor_restricts: bool = False
    profiles: tuple[str, ...] = ()


def namespace_rules(root: Path = Path("/")) -> NamespaceRules:
    """Read them from `/proc/sys` and `/etc/apparmor.d`; what cannot be read counts as not there."""
    settings = root / "proc/sys"
    return NamespaceRules(
        unprivileged_clone=_number(settings / "kernel/unprivileged_userns_clone"),
        namespaces_max=_number(settings / "user/max_user_namespaces"),
        apparmor_restricts=_number(settings / "kernel/apparmor_restrict_unprivileged_userns") == 1,
        profiles=tuple(_profiles(root / PROFILE_FOLDER.lstrip("/"))),
    )


def is_for_bubblewrap(profile: str) -> bool:
    """Whether a file of AppArmor profiles has one that attaches to a program called bwrap."""
    return _ATTACHED.search(profile) is not None


def _profiles(folder: Path) -> Iterator[str]:
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.is_file() and not (folder / "disable" / path.name).is_symlink() and _names_bubblewrap(path):
                yield f"{PROFILE_FOLDER}/{path.name}"


def _names_bubblewrap(path: Path) -> bool:
    with suppress(OSError):
        return is_for_bubblewrap(path.read_text(encoding="utf-8", errors="replace"))
    return False


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
