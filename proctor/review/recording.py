"""A finished session as it was recorded: journals, pictures of the terminal, files, exercise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from proctor.catalog.package import Exercise
from proctor.errors import PackageError
from proctor.record.seals import Seal
from proctor.review.footage import Footage
from proctor.session.envelope import Envelope
from proctor.session.screen import ScreenRecord
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was recorded; `session` is how it ended, `record` the repository of its snapshots.

    `place` is what was opened: a session's folder, or an exported file. `package` is the exercise as it was used, None
    where it is not at hand; `pictures` the folder with the terminal's picture, `cards` the one with score cards, None
    where there is none. `proof` says in words what was verified; `problem` what is damaged and therefore missing, where
    somebody asked to see the rest of it. `footage` is what was found where somebody went through both journals already.
    """

    session: Session
    public: Sequence[Envelope]
    private: Sequence[Envelope]
    screens: Iterable[ScreenRecord]
    record: Path
    package: Exercise | None
    place: Path = Path()
    pictures: Path | None = None
    seals: tuple[Seal, ...] = ()
    cards: Path | None = None
    proof: str = ""
    problem: str = ""
    footage: Footage | None = None

    @property
    def exercise(self) -> Exercise:
        """The exercise as it was used; raises PackageError where it is not at hand."""
        if self.package is None:
            raise PackageError(
                f"the exercise of this recording, {self.session.terms.exercise}, is not here",
                hint="name the folder of its package in PROCTOR_EXERCISES",
            )
        return self.package
