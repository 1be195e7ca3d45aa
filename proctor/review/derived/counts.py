"""How much there was of everything: saves and runs by phase, and what the candidate was told on the way."""

from typing import Final

import msgspec

from proctor.review.derived.basis import Basis
from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.fold import decode
from proctor.session.phases import Phase


class PhaseCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Saves that count, runs of the visible checks, and how many of these a newer save cut short."""

    phase: Phase
    saves: int
    runs: int
    superseded: int


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What passed between candidate and interviewer in writing; hints and reveals help, and a reviewer sees each."""

    questions: int
    answers: int
    hints: int
    reveals: int
    basis: Basis
    """The hints and the reveals."""


def phase_counts(film: Film) -> tuple[PhaseCounts, ...]:
    """A row for every phase that began. A run counts where it began, and as superseded where it ended so."""
    phase = Phase.LOBBY
    rows = {phase: [0, 0, 0]}
    for frame in film.frames:
        rows.setdefault(frame.phase, [0, 0, 0])[0] += 1
    for envelope in film.recording.public:
        if envelope.kind not in _COUNTED:
            continue
        event = decode(envelope)
        if (entered := _entered(event)) is not None:
            phase = entered
        row = rows.setdefault(phase, [0, 0, 0])
        row[1] += isinstance(event, ev.RunStarted)
        row[2] += isinstance(event, ev.RunEnded) and event.superseded
    order = [known for known in Phase if known in rows and (known is not Phase.LOBBY or any(rows[known]))]
    return tuple(
        PhaseCounts(phase=known, saves=rows[known][0], runs=rows[known][1], superseded=rows[known][2])
        for known in order
    )


_COUNTED: Final = frozenset(
    event.kind for event in (ev.RunStarted, ev.RunEnded, ev.PhaseBegan, ev.WorkSubmitted, ev.SessionFinished)
)


def _entered(event: ev.Event | None) -> Phase | None:
    """The phase that an event begins."""
    if isinstance(event, ev.PhaseBegan):
        return event.phase
    if isinstance(event, ev.WorkSubmitted):
        return Phase.FEEDBACK
    return Phase.DONE if isinstance(event, ev.SessionFinished) else None


def told(film: Film) -> Told:
    """What was asked, answered, hinted at and revealed."""
    kinds = (ev.QuestionAsked.kind, ev.QuestionAnswered.kind, ev.HintGiven.kind, ev.CheckRevealed.kind)
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    for envelope in film.recording.public:
        if envelope.kind in found:
            found[envelope.kind].append(envelope.seq)
    questions, answers, hints, reveals = (found[kind] for kind in kinds)
    return Told(
        questions=len(questions),
        answers=len(answers),
        hints=len(hints),
        reveals=len(reveals),
        basis=Basis(seqs=tuple(sorted([*hints, *reveals]))),
    )
