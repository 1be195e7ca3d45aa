"""What a report says about the work: its saves, what the checks said of it, and what interviewers made of it."""

import msgspec

from proctor.session.verdicts import Verdict


class SaveRow(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot that counts; `used_s` is the clock of its phase, `holding` how many visible checks held on it."""

    number: int
    t_s: float
    used_s: float
    at: str
    phase: str
    commit: str
    tags: tuple[str, ...]
    paths: tuple[str, ...]
    added: int
    deleted: int
    holding: int
    judged: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a check said of one content, how long that took, and what it measured by names that end in the unit."""

    verdict: Verdict
    message: str
    output: str
    ms: float
    figures: dict[str, float]
    evidence: str
    later: bool


class Turn(msgspec.Struct, frozen=True):
    """From `t_s` on a check said this."""

    t_s: float
    verdict: Verdict


class CheckCourse(msgspec.Struct, frozen=True, kw_only=True):
    """One check: what it said of the three states that count (null: not asked), and how that came about.

    `runs` and `turns` are of the session itself; `first_pass_s` is null if it never held during it.
    """

    id: str
    promise: str
    criterion: str
    visibility: str
    required: bool
    start: Finding | None
    submitted: Finding | None
    final: Finding | None
    first_pass_s: float | None
    runs: int
    turns: tuple[Turn, ...]


class PrivateNote(msgspec.Struct, frozen=True, kw_only=True):
    """What an interviewer wrote down for themselves."""

    t_s: float
    who: str
    tag: str
    where: str
    text: str
