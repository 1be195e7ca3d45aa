"""A finished session as it was recorded: journals, pictures of the terminal, files, exercise."""

from dataclasses import dataclass
from pathlib import Path

from proctor.catalog.package import Exercise
from proctor.session.envelope import Envelope
from proctor.session.screen import ScreenRecord
from proctor.session.state import Session


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was recorded; `session` is how it ended, `record` the repository of its snapshots."""

    session: Session
    public: tuple[Envelope, ...]
    private: tuple[Envelope, ...]
    screens: tuple[ScreenRecord, ...]
    record: Path
    exercise: Exercise
