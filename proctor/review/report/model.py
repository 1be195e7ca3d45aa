"""The report: everything that a page, a Markdown file or a program reads of a session, in one value.

What `proctor report` writes as JSON is this model. Seconds are those of the session's timeline, which begins when the
session is created, unless a name says otherwise.
"""

from typing import Final

import msgspec

from proctor.review.before_after import BeforeAfter
from proctor.review.evidence import Evidence
from proctor.review.report.judged import Judged
from proctor.review.report.session_parts import About, Agreement, Course, Deviation, Revealed, Said, Sealed
from proctor.review.report.work_parts import CheckCourse, PrivateNote, SaveRow

FORMAT: Final = 1


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a session. What is private is there only where `about.private` says so.

    `evidence` is derived by the definitions in docs/REVIEWING.md; none of it rates anybody.
    """

    v: int = FORMAT
    about: About
    agreement: Agreement
    fairness: tuple[Deviation, ...]
    course: Course
    saves: tuple[SaveRow, ...]
    late_saves: int
    checks: tuple[CheckCourse, ...]
    revision: BeforeAfter
    evidence: Evidence
    talk: tuple[Said, ...]
    revealed: tuple[Revealed, ...]
    notes: tuple[PrivateNote, ...]
    judged: Judged | None
    """Null where the report is for the candidate."""
    seals: tuple[Sealed, ...]
    proof: str
    """What was verified of the record when it was opened, in words."""
    problem: str
    """What of it is damaged and therefore missing; empty where nothing is."""
