"""A recorded session as if it were live, for `proctor watch --rehearse`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from proctor.cli.choice import recorded_place
from proctor.cli.tidy import leaving_tidily
from proctor.errors import UsageError
from proctor.home import checkout

if TYPE_CHECKING:
    from proctor.review.link import RehearsedLink

USUAL_SPEED: Final = 1.0
FASTEST: Final = 100.0
_EXAMPLE: Final = ("sessions", "example", "example.bundle")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a recording is played.

    `speed`: times as fast as it was; `real_time`: as fast as it was, with all idle times; `told`: with what the
    recorded interviewers noted and wrote; `waits`: for the watching person where an interviewer has to act.
    """

    speed: float = USUAL_SPEED
    real_time: bool = False
    told: bool = False
    waits: bool = True


@contextmanager
def rehearsed_link(words: str, manner: Manner, who: str) -> Iterator["RehearsedLink"]:
    """A link that plays the recording that `words` mean: a finished session, an exported file, or the example.

    Raises: UsageError, RecordError, PackageError.
    """
    from proctor.review.head import Pace  # noqa: PLC0415 git and the catalogue are slow to load
    from proctor.review.link import RehearsedLink  # noqa: PLC0415
    from proctor.review.reading import recording  # noqa: PLC0415

    if not 0 < manner.speed <= FASTEST:
        raise UsageError(f"the speed cannot be {manner.speed:g}", hint=f"between 1 and {FASTEST:g}")
    pace = Pace(1.0, whole=True) if manner.real_time else Pace(manner.speed)
    with leaving_tidily(), recording(_place(words)) as recorded:
        yield RehearsedLink(recorded, pace, who=who, told=manner.told, waits=manner.waits)


def notice(manner: Manner) -> str:
    """The line that stays across the top."""
    pace = "as it was" if manner.real_time else f"{manner.speed:g} times as fast, without long waits"
    return f"REHEARSAL: a recording plays, {pace}. Nothing that you do is kept."


def _place(words: str) -> Path:
    return recorded_place(words) if words else example_place()


def example_place() -> Path:
    """The recording that is shipped with the program. Raises UsageError where it is not here."""
    home = checkout("sessions")
    place = home.joinpath(*_EXAMPLE) if home is not None else None
    if place is None or not place.is_file():
        raise UsageError(
            "the example recording is not here", hint="name a finished session: proctor watch --rehearse SESSION"
        )
    return place
