"""What happens in a session of eight hours: every event of both journals, save after save, pauses and talk between.

Deterministic; times are seconds of the session's timeline. Pure.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from proctor.session import events as ev
from proctor.session.events import Actor, Anchor, Event
from proctor.session.phases import EndCause, PauseReason, Phase
from proctor.session.verdicts import Verdict

WORK_S: Final = 60.0
SUBMIT_S: Final = 24_000.0
REVISE_S: Final = 25_200.0
END_S: Final = 28_700.0
PAUSES_S: Final = ((5_400.0, 6_000.0), (12_600.0, 14_400.0), (19_000.0, 19_300.0))
FOCUS_S: Final = ((3_000.0, 3_300.0), (10_000.0, 10_400.0))
_QUIET_S: Final = 2.0
"""Nothing is saved so shortly before a pause, so that the run is over by then."""
_REVISION_PART: Final = 0.08
_HURRIED_S: Final = 0.25
"""A save that is followed sooner has its run overtaken."""
_MESSAGE: Final = "Result has shape (2, 5), but (2, 4) is promised; looked at row 1, column 3."
BOOT: Final = "long-record"
INTERVIEWER: Final = "Interviewer"


class Happened(NamedTuple):
    """One event at its time; `private` ones stand in the interviewers' journal."""

    t_s: float
    by: Actor
    event: Event
    private: bool = False


class Written(NamedTuple):
    """A save as the record has it."""

    commit: str
    tree: str
    paths: tuple[str, ...]
    added: int
    deleted: int


BLANK: Final = Written("0" * 40, "0" * 40, (), 0, 0)


@dataclass(frozen=True)
class Cast:
    """What the checks are called, visible and hidden, and the known issues."""

    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    issues: tuple[str, ...]


@dataclass
class _Course:
    """Where the telling is; `hurdles` say how far the work must have come for each check to hold."""

    cast: Cast
    saves: Sequence[Written]
    times_s: Sequence[float]
    hand: random.Random
    questions: int = 0
    hurdles: dict[str, float] = field(default_factory=dict)


def save_times_s(count: int, seed: int) -> list[float]:
    """When each save is made: in bursts, none in a pause or while the work is frozen."""
    hand = random.Random(seed)
    later = max(1, round(count * _REVISION_PART))
    first = _spread(count - later, _windows(WORK_S + 0.5, SUBMIT_S - 30), hand)
    return [WORK_S + 0.1, *first[1:], *_spread(later, [(REVISE_S + 20, END_S - 30)], hand)]


def clock_s(t_s: float) -> float:
    """Seconds used of the phase at a moment."""
    if t_s >= REVISE_S:
        return t_s - REVISE_S
    stood_s = sum(max(0.0, min(t_s, end_s) - begin_s) for begin_s, end_s in PAUSES_S)
    return t_s - WORK_S - stood_s


def course(cast: Cast, saves: Sequence[Written], times_s: Sequence[float], seed: int) -> Iterator[Happened]:
    """Everything after the first event, in the order of time."""
    at = _Course(cast, saves, times_s, random.Random(seed))
    at.hurdles = {check: at.hand.uniform(0.02, 0.9) for check in (*cast.visible, *cast.hidden)}
    yield from _lobby()
    submitted = next(number for number, t_s in enumerate(times_s) if t_s > SUBMIT_S) - 1
    breaks = sorted(_breaks(), key=lambda happened: happened.t_s)
    for number in range(submitted + 1):
        while breaks and breaks[0].t_s < times_s[number]:
            yield breaks.pop(0)
        yield from _save(at, number)
    yield from breaks
    yield from _between(at, saves[submitted].commit)
    for number in range(submitted + 1, len(saves)):
        yield from _save(at, number)
    yield Happened(END_S, "candidate", ev.SessionFinished(cause=EndCause.FINISHED, commit=saves[-1].commit))
    yield Happened(END_S, "host", ev.SnapshotTagged(tag="final", commit=saves[-1].commit))


def _lobby() -> Iterator[Happened]:
    yield Happened(0.1, "host", ev.HostStarted(boot_id=BOOT, pid=1, version="0.1.0"))
    yield Happened(0.2, "host", ev.IsolationShown(level=3, note="sealed"))
    yield Happened(1.0, "host", ev.TerminalAttached(columns=120, lines=40))
    yield Happened(1.1, "host", ev.ClientJoined(client="c1", role="candidate"))
    yield Happened(20.0, "interviewer", ev.ControlsTaken(name=INTERVIEWER))
    yield Happened(20.0, "interviewer", ev.BeginAllowed())
    yield Happened(WORK_S, "candidate", ev.PhaseBegan(phase=Phase.WORK, limit_s=25_200.0))


