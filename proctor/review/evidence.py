"""What a recording tells of how somebody worked, as facts with their sources. Nothing here rates a person."""

import msgspec

from proctor.record.reel import Reel
from proctor.review.derived.basis import Basis, Moment
from proctor.review.derived.checking import CheckEvidence, FirstGreen, Flip, Red, check_evidence
from proctor.review.derived.counts import PhaseCounts, Told, phase_counts, told
from proctor.review.derived.course import course_of
from proctor.review.derived.insertion import Insertion, largest_insertion
from proctor.review.derived.rhythm import BURST_GAP_S, BURST_SAVES, IDLE_S, Away, Burst, Gap, away, bursts, gaps
from proctor.review.derived.undone import LinesUndone, Restore, Return, Undone, undone
from proctor.review.film import Film

__all__ = [
    "BURST_GAP_S",
    "BURST_SAVES",
    "IDLE_S",
    "Away",
    "Basis",
    "Burst",
    "CheckEvidence",
    "Evidence",
    "FirstGreen",
    "Flip",
    "Gap",
    "Insertion",
    "LinesUndone",
    "Moment",
    "PhaseCounts",
    "Red",
    "Restore",
    "Return",
    "Told",
    "Undone",
    "evidence",
]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Derived facts, in the order of docs/REVIEWING.md, which defines each and says what can mislead about it.

    `private`: the interviewers' journal was read, so hidden checks are among `checks`. `longest_red` is the check's
    stretch with the most running clock of all.
    """

    private: bool
    checks: tuple[CheckEvidence, ...]
    phases: tuple[PhaseCounts, ...]
    bursts: tuple[Burst, ...]
    gaps: tuple[Gap, ...]
    largest_insertion: Insertion | None
    undone: Undone
    told: Told
    away: tuple[Away, ...]
    burst_gap_s: float = BURST_GAP_S
    burst_saves: int = BURST_SAVES
    idle_s: float = IDLE_S

    @property
    def longest_red(self) -> CheckEvidence | None:
        """The check with the longest stretch in which it did not hold; None where all held from their first run."""
        red = [check for check in self.checks if check.longest_red is not None]
        return max(red, key=lambda check: check.longest_red.clock_s if check.longest_red else 0.0, default=None)


def evidence(film: Film, reel: Reel) -> Evidence:
    """The facts of a recording. Raises RecordError where the record has lost what is compared."""
    course = course_of(film)
    return Evidence(
        private=bool(film.recording.private),
        checks=check_evidence(film, course),
        phases=phase_counts(film),
        bursts=bursts(film),
        gaps=gaps(course),
        largest_insertion=largest_insertion(film, reel),
        undone=undone(film, reel),
        told=told(film),
        away=away(course),
    )
