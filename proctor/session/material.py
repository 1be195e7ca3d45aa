"""What an interviewer is given beside the candidate's task: guide, hidden checks, known issues, rubric. Only data.

It is made from an exercise package's private part and travels on the interviewer's socket only.
"""

import msgspec


class HiddenCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check that the candidate does not see."""

    id: str
    promise: str
    criterion: str = ""
    advisory: bool = False


class KnownIssue(msgspec.Struct, frozen=True, kw_only=True):
    """A documented defect or trap: what it is, how to nudge towards it, what mends it, which metric that moves."""

    id: str
    title: str
    text: str
    hint: str = ""
    fix: str = ""
    metric: str = ""


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The anchors of one criterion at the session's level, for the scores 1 weak, 2 partial, 3 solid, 4 strong."""

    criterion: str
    anchors: tuple[str, str, str, str]


class PrivateMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """Everything private of one exercise at one level.

    `guide` is Markdown; `opening` is what to say at the start, `watch` three things to look out for, `questions` are
    for probing, `strengths` and `improvements` are samples of feedback.
    `public`: everybody can read all of the exercise, and it is more than practice.
    """

    guide: str = ""
    opening: str = ""
    watch: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    checks: tuple[HiddenCheck, ...] = ()
    issues: tuple[KnownIssue, ...] = ()
    rubric: tuple[Scale, ...] = ()
    public: bool = False
