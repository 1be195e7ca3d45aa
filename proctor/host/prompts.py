"""What feedback may be prompted by: hidden checks, known issues, samples of the guide. Only interviewers see them."""

from functools import cached_property

from proctor.catalog.package import Exercise
from proctor.host.recorder import Recorder
from proctor.session.events import CheckRevealed, FeedbackDelivered
from proctor.session.material import PrivateMaterial
from proctor.session.prompting import prompted, refuse_samples, revealed
from proctor.session.verbs import Value


class Prompts:
    """Looks names up in the private material of a session's exercise."""

    def __init__(self, exercise: Exercise, recorder: Recorder) -> None:
        self._exercise = exercise
        self._recorder = recorder

    @cached_property
    def material(self) -> PrivateMaterial:
        """The material at the session's level; raises PackageError if it is not sound."""
        return self._exercise.private_material(self._recorder.session.terms.level)

    @property
    def issues(self) -> tuple[str, ...]:
        """The ids of the known issues."""
        return tuple(issue.id for issue in self.material.issues)

    def named(self, values: dict[str, Value]) -> tuple[str, ...]:
        """What feedback says that it was prompted by; raises UsageError for what does not exist."""
        return prompted(self.material, values) if values.get("prompted") else ()

    def refuse_samples(self, feedback: FeedbackDelivered, *, unedited: bool) -> None:
        """Keep a sample of the guide from being sent by accident."""
        refuse_samples(self.material, feedback, unedited=unedited)

    def revealed(self, check: str) -> CheckRevealed:
        """A hidden check as the candidate will see it, with what it said of the newest work."""
        newest = self._recorder.session.newest
        said = self._recorder.hidden.on_tree(newest.tree).get(check) if newest is not None else None
        return revealed(self.material, check, said)
