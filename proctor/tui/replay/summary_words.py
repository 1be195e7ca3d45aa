"""The one screen that a replay opens on: what was to be done, how it went, what the feedback changed, where to look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proctor.review.blind import Veil
from proctor.review.film import Film
from proctor.review.timeline import time_text
from proctor.session.durations import clock_text, length_text
from proctor.session.phases import TIMED, TITLES, Phase
from proctor.session.plain_text import shown_line
from proctor.tui.clock_words import local_time
from proctor.tui.replay.drawn import Row, cut
from proctor.tui.replay.events_pane import wrapped
from proctor.tui.replay.jumps import Jump, jumps

if TYPE_CHECKING:
    from proctor.review.before_after import BeforeAfter
    from proctor.review.evidence import Evidence

_LABEL = 11
_WIDEST = 110
_ROWS_OF_A_PART = (12, 6, 4, 3, 2, 1)
_JUMPS_AFTER = 5
_READING = "..."
_TURNED = frozenset({"now holds", "no longer holds"})


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary is made from; `change` and `facts` come later than the rest, None until then.

    `unscored` are criteria this reviewer has not scored, `proof` what was verified.
    """

    film: Film
    veil: Veil
    change: "BeforeAfter | None" = None
    facts: "Evidence | None" = None
    unscored: tuple[str, ...] = ()
    proof: str = ""


def summary_rows(summary: Summary, width: int, height: int) -> list[Row]:
    """In so many columns and rows: in full where there is room, else each part in fewer rows."""
    room = max(20, min(width, _WIDEST) - _LABEL)
    for most in _ROWS_OF_A_PART:
        blocks = [block for block in _blocks(summary, room, most) if block]
        rows = sum(map(len, blocks)) + 1
        if rows <= height:
            break
    spaced = rows + len(blocks) + 1 <= height
    said: list[Row] = [[("Replay", "strong"), ("   facts from the record; nothing here is a score", "muted")]]
    for block in blocks:
        said += [(), *block] if spaced else block
    return said


def _blocks(summary: Summary, room: int, most: int) -> list[list[Row]]:
    parts = (
        ("Exercise", _exercise(summary.film), most),
        ("Candidate", _candidate(summary), most),
        ("Phases", _phases(summary.film), most),
        ("Feedback", _feedback(summary), max(2, most)),
        ("Revision", _revision(summary), max(2, most)),
        ("Unscored", _unscored(summary), most),
        ("Facts", _facts(summary), most),
        ("Record", _record(summary), most),
    )
    blocks = [_block(label, [summary.veil.text(line) for line in lines], room, rows) for label, lines, rows in parts]
    return [*blocks[:_JUMPS_AFTER], _jumps(jumps(summary.film), room), *blocks[_JUMPS_AFTER:]]


def _block(label: str, lines: Sequence[str], room: int, most: int) -> list[Row]:
    """A part in at most so many rows: each line gets its share, and what has no room is cut off with dots."""
    wraps = [wrapped(line, room) for line in lines if line]
    while sum(map(len, wraps)) > most and (longest := max(wraps, key=len, default=[])) and len(longest) > 1:
        longest[-2:] = [f"{longest[-2][: room - 3]} .."]
    said = [part for wrap in wraps for part in wrap]
    return [[((label if not at else "").ljust(_LABEL), "place"), (line, "text")] for at, line in enumerate(said)]


def _exercise(film: Film) -> list[str]:
    terms = film.terms
    return [f"{shown_line(terms.title)} ({shown_line(terms.exercise)}), level {shown_line(terms.level)}"]


def _candidate(summary: Summary) -> list[str]:
    terms = summary.film.terms
    name = shown_line(terms.candidate) or "no name was given"
    given = terms.accommodation
    extra = [f"{given.extra_time_percent:g} % extra time"] if given.extra_time_percent else []
    extra += [f"{length_text(given.breaks_s)} of breaks"] if given.breaks_s else []
    agreed = " and ".join(extra) or "no accommodation"
    day = summary.film.recording.public[0].at_utc[:10]
    practice = ", a practice session" if terms.practice else ""
    return [f"{name}, on {day}{practice}; {terms.work_min:g} min of work, {terms.revision_min:g} of revision; {agreed}"]


