"""A recording told from its beginning to its end: marks, saves with what they turned, and the times of nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from proctor.review.derived.rhythm import IDLE_S
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.marks import Mark, Sort
from proctor.review.track import Visibility
from proctor.session.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Turned:
    """A check that says something else of a save than of the one before that it was run on; `before` None at first."""

    check: str
    visibility: Visibility
    before: Verdict | None
    after: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class SaveTold:
    """A save, how many visible checks hold on it of how many that were run, and which checks it turned."""

    frame: Frame
    holding: int
    answered: int
    turned: tuple[Turned, ...]

    @property
    def t_s(self) -> float:
        """When it was."""
        return self.frame.t_s


@dataclass(frozen=True, slots=True)
class IdleTold:
    """A time in which nobody did anything that can be seen."""

    t_s: float
    seconds: float


Told = Mark | SaveTold | IdleTold


def told(film: Film, since_s: float = 0.0, until_s: float = float("inf")) -> Iterator[Told]:
    """What happened between two moments, in the order of time; verdicts are told with the save that they are of."""
    marks = (mark for mark in film.marks if mark.sort is not Sort.CHECK)
    idles = (
        IdleTold(before_s, after_s - before_s)
        for before_s, after_s in pairwise(film.activity_s)
        if after_s - before_s >= IDLE_S
    )
    everything: list[Told] = [*saves_told(film), *marks, *idles]
    everything.sort(key=lambda one: one.t_s)
    return (one for one in everything if since_s <= one.t_s <= until_s)


def saves_told(film: Film) -> Iterator[SaveTold]:
    """Every save that counts, with what the checks came to say of its content, whenever that was."""
    last: dict[str, Verdict] = {}
    for frame in film.frames:
        said = film.verdicts_on(frame.tree)
        turned = tuple(
            Turned(check, film.tracks[check].visibility, last.get(check), one.verdict, one.ended.message)
            for check, one in said.items()
            if last.get(check) is not one.verdict
        )
        last.update({check: one.verdict for check, one in said.items()})
        visible = [one for check, one in said.items() if film.tracks[check].visibility == "visible"]
        yield SaveTold(frame, sum(one.verdict is Verdict.PASS for one in visible), len(visible), turned)