def _breaks() -> Iterator[Happened]:
    reasons = (PauseReason.BREAK, PauseReason.OTHER, PauseReason.TECHNICAL)
    for reason, (begin_s, end_s) in zip(reasons, PAUSES_S, strict=True):
        yield Happened(begin_s, "interviewer", ev.ClockPaused(reason=reason, note="agreed beforehand"))
        yield Happened(end_s, "interviewer", ev.ClockResumed())
    for begin_s, end_s in FOCUS_S:
        yield Happened(begin_s, "candidate", ev.FocusBegan(seconds=end_s - begin_s))
        yield Happened(end_s, "host", ev.FocusEnded())


def _between(at: _Course, commit: str) -> Iterator[Happened]:
    yield Happened(SUBMIT_S, "candidate", ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=commit))
    yield Happened(SUBMIT_S, "host", ev.SnapshotTagged(tag="submitted", commit=commit))
    yield Happened(SUBMIT_S + 60, "candidate", ev.WorkPresented(file="rms_norm.py", line=27))
    yield Happened(SUBMIT_S + 200, "candidate", ev.WalkthroughWritten(text="The root is over the last dimension. " * 9))
    strength, improvement = "You worked from the specification, case by case. " * 4, "Think of half precision. " * 9
    yield Happened(
        SUBMIT_S + 300, "interviewer", ev.FeedbackDrafted(strength=strength, improvement=improvement), private=True
    )
    yield Happened(SUBMIT_S + 600, "interviewer", ev.FeedbackDelivered(strength=strength, improvement=improvement))
    yield Happened(SUBMIT_S + 600, "host", ev.SnapshotTagged(tag="feedback", commit=commit))
    yield Happened(SUBMIT_S + 600, "host", ev.FeedbackPrompted(items=at.cast.issues[:1]), private=True)
    yield Happened(SUBMIT_S + 900, "candidate", ev.FeedbackAnswered(text="I agree, and would widen before squaring."))
    yield Happened(REVISE_S, "candidate", ev.PhaseBegan(phase=Phase.REVISION, limit_s=3_600.0))
    yield Happened(REVISE_S, "host", ev.LateEditsKept(paths=(), folder="late-edits"))
    seen = ev.ReceptionObserved(how="acted-on", at=Anchor(t_s=REVISE_S + 10, commit=commit), note="widens first")
    yield Happened(REVISE_S + 10, "interviewer", seen, private=True)


def _save(at: _Course, number: int) -> Iterator[Happened]:
    saved, t_s = at.saves[number], at.times_s[number]
    gap_s = at.times_s[number + 1] - t_s if number + 1 < len(at.times_s) else 9.0
    taken = ev.SnapshotTaken(
        commit=saved.commit, tree=saved.tree, paths=saved.paths, added=saved.added, deleted=saved.deleted
    )
    yield Happened(t_s, "host", taken)
    if number == 0:
        yield Happened(t_s, "host", ev.SnapshotTagged(tag="start", commit=saved.commit))
    step_s = min(0.03, gap_s / 30)
    counts = number == len(at.saves) - 1 or t_s < SUBMIT_S < t_s + gap_s
    yield from _run(at, number, t_s + step_s, step_s, hurried=gap_s < _HURRIED_S)
    if number % 7 == 3 or counts:
        yield from _hidden_run(at, number, t_s + 11 * step_s, step_s)
    yield from _around(at, number, t_s + 21 * step_s)


