"""How much there was of everything: saves and runs by phase, and what the candidate was told on the way."""

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
    """A row for every phase that began. What a phase's last save set going counts for the phase it ended in."""
    began = {Phase.LOBBY: 0.0, **film.ended.entered_s}
    rows = {phase: [0, 0, 0] for phase in began}
    for frame in film.frames:
        rows[frame.phase][0] += 1
    order = sorted(began.items(), key=lambda item: item[1])
    for t_s, envelope in zip(film.times_s, film.recording.public, strict=True):
        if envelope.kind in {ev.RunStarted.kind, ev.RunEnded.kind}:
            event = decode(envelope)
            phase = next(phase for phase, since_s in reversed(order) if since_s <= t_s)
            rows[phase][1] += isinstance(event, ev.RunStarted)
            rows[phase][2] += isinstance(event, ev.RunEnded) and event.superseded
    return tuple(
        PhaseCounts(phase=phase, saves=saves, runs=runs, superseded=superseded)
        for phase, (saves, runs, superseded) in rows.items()
        if phase is not Phase.LOBBY or saves
    )


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
