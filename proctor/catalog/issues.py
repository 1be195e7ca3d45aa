"""`private/issues.toml`: the defects and traps that a strong candidate notices, each with a hint and what mends it."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal

from proctor.catalog.manifest import LEVELS, Level
from proctor.catalog.strict import Strict, read_strict
from proctor.errors import PackageError
from proctor.session.material import KnownIssue

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID: Final = 40
_NEEDED: Final = ("title", "text")


class IssueEntry(Strict, frozen=True, kw_only=True):
    """One `[[issue]]`; it counts at all levels unless `levels` names some."""

    id: str
    title: str
    text: str
    hint: str = ""
    fix: str = ""
    metric: str = ""
    levels: tuple[Level, ...] = LEVELS

    def known(self) -> KnownIssue:
        """The issue as interviewers get it."""
        return KnownIssue(
            id=self.id, title=self.title, text=self.text, hint=self.hint, fix=self.fix, metric=self.metric
        )


class IssuesFile(Strict, frozen=True, kw_only=True):
    """All of `issues.toml`."""

    format: Literal[1]
    issue: tuple[IssueEntry, ...]


def read_issues(path: Path, *, levels: Collection[str], checks: Collection[str]) -> tuple[IssueEntry, ...]:
    """The known issues in `path`, none if there is no such file; raises PackageError naming issue and expectation.

    `levels` are those that the exercise offers; `checks` are the ids of its checks, which no issue may take, since
    both are named in the same places.
    """
    if not path.exists():
        return ()
    issues = read_strict(path, IssuesFile, why="the package has no known issues").issue
    seen: set[str] = set()
    for number, issue in enumerate(issues, 1):
        _sound(f"{path}: issue #{number}", issue, seen, checks)
        strangers = [level for level in issue.levels if level not in levels]
        if issue.levels != LEVELS and (strangers or not issue.levels):
            raise PackageError(
                f"{path}: issue #{number}.levels: expected some of: {', '.join(levels)}", hint="correct the levels"
            )
        seen.add(issue.id)
    return issues


def _sound(place: str, issue: IssueEntry, seen: set[str], checks: Collection[str]) -> None:
    if not _ID.fullmatch(issue.id) or len(issue.id) > _LONGEST_ID:
        raise PackageError(
            f"{place}.id = {issue.id!r}: expected small letters, digits and dashes, at most {_LONGEST_ID}",
            hint="such as: eps-outside-root",
        )
    if issue.id in seen:
        raise PackageError(f"{place}.id: there is already an issue {issue.id!r}", hint="ids are unique")
    if issue.id in checks:
        raise PackageError(f"{place}.id: {issue.id!r} is the id of a check", hint="give the issue another id")
    for key in _NEEDED:
        if not getattr(issue, key).strip():
            raise PackageError(f"{place}.{key}: expected a text", hint="say what is wrong, for who sees it first")
