"""What a package keeps for interviewers: guide, brief, known issues, rubric. Absent in a candidate part."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from proctor.catalog.brief import BriefFile, read_brief
from proctor.catalog.guide import Samples
from proctor.catalog.issues import IssueEntry, read_issues
from proctor.catalog.manifest import Level, Manifest
from proctor.catalog.promises import Check
from proctor.catalog.rubric import Anchors, read_rubric
from proctor.errors import PackageError
from proctor.session.material import HiddenCheck, KnownIssue, PrivateMaterial, Scale

MAX_GUIDE_BYTES: Final = 256 << 10
"""A guide travels in one message to whoever opens it."""


@dataclass(frozen=True, slots=True)
class PrivatePart:
    """The files of a package's `private/` that are for people to read; empty where there are none."""

    guide: str = ""
    brief: BriefFile | None = None
    issues: tuple[IssueEntry, ...] = ()
    rubric: tuple[Anchors, ...] = ()

    def material(
        self, level: Level, *, criteria: Collection[str], hidden: Iterable[Check], samples: Samples
    ) -> PrivateMaterial:
        """What an interviewer gets at a level; `samples` are further examples of feedback."""
        brief = self.brief or BriefFile(format=1, opening="", watch=())
        return PrivateMaterial(
            guide=self.guide,
            opening=brief.opening,
            watch=brief.watch,
            questions=brief.questions,
            strengths=_each_once(brief.strengths, samples.strengths),
            improvements=_each_once(brief.improvements, samples.improvements),
            checks=tuple(
                HiddenCheck(id=check.id, promise=check.promise, criterion=check.criterion, advisory=check.advisory)
                for check in hidden
            ),
            issues=self._issues_at(level),
            rubric=self._rubric_at(level, criteria),
        )

    def _issues_at(self, level: Level) -> tuple[KnownIssue, ...]:
        return tuple(issue.known() for issue in self.issues if level in issue.levels)

    def _rubric_at(self, level: Level, criteria: Collection[str]) -> tuple[Scale, ...]:
        scales = {anchors.criterion: anchors.scale() for anchors in self.rubric if level in anchors.levels}
        return tuple(scales[criterion] for criterion in criteria if criterion in scales)


def read_private(root: Path, manifest: Manifest, checks: Collection[str]) -> PrivatePart:
    """What the package in `root` keeps for interviewers; raises PackageError naming file, key and expectation.

    `checks` are the ids of all its checks.
    """
    folder, levels = root / "private", tuple(manifest.levels)
    criteria = tuple(criterion.name for criterion in manifest.criteria)
    return PrivatePart(
        guide=_guide(folder / "guide.md"),
        brief=read_brief(folder / "brief.toml"),
        issues=read_issues(folder / "issues.toml", levels=levels, checks=checks),
        rubric=read_rubric(folder / "rubric.toml", levels=levels, criteria=criteria),
    )


def _each_once(*texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*texts)))


def _guide(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise PackageError(f"{path}: {error.strerror}", hint="it must be a file that you may read") from error
    if len(content) > MAX_GUIDE_BYTES:
        raise PackageError(
            f"{path}: {len(content) >> 10} KiB; a guide has at most {MAX_GUIDE_BYTES >> 10}", hint="shorten it"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: {error}", hint="write it in UTF-8") from error