def _phases(film: Film) -> list[str]:
    began = [(Phase.LOBBY, 0.0), *film.ended.entered_s.items()]
    said = []
    for number, (phase, began_s) in enumerate(began):
        if phase is Phase.DONE:
            continue
        end_s = began[number + 1][1] if number + 1 < len(began) else film.end_s
        clock = film.state_at(max(began_s, end_s - 0.001)).clock if phase in TIMED else None
        if clock is None:
            said.append(f"{TITLES[phase]} {clock_text(end_s - began_s)}")
        else:
            said.append(f"{TITLES[phase]} {clock_text(clock.used_at_s(end_s))} of {clock_text(clock.limit_s)}")
    saves = len(film.frames)
    return [f"{' | '.join(said)}; {saves} save{'' if saves == 1 else 's'}, {time_text(film.end_s)} in all"]


def _feedback(summary: Summary) -> list[str]:
    given = summary.film.ended.feedback
    if given is None:
        return ["none was given"]
    return [f"+ {shown_line(given.strength)}", f"> {shown_line(given.improvement)}"]


def _revision(summary: Summary) -> list[str]:
    change = summary.change
    if change is None:
        return [_READING]
    if change.base is None or change.final is None:
        return ["nothing was handed in, so nothing can be compared"]
    if not change.files:
        return ["changed nothing"]
    turned = [
        f"{check.id} {check.turned}" for check in change.checks if check.turned in {"now holds", "no longer holds"}
    ]
    files = ", ".join(f"{shown_line(file.path)} +{file.added or 0} -{file.deleted or 0}" for file in change.files)
    first = change.first_change
    when = f"; first change {length_text(first.after_s)} after the feedback" if first is not None else ""
    return [f"{files}{when}", "; ".join(turned) or "no check turned"]


def _jumps(found: Sequence[Jump], room: int) -> list[Row]:
    return [
        [
            (("Jump to" if not at else "").ljust(_LABEL), "place"),
            (f" {at + 1} ", "!strong"),
            (f" {time_text(jump.t_s)}  ", "text"),
            (cut(shown_line(jump.words), room - 14), "text"),
        ]
        for at, jump in enumerate(found)
    ]


def _unscored(summary: Summary) -> list[str]:
    return [", ".join(map(shown_line, summary.unscored)) or "no criterion is left to score"]


def _facts(summary: Summary) -> list[str]:
    return list(_fact_lines(summary.facts)) if summary.facts is not None else [_READING]


def _fact_lines(facts: "Evidence") -> Iterator[str]:
    first = [
        f"{check.check} {time_text(check.first_green.at.t_s)}"
        for check in facts.checks
        if check.visibility == "visible" and check.first_green is not None
    ]
    yield f"First held: {', '.join(first)}." if first else "No visible check ever held."
    runs = sum(phase.runs for phase in facts.phases)
    longest = max(facts.gaps, key=lambda gap: gap.seconds, default=None)
    idle = f"; longest idle time {length_text(longest.seconds)} at {time_text(longest.start_s)}" if longest else ""
    yield f"{runs} runs of the checks, {len(facts.bursts)} edit bursts{idle}."
    if (insertion := facts.largest_insertion) is not None:
        yield f"Largest insertion: {insertion.lines} lines in one save at {time_text(insertion.at.t_s)}."


def _record(summary: Summary) -> list[str]:
    recording = summary.film.recording
    if recording.problem:
        return [f"DAMAGED: {shown_line(recording.problem)}"]
    private = "with" if recording.private else "without"
    finished = local_time(summary.film.ended.at_utc)
    said = shown_line(summary.proof) or "the journals and saves were verified"
    return [f"{said}; {private} the interviewers' notes; ended {finished}"]
