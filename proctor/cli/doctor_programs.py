"""The programs that a session uses: which are here, and which version."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

import msgspec

from proctor.cli.terminal import OLDEST_TMUX, tmux_version
from proctor.host.shell.choice import choose, seen_below
from proctor.sandbox.shown import shown_folders

_VERSION_WORDS: Final = {"git": "--version", "tmux": "-V", "bwrap": "--version"}
_LIMIT_S: Final = 5.0
_USUAL_EDITOR: Final = "vim"


class ProgramReport(msgspec.Struct, frozen=True, kw_only=True):
    """One program; `usable` is false where it is missing or too old, and `note` says what there is to know."""

    name: str
    usable: bool
    version: str = ""
    note: str = ""


def programs(environment: Mapping[str, str] = os.environ) -> tuple[ProgramReport, ...]:
    """git, tmux, bwrap and an editor, as this environment finds them."""
    path = environment.get("PATH", os.defpath)
    return (*(_program(name, path) for name in _VERSION_WORDS), _editor(environment, path))


def missing(found: tuple[ProgramReport, ...]) -> tuple[str, ...]:
    """The names of those that cannot be used."""
    return tuple(program.name for program in found if not program.usable)


def _program(name: str, path: str) -> ProgramReport:
    where = shutil.which(name, path=path)
    if where is None:
        return ProgramReport(name=name, usable=False, note="not installed")
    said = _said(where, _VERSION_WORDS[name])
    version = re.search(r"\d+\.\d[\w.]*", said)
    if name == "tmux" and tmux_version(said) < OLDEST_TMUX:
        oldest = ".".join(map(str, OLDEST_TMUX))
        return ProgramReport(name=name, usable=False, version=said.strip(), note=f"{oldest} or newer is needed")
    return ProgramReport(name=name, usable=bool(version), version=version[0] if version else "", note="")


def _said(program: str, word: str) -> str:
    try:
        done = subprocess.run([program, word], capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _editor(environment: Mapping[str, str], path: str) -> ProgramReport:
    """The editor that a candidate of this account would get: it has to be where a sandbox sees it too."""
    named = (environment.get("VISUAL") or environment.get("EDITOR") or "").strip()
    choice = choose({"EDITOR": named or _USUAL_EDITOR}, path, seen_below(map(str, shown_folders())))
    if not choice.editor:
        note = f"{named!r} cannot be seen from a sandbox" if named else "none of vim, vi and nano is installed"
        return ProgramReport(name="editor", usable=False, note=note)
    note = f"{named!r} cannot be seen from a sandbox" if named not in {"", choice.editor} else ""
    return ProgramReport(name="editor", usable=True, version=choice.editor, note=note)
