"""The fairness log: every accommodation, and everything that did not go by the script. Whoever compares reads it first.

A line says what happened and judges nobody; what only interviewers may see is marked so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from proctor.review.film import Film
from proctor.review.report.fairness_ends import at_the_ends, flags
from proctor.review.report.passage import Step
from proctor.review.report.session_parts import Course, Deviation, Sort, Span
from proctor.session import events as ev
from proctor.session.durations import length_text
from proctor.session.phases import EndCause
from proctor.session.terms import Terms

SEALED: Final = 3
"""Isolation below this is written down."""
SHORT_S: Final = 1.0
"""An outage that is shorter is none."""


def fairness(film: Film, passed: Sequence[Step], course: Course) -> tuple[Deviation, ...]:
    """What was agreed, what happened in the order of time, then what is missing."""
    happened = [
        *_spans(course),
        *(line for step in passed for line in _step(step)),
        *flags(film),
        *at_the_ends(film),
    ]
    happened.sort(key=lambda line: float("inf") if line.t_s is None else line.t_s)
    return (*_agreed(film.terms), *happened)


def _agreed(terms: Terms) -> Iterator[Deviation]:
    def line(words: str) -> Deviation:
        return Deviation(sort=Sort.AGREED, words=words)

    extra = terms.accommodation
    if extra.extra_time_percent:
        yield line(f"{extra.extra_time_percent:g} % extra time in both phases")
    if extra.breaks_s:
        yield line(f"Breaks of {length_text(extra.breaks_s)} in all that stop the clock")
    if terms.focus_s:
        yield line(f"Focus time of {length_text(terms.focus_s)} in all, in which nobody watches")
    if terms.downtime == "count":
        yield line("An outage of the host costs the candidate its time")
    if terms.practice:
        yield line("A session for practice: the candidate may pause and extend")
    if terms.hidden_elsewhere and terms.hidden_checks:
        yield line("Hidden checks are not judged on the machine of the session")


def _spans(course: Course) -> Iterator[Deviation]:
    def lines(sort: Sort, said: str, found: Iterable[Span]) -> Iterator[Deviation]:
        for span in found:
            words = f"{said} for {length_text(span.end_s - span.start_s)}{f' ({span.words})' if span.words else ''}"
            yield Deviation(sort=sort, words=words, t_s=span.start_s)

    yield from lines(Sort.CLOCK, "The clock stood", course.pauses)
    yield from lines(Sort.FOCUS, "Nobody watched", course.focus)
    yield from lines(
        Sort.OUTAGE,
        "The candidate's terminal was gone",
        (span for span in course.away if span.end_s - span.start_s >= SHORT_S),
    )


def _step(step: Step) -> Iterator[Deviation]:
    words = _WORDS.get(type(step.event))
    said = words(step.event, step) if words else None
    if said is not None:
        yield Deviation(sort=said[0], words=said[1], t_s=step.t_s)


Line = tuple[Sort, str] | None


def _doer(step: Step) -> str:
    return step.envelope.who or {"candidate": "the candidate", "interviewer": "the interviewer"}.get(
        step.envelope.by, "the program"
    )


def _remark(text: str) -> str:
    return f": {text}" if text.strip() else ""


def _host_started(event: ev.HostStarted, step: Step) -> Line:
    if event.downtime_s < SHORT_S:
        return None
    costs = "not given back, as agreed" if step.after.terms.downtime == "count" else "given back where a clock ran"
    return Sort.OUTAGE, f"No host ran the session for {length_text(event.downtime_s)}; the time is {costs}"


def _credited(event: ev.ClockCredited, step: Step) -> Line:
    cause = "a lost connection" if event.cause == "connection" else "an outage of the host"
    return Sort.CLOCK, f"{length_text(event.seconds)} given back by {_doer(step)} for {cause}{_remark(event.note)}"


def _submitted(event: ev.WorkSubmitted, step: Step) -> Line:
    return (Sort.PHASE, f"The work was ended by {_doer(step)}") if event.cause is EndCause.ENDED else None


def _finished(event: ev.SessionFinished, step: Step) -> Line:
    if event.cause not in {EndCause.ENDED, EndCause.CANCELLED}:
        return None
    return Sort.PHASE, f"The session was {event.cause} by {_doer(step)}"


def _isolated(what: str, event: ev.IsolationShown | ev.ShellShown) -> Line:
    if event.level >= SEALED:
        return None
    return Sort.MACHINE, f"{what} was kept apart at level {event.level} of {SEALED}{_remark(event.note)}"


def _late(event: ev.LateEditsKept, _step: Step) -> Line:
    if not event.paths:
        return None
    return Sort.WORK, f"Edits after the work was handed in were set aside: {', '.join(event.paths)}"


_WORDS: Final[dict[type[ev.Event] | type[None], Callable[[Any, Step], Line]]] = {
    ev.HostStarted: _host_started,
    ev.ClockExtended: lambda event, step: (
        Sort.CLOCK,
        f"{length_text(event.seconds)} more given by {_doer(step)}{_remark(event.reason)}",
    ),
    ev.ClockCredited: _credited,
    ev.HintGiven: lambda event, step: (Sort.HELP, f"A hint by {_doer(step)}: {event.text}"),
    ev.CheckRevealed: lambda event, step: (Sort.HELP, f"The hidden check {event.check} was shown by {_doer(step)}"),
    ev.WorkSubmitted: _submitted,
    ev.SessionFinished: _finished,
    ev.LateEditsKept: _late,
    ev.WatchLost: lambda event, _: (Sort.MACHINE, f"Saves were found with seconds of delay{_remark(event.why)}"),
    ev.IsolationShown: lambda event, _: _isolated("The code", event),
    ev.ShellShown: lambda event, _: _isolated("The editor and shell", event),
    ev.RunEnded: lambda event, _: (
        (Sort.CHECKS, f"The checks could not be run{_remark(event.fault)}") if event.fault else None
    ),
}
