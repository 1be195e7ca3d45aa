"""The shared journal once more, with the state before and after each event: what spans and deviations are read from."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from proctor.review.report.session_parts import Span
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, fold, opened
from proctor.session.state import Session


class Step(NamedTuple):
    """One event, and what it changed."""

    before: Session
    envelope: Envelope
    event: ev.Event | None
    after: Session

    @property
    def t_s(self) -> float:
        """When it happened, on the timeline."""
        return self.after.t_s


def steps(public: Sequence[Envelope]) -> Iterator[Step]:
    """Every event after the first, which is the agreement."""
    before = opened(public[0])
    for envelope in public[1:]:
        after = fold(before, envelope)
        yield Step(before, envelope, decode(envelope), after)
        before = after


def spans(passed: Sequence[Step], holds: Callable[[Session], bool], words: Callable[[Step], str]) -> tuple[Span, ...]:
    """From when to when something held; `words` are said of the step that began it."""
    found: list[Span] = []
    begun: Step | None = None
    for step in passed:
        if begun is None and holds(step.after):
            begun = step
        elif begun is not None and not holds(step.after):
            found.append(Span(begun.t_s, step.t_s, words(begun)))
            begun = None
    if begun is not None:
        found.append(Span(begun.t_s, max(begun.t_s, passed[-1].t_s), words(begun)))
    return tuple(found)


def overlap_s(spans_of: Sequence[Span], start_s: float, end_s: float) -> float:
    """How many seconds of these spans lie between two moments."""
    return sum(max(0.0, min(span.end_s, end_s) - max(span.start_s, start_s)) for span in spans_of)
