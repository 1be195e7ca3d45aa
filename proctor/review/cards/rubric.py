"""What is judged in a session: its criteria, with the four anchors of its level where the package's rubric is here."""

from dataclasses import dataclass
from hashlib import sha256

import msgspec

from proctor.errors import UsageError
from proctor.review.recording import Recording
from proctor.session.material import PrivateMaterial


class Scale(msgspec.Struct, frozen=True):
    """A criterion as a reviewer reads it; `anchors` are the texts of 1, 2, 3 and 4, none where they are not here."""

    name: str
    text: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """The scales of one session in the exercise's order."""

    level: str
    scales: tuple[Scale, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The criteria."""
        return tuple(scale.name for scale in self.scales)

    @property
    def anchored(self) -> bool:
        """Whether the texts for the four scores are here."""
        return any(scale.anchors for scale in self.scales)

    def digest(self) -> str:
        """SHA-256 over criteria and anchors: by which rubric a card was written."""
        return sha256(msgspec.json.encode([self.level, self.scales])).hexdigest()

    def find(self, words: str) -> Scale:
        """The criterion that a person means: its name, its number from 1, or the only one that begins so."""
        wanted = words.strip().casefold()
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self.scales):
            return self.scales[int(wanted) - 1]
        exact = [scale for scale in self.scales if scale.name.casefold() == wanted]
        near = exact or [scale for scale in self.scales if wanted and scale.name.casefold().startswith(wanted)]
        if len(near) == 1:
            return near[0]
        raise UsageError(f"{words!r} is no criterion of this exercise", hint=f"one of: {'; '.join(self.names)}")


def material_of(recording: Recording) -> PrivateMaterial:
    """What interviewers had beside the task; empty where the exercise is not here."""
    if recording.package is None:
        return PrivateMaterial()
    return recording.package.private_material(recording.session.terms.level)


def rubric_of(recording: Recording) -> Rubric:
    """The criteria that were announced to the candidate, with the package's anchors. Raises: UsageError without any."""
    terms = recording.session.terms
    anchors = {scale.criterion: scale.anchors for scale in material_of(recording).rubric}
    announced = {criterion.name: criterion.text for criterion in terms.criteria} or dict.fromkeys(anchors, "")
    if not announced:
        raise UsageError("this session names no criteria to judge by", hint="name some in the exercise's exercise.toml")
    scales = tuple(Scale(name, text, anchors.get(name, ())) for name, text in announced.items())
    return Rubric(terms.level, scales)
