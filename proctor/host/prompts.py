"""What feedback may be prompted by: hidden checks, known issues, samples of the guide. Only interviewers see them."""

from functools import cached_property

from proctor.catalog.package import Exercise
from proctor.errors import UsageError
from proctor.host.recorder import Recorder
from proctor.session.events import CheckRevealed, FeedbackDelivered
from proctor.session.material import PrivateMaterial
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
        named = tuple(part.strip() for part in str(values.get("prompted", "")).split(",") if part.strip())
        if not named:
            return ()
        known = {*self.issues, *(check.id for check in self.material.checks)}
        unknown = [name for name in named if name not in known]
        if unknown:
            have = f"one of: {', '.join(sorted(known))}" if known else "there are none here"
            raise UsageError(f"there is no hidden check or known issue {unknown[0]!r}", hint=have)
        return named

    def refuse_samples(self, feedback: FeedbackDelivered, *, unedited: bool) -> None:
        """Keep a sample of the guide from being sent by accident."""
        samples = {_bare(text) for text in (*self.material.strengths, *self.material.improvements)}
        for part, text in (("strength", feedback.strength), ("improvement", feedback.improvement)):
            if not unedited and _bare(text) in samples:
                raise UsageError(
                    f"the {part} is a sample of the guide, word for word",
                    hint="say what you saw in this work, or send it as it is with --unedited",
                )

    def revealed(self, check: str) -> CheckRevealed:
        """A hidden check as the candidate will see it, with what it said of the newest work."""
        found = next((known for known in self.material.checks if known.id == check), None)
        if found is None:
            names = ", ".join(known.id for known in self.material.checks) or "this exercise has none here"
            raise UsageError(f"there is no hidden check {check!r}", hint=names)
        newest = self._recorder.session.newest
        said = self._recorder.hidden.on_tree(newest.tree).get(check) if newest is not None else None
        if said is None:
            return CheckRevealed(check=check, promise=found.promise)
        return CheckRevealed(check=check, promise=found.promise, verdict=said.verdict, message=said.message)


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
