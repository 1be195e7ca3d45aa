"""The shared journal once more, with the state before and after each event: what spans and deviations are read from."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from proctor.review.film import Film
from proctor.review.report.session_parts import Span
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.fold import decode, fold, opened
from proctor.session.state import Session

_SKIPPED: Final = frozenset({ev.RunStarted.kind, ev.CheckEnded.kind})
"""They are most of a journal, and change neither clock nor phase nor who could watch."""


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


def steps(film: Film) -> Iterator[Step]:
    """Every event after the first, which is the agreement, but runs and verdicts: these are read from the tracks."""
    public = film.recording.public
    before = opened(public[0])
    for envelope, t_s in zip(public[1:], film.times_s[1:], strict=True):
        if envelope.kind in _SKIPPED:
            boot_ns = max(before.boot_ns, envelope.boot_ns)
            before = replace(before, seq=envelope.seq, boot_ns=boot_ns, at_utc=envelope.at_utc, t_s=t_s)
            continue
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
