"""Sessions of one exercise side by side, as facts with nothing added up: nobody is ranked and nothing is a total.

Sessions stand in an order that says nothing: that of the hashes of their ids. Unless names are asked for, they are
called A, B, C in that order, and ids and candidates are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from proctor.record.reel import Reel
from proctor.review.before_after import BeforeAfter, before_after
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.cards.agreement import Agreement, Alpha, agreement, alpha_across
from proctor.review.cards.card import Card
from proctor.review.cards.shelf import Shelf, visible_cards
from proctor.review.cards.shuffle import letters
from proctor.review.deltas import CheckDelta, MetricDelta
from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.phases import TIMED, Phase
from proctor.session.terms import Terms
from proctor.session.verdicts import Verdict


class Clock(msgspec.Struct, frozen=True):
    """Seconds used of a phase, and how many were given in all, extra time and extensions included."""

    used_s: float
    given_s: float


class Score(msgspec.Struct, frozen=True):
    """What one reviewer gave for a criterion; None for "no evidence"."""

    who: str
    score: int | None


class Cards(msgspec.Struct, frozen=True, kw_only=True):
    """The score cards that the person who compares may see; `withheld` are submitted, and not for them yet."""

    criteria: dict[str, tuple[Score, ...]] = {}
    overall: tuple[Score, ...] = ()
    withheld: int = 0
    agreement: Agreement | None = None


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One session in the comparison. Times are seconds of the clock of the main phase, where nothing else is said.

    `session` and `candidate` are empty unless names were asked for. `all_held_s` is when all required visible checks
    held together for the first time; `first_change_s` how long after the feedback the first change was saved.
    """

    label: str
    session: str
    candidate: str
    level: str
    exercise_digest: str
    day: str
    work: Clock | None
    revision: Clock | None
    first_save_s: float | None
    first_green_s: dict[str, float]
    all_held_s: float | None
    saves: int
    runs: int
    questions: int
    hints: int
    reveals: int
    feedback: bool
    first_change_s: float | None
    files: tuple[str, ...]
    added: int
    deleted: int
    checks: tuple[CheckDelta, ...]
    metrics: tuple[MetricDelta, ...]
    cards: Cards


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `differences` say in words what was not the same for all; `alpha` is over all sessions' cards."""

    exercise: str
    title: str
    named: bool
    criteria: tuple[str, ...]
    differences: tuple[str, ...]
    sides: tuple[Side, ...]
    alpha: Alpha


class Seen(NamedTuple):
    """A session that takes part: its terms, the facts, and the cards that may be seen. `private`: both journals."""

    terms: Terms
    side: Side
    cards: tuple[Card, ...]
    private: bool


def seen(film: Film, reel: Reel, who: str) -> Seen:
    """What is compared of one session, for the person of that name; unlabelled. Raises: RecordError."""
    found = before_after(film, reel)
    shown = visible_cards(Shelf.of(film.recording), who)
    cards = Cards(
        criteria=_scores(shown.cards),
        overall=tuple(Score(card.who, card.overall_score) for card in shown.cards if card.overall_score is not None),
        withheld=shown.withheld,
        agreement=agreement(shown.cards, (one.name for one in film.terms.criteria)) if shown.cards else None,
    )
    return Seen(film.terms, _side(film, found, cards), shown.cards, bool(film.recording.private))


def compared(found: Iterable[Seen], *, named: bool) -> Comparison:
    """The comparison of sessions; at least one."""
    sides = sorted(found, key=lambda one: sha256(one.terms.session.encode()).digest())
    terms = sides[0].terms
    return Comparison(
        exercise=terms.exercise,
        title=terms.title,
        named=named,
        criteria=tuple(dict.fromkeys(one.name for side in sides for one in side.terms.criteria)),
        differences=tuple(_differences(sides)),
        sides=tuple(_labelled(side, letters(number), named=named) for number, side in enumerate(sides)),
        alpha=alpha_across(side.cards for side in sides),
    )


