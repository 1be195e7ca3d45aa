"""What stands at one moment of a replay: one frozen value, made anew for each step."""

from dataclasses import dataclass

from proctor.review.frames import Frame
from proctor.review.marks import Mark
from proctor.session.screen import Screen
from proctor.session.state import Session
from proctor.tui.replay.position import Position


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file of a moment: its path and how it is shown, lines that differ from the base, and whether it is gone."""

    path: str
    name: str
    blob: str = ""
    added: int = 0
    deleted: int = 0
    gone: bool = False

    @property
    def changed(self) -> bool:
        """Whether it differs from the base."""
        return bool(self.added or self.deleted or self.gone)


@dataclass(frozen=True, slots=True)
class CheckAt:
    """A check at a moment. `word`, `shape` and `ink` are how it stands; `of_before` what it said of older content.

    `message` and `output` are what it said last.
    """

    check: str
    hidden: bool
    word: str
    shape: str
    ink: str
    of_before: str = ""
    message: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """The files of a moment and the open one: its path and how it is shown, git's name for its content, the whole diff.

    `against` says in words what changes are told against; `why_not` why there is nothing to show.
    """

    files: tuple[FileAt, ...] = ()
    path: str = ""
    name: str = ""
    blob: str = ""
    diff: str = ""
    against: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything on the screen at a position. `mark` is the last one by then, `number` its place among all (from 0)."""

    position: Position
    session: Session
    code: Code
    frame: Frame | None = None
    mark: Mark | None = None
    number: int = -1
    checks: tuple[CheckAt, ...] = ()
    picture: Screen | None = None
