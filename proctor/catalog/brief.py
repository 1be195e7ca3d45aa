"""`private/brief.toml`: what an interviewer is told before a session begins, in an author's words."""

from pathlib import Path
from typing import Final, Literal

from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError

WATCHED: Final = 3
"""How many things an interviewer is asked to watch: more than that nobody watches."""


class BriefFile(Strict, frozen=True, kw_only=True):
    """All of `brief.toml`: what to say at the start, what to watch, what to ask, how feedback may sound."""

    format: Literal[1]
    opening: str
    watch: tuple[str, ...]
    questions: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()


def read_brief(path: Path) -> BriefFile | None:
    """The brief in `path`, None if the package has none; raises PackageError naming key and expectation."""
    if not path.exists():
        return None
    brief = read_strict(path, BriefFile, why="the package has no brief for interviewers")
    if not brief.opening.strip():
        raise PackageError(f"{path}: opening: expected a text", hint="write what to say before the clock starts")
    if len(brief.watch) != WATCHED:
        raise PackageError(
            f"{path}: watch: expected exactly {WATCHED} texts, found {len(brief.watch)}",
            hint="name what shows most of how somebody works",
        )
    for key in ("watch", "questions", "strengths", "improvements"):
        _each_said(path, key, getattr(brief, key))
    return brief


def _each_said(path: Path, key: str, texts: tuple[str, ...]) -> None:
    for number, text in enumerate(texts, 1):
        if not text.strip():
            raise PackageError(f"{path}: {key} #{number}: expected a text", hint="write it, or take it out")