def _run(at: _Course, number: int, t_s: float, step_s: float, *, hurried: bool) -> Iterator[Happened]:
    saved, run = at.saves[number], f"{number:012x}"
    checks = at.cast.visible
    yield Happened(t_s, "host", ev.RunStarted(run=run, commit=saved.commit, tree=saved.tree, checks=checks))
    yield Happened(t_s, "host", ev.SeedDrawn(run=run, seed=number), private=True)
    for place, check in enumerate(checks[: len(checks) // 2] if hurried else checks, start=1):
        yield Happened(t_s + place * step_s, "host", _verdict(at, number, run, check))
    ended = ev.RunEnded(run=run, commit=saved.commit, ms=90.0, superseded=hurried)
    yield Happened(t_s + 9 * step_s, "host", ended)


def _hidden_run(at: _Course, number: int, t_s: float, step_s: float) -> Iterator[Happened]:
    saved, run, checks = at.saves[number], f"{number:012x}h", at.cast.hidden
    started = ev.RunStarted(run=run, commit=saved.commit, tree=saved.tree, checks=checks, visibility="hidden")
    yield Happened(t_s, "host", started, private=True)
    for place, check in enumerate(checks, start=1):
        yield Happened(t_s + place * step_s, "host", _verdict(at, number, run, check), private=True)
    yield Happened(t_s + 9 * step_s, "host", ev.RunEnded(run=run, commit=saved.commit, ms=140.0), private=True)


def _verdict(at: _Course, number: int, run: str, check: str) -> ev.CheckEnded:
    """A check holds once the work has come so far, and is broken again now and then."""
    saved, far = at.saves[number], number / len(at.saves)
    holds = far > at.hurdles[check] and at.hand.random() > 0.04
    failed = Verdict.FAIL if at.hand.random() < 0.8 else Verdict.ERROR
    return ev.CheckEnded(
        run=run,
        commit=saved.commit,
        tree=saved.tree,
        check=check,
        verdict=Verdict.PASS if holds else failed,
        message="" if holds else _MESSAGE,
        output="" if holds or failed is Verdict.FAIL else "Traceback (most recent call last):\n  " * 4,
        ms=7.5,
    )


def _around(at: _Course, number: int, t_s: float) -> Iterator[Happened]:
    """Glances, words and notes between two saves, at shares of all saves that do not depend on how many there are."""
    commit, share = at.saves[number].commit, max(5, len(at.saves) // 40)
    note = Anchor(t_s=round(t_s, 3), commit=commit, where="editor")
    if number % 10 == 4:
        yield Happened(t_s, "host", ev.WindowShown(window="Work"))
        view = ev.ViewChanged(panes=("Spec", "Checks"), focused="Checks", check=at.cast.visible[0], columns=120)
        yield Happened(t_s, "candidate", view)
    elif number % 10 == 5:
        yield Happened(t_s, "host", ev.WindowShown(window="Editor"))
    if number % share == share // 2 and t_s < SUBMIT_S:
        at.questions += 1
        yield Happened(t_s, "candidate", ev.QuestionAsked(number=at.questions, text="May the batch be empty here?"))
        yield Happened(t_s, "interviewer", ev.QuestionAnswered(number=at.questions, text="Yes, then so is the result."))
    if number % share == share // 3:
        tag = ("strength", "concern", "time")[number // share % 3]
        text = f"Looks at the shapes first, then at the numbers; save {number}"
        yield Happened(t_s, "interviewer", ev.NoteAdded(text=text, tag=tag, at=note), private=True)
    if number % (4 * share) == share and at.cast.issues:
        issue = at.cast.issues[number // (4 * share) % len(at.cast.issues)]
        yield Happened(t_s, "interviewer", ev.IssueMarked(issue=issue, state="found", at=note), private=True)


def _windows(begin_s: float, end_s: float) -> list[tuple[float, float]]:
    """The spans between pauses."""
    edges = [begin_s, *(edge for pause in PAUSES_S for edge in pause), end_s + _QUIET_S]
    return [(since_s, until_s - _QUIET_S) for since_s, until_s in zip(edges[::2], edges[1::2], strict=True)]


def _spread(count: int, windows: list[tuple[float, float]], hand: random.Random) -> list[float]:
    """So many times over the windows, in bursts."""
    gaps = [hand.lognormvariate(0.0, 1.2) for _ in range(count)]
    length_s = sum(end_s - begin_s for begin_s, end_s in windows)
    scale, at_s, times_s = length_s / sum(gaps), 0.0, []
    for gap in gaps:
        times_s.append(_placed(at_s, windows))
        at_s += gap * scale
    return times_s


def _placed(at_s: float, windows: list[tuple[float, float]]) -> float:
    for begin_s, end_s in windows:
        if at_s <= end_s - begin_s:
            return begin_s + at_s
        at_s -= end_s - begin_s
    return windows[-1][1]
