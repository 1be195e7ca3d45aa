"""Derived evidence in sentences: the same facts as in the model, by the definitions of docs/REVIEWING.md."""

from collections.abc import Iterator

from proctor.review.evidence import Evidence
from proctor.review.report.glance import Line
from proctor.review.timeline import time_text
from proctor.session.durations import length_text
from proctor.session.phases import TITLES

ABOUT = (
    "Facts of the record, by the definitions in docs/REVIEWING.md. None of them is a score, and none says how good "
    "somebody is: a long gap can be thinking, a large insertion can be typed elsewhere."
)


def evidence_lines(evidence: Evidence) -> tuple[Line, ...]:
    """A line for each sort of fact; what did not occur says so where that tells something."""
    return tuple(line for line in _lines(evidence) if line.text)


def _lines(evidence: Evidence) -> Iterator[Line]:
    for counted in evidence.phases:
        cut = f", {counted.superseded} cut short by a newer save" if counted.superseded else ""
        words = f"{_count(counted.saves, 'save')}, {_count(counted.runs, 'run')} of the visible checks{cut}"
        yield Line(TITLES[counted.phase], words if counted.saves or counted.runs else "")
    yield Line("Bursts of saves", _bursts(evidence))
    yield Line("Idle gaps", _gaps(evidence))
    yield Line("Largest insertion", _insertion(evidence))
    yield Line("Undone", _undone(evidence))
    yield Line("Longest without", _red(evidence))
    told = evidence.told
    yield Line(
        "Told",
        ", ".join(
            (
                _count(told.questions, "question"),
                _count(told.answers, "answer"),
                _count(told.hints, "hint"),
                f"{_count(told.reveals, 'hidden check')} shown",
            )
        ),
    )
    gone_s = sum(away.end_s - away.start_s for away in evidence.away)
    yield Line(
        "Terminal gone", f"{_count(len(evidence.away), 'time')}, {length_text(gone_s)} in all" if evidence.away else ""
    )


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _bursts(evidence: Evidence) -> str:
    about = f"{evidence.burst_saves} saves or more, at most {length_text(evidence.burst_gap_s)} apart"
    if not evidence.bursts:
        return f"none ({about})"
    most = max(evidence.bursts, key=lambda burst: burst.saves)
    return f"{len(evidence.bursts)}; the largest {most.saves} saves from {time_text(most.start_s)} on ({about})"


def _gaps(evidence: Evidence) -> str:
    about = f"{length_text(evidence.idle_s)} or more without a save or an act while the clock ran"
    if not evidence.gaps:
        return f"none ({about})"
    longest = max(evidence.gaps, key=lambda gap: gap.seconds)
    labels = f", {' and '.join(longest.labels)} in part of it" if longest.labels else ""
    return (
        f"{len(evidence.gaps)}; the longest {length_text(longest.seconds)} from {time_text(longest.start_s)} on"
        f"{labels} ({about})"
    )


def _insertion(evidence: Evidence) -> str:
    found = evidence.largest_insertion
    if found is None:
        return "no line was added in one piece"
    before = ", as it had been in an earlier save" if found.seen_before else ""
    return f"{_count(found.lines, 'line')} at {found.file}:{found.line}, {time_text(found.at.t_s)}{before}"


def _undone(evidence: Evidence) -> str:
    undone = evidence.undone
    parts = []
    if undone.restores:
        parts.append(f"{_count(len(undone.restores), 'file')} brought back from an earlier save")
    if undone.returns:
        parts.append(f"{_count(len(undone.returns), 'time')} the whole work was again as before")
    if undone.lines is not None:
        lines = undone.lines
        parts.append(f"{lines.taken_back} of {lines.added} added lines were gone or rewritten at the end")
    return "; ".join(parts) or "nothing"


def _red(evidence: Evidence) -> str:
    check = evidence.longest_red
    if check is None or check.longest_red is None:
        return ""
    red = check.longest_red
    until = f"until {time_text(red.end_s)}" if red.ended else "and not until the end"
    length = length_text(red.clock_s)
    return f"{check.check} did not hold for {length} of the clock, from {time_text(red.start_s)} {until}"