def _labelled(seen: Seen, label: str, *, named: bool) -> Side:
    """The session under its letter; without names, what a check or a path quotes of the candidate is hidden too."""
    terms, side = seen.terms, seen.side
    if named:
        return msgspec.structs.replace(side, label=label, session=terms.session, candidate=terms.candidate)
    veil = Veil(terms.candidate, label) if terms.candidate.strip() else NO_VEIL
    return msgspec.structs.replace(
        side,
        label=label,
        day="",
        files=tuple(veil.text(path) for path in side.files),
        checks=tuple(msgspec.structs.replace(one, message=veil.text(one.message)) for one in side.checks),
    )


def _side(film: Film, found: BeforeAfter, cards: Cards) -> Side:
    terms, ended = film.terms, film.ended
    return Side(
        label="",
        session="",
        candidate="",
        level=terms.level,
        exercise_digest=terms.exercise_digest,
        day=film.recording.public[0].at_utc[:10],
        work=_clock(film, Phase.WORK),
        revision=_clock(film, Phase.REVISION),
        first_save_s=next((frame.used_s for frame in film.frames[1:] if frame.phase is Phase.WORK), None),
        first_green_s=dict(_first_green(film)),
        all_held_s=_all_held_s(film),
        saves=len(film.frames),
        runs=sum(envelope.kind == ev.RunStarted.kind for envelope in film.recording.public),
        questions=ended.talk.questions,
        hints=sum(envelope.kind == ev.HintGiven.kind for envelope in film.recording.public),
        reveals=len(ended.talk.revealed),
        feedback=found.feedback is not None,
        first_change_s=found.first_change.after_s if found.first_change else None,
        files=tuple(file.path for file in found.files),
        added=found.added,
        deleted=found.deleted,
        checks=found.checks,
        metrics=found.metrics,
        cards=cards,
    )


def _clock(film: Film, phase: Phase) -> Clock | None:
    """The clock of a timed phase as it stood when the phase ended."""
    began_s = film.ended.entered_s.get(phase)
    if began_s is None or phase not in TIMED:
        return None
    end_s = min((t_s for t_s in film.ended.entered_s.values() if t_s > began_s), default=film.end_s)
    last = next((number for number in range(len(film.times_s) - 1, -1, -1) if film.times_s[number] < end_s), 0)
    clock = film.state_at(max(began_s, film.times_s[last])).clock
    return None if clock is None else Clock(clock.used_at_s(end_s), clock.limit_s)


def _first_green(film: Film) -> Iterator[tuple[str, float]]:
    """By check, on the clock of the phase in which it held first: of the main phase only."""
    for track in film.tracks.values():
        first = track.first_pass()
        frame = film.frame_of(first.ended.commit) if first and track.visibility == "visible" else None
        if frame is not None and frame.phase is Phase.WORK:
            yield track.check, frame.used_s


def _all_held_s(film: Film) -> float | None:
    required = [check.id for check in film.terms.checks if not check.advisory]
    for frame in film.frames:
        said = film.verdicts_on(frame.tree, "visible")
        if required and all(check in said and said[check].verdict is Verdict.PASS for check in required):
            return frame.used_s if frame.phase is Phase.WORK else None
    return None


def _scores(cards: Sequence[Card]) -> dict[str, tuple[Score, ...]]:
    names = dict.fromkeys(name for card in cards for name in card.ratings)
    return {
        name: tuple(Score(card.who, card.ratings[name].score) for card in cards if name in card.ratings)
        for name in names
    }


def _differences(sides: Sequence[Seen]) -> Iterator[str]:
    """What makes sessions hard to compare, said without telling whose is which."""
    terms = [side.terms for side in sides]
    if len({one.exercise_digest for one in terms}) > 1:
        yield "not all used the same version of the exercise"
    if len({one.level for one in terms}) > 1:
        yield f"levels differ: {', '.join(sorted({one.level for one in terms}))}"
    if len({(one.work_limit_s, one.revision_limit_s) for one in terms}) > 1:
        yield "the time given differs; each column says how much it was"
    if len({tuple(check.id for check in one.checks) for one in terms}) > 1:
        yield "not all had the same checks; a check that a session did not have has a dash"
    if any(side.side.hints or side.side.reveals for side in sides):
        yield "some were given hints or shown hidden checks"
    if len({side.private for side in sides}) > 1:
        yield "the interviewers' journal is not here for all; hidden checks are missing where it is not"
