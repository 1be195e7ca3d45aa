"""Any evaluation at all: a machine that does anything in any order, beside a plain account of its time."""

from typing import Final

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from proctor.errors import ProctorError
from proctor.session import events as ev
from proctor.session.agenda import agenda, next_step
from proctor.session.brief import brief
from proctor.session.decide import decide
from proctor.session.envelope import Envelope
from proctor.session.focus import LONGEST_S
from proctor.session.fold import replay
from proctor.session.material import PrivateMaterial
from proctor.session.observations import Noted, Observations
from proctor.session.phases import MOVES, EndCause, PauseReason, Phase
from proctor.session.rules import SLACK_S
from proctor.session.terms import Accommodation, Terms
from proctor.session.verbs import BY_NAME, Value
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, agreed

ROUNDING_S: Final = 1e-6
STANDINGS: Final = ("done", "now", "next")

actors = st.sampled_from(["candidate", "interviewer", "host"])
people = st.sampled_from(["candidate", "interviewer"])
seconds = st.one_of(st.sampled_from([0.0, 0.04, 1.0, 60.0]), st.floats(-10, 4000, allow_nan=False))
words = st.sampled_from(["", "a", "ünï\n"])
trees = st.sampled_from(["t1", "t2"])
names = st.sampled_from(["", "Grace", "Edsger"])
runs = st.sampled_from(["r1", "r2"])
ids = st.sampled_from(["shape", "values", "speed", "unheard of"])


@st.composite
def agreements(draw: st.DrawFn) -> Terms:
    """Short phases, so that they end within a few steps; every kind of agreement."""
    return agreed(
        work_min=draw(st.sampled_from([1.0, 20.0, 60.0])),
        revision_min=draw(st.sampled_from([0.5, 5.0])),
        practice=draw(st.booleans()),
        interviewer_opens=draw(st.booleans()),
        accommodation=Accommodation(
            extra_time_percent=draw(st.sampled_from([0.0, 33.3])), breaks_s=draw(st.sampled_from([0.0, 90.0]))
        ),
        focus_s=draw(st.sampled_from([0.0, 90.0, 7200.0])),
        screen=draw(st.sampled_from(["live", "recorded", "off"])),
    )


def facts() -> st.SearchStrategy[ev.Event]:
    """Every kind of event that a journal may hold, possible or not."""
    built = st.builds
    return st.one_of(
        built(ev.BeginAllowed),
        built(ev.PhaseBegan, phase=st.sampled_from(Phase), limit_s=st.sampled_from([0.0, 30.0, 600.0])),
        built(ev.ClockPaused, reason=st.sampled_from(PauseReason), note=words),
        built(ev.ClockResumed),
        built(ev.ClockExtended, seconds=seconds, reason=words),
        built(ev.ClockCredited, seconds=seconds, cause=st.sampled_from(["downtime", "connection"])),
        built(ev.ReminderGiven, mark_s=seconds),
        built(ev.WorkSubmitted, cause=st.sampled_from(EndCause)),
        built(ev.WalkthroughWritten, text=words),
        built(
            ev.FeedbackDelivered, strength=words, improvement=words, source=st.sampled_from(["interviewer", "guide"])
        ),
        built(ev.FeedbackAnswered, text=words),
        built(ev.SessionFinished, cause=st.sampled_from(EndCause)),
        built(ev.HostStarted, boot_id=st.just("boot-1"), pid=st.just(1), version=words, downtime_s=seconds),
        built(ev.ClientJoined, client=runs, role=people),
        built(ev.ClientLeft, client=runs),
        built(ev.SnapshotTaken, commit=trees, tree=trees, late=st.booleans()),
        built(ev.RunStarted, run=runs, commit=trees, tree=trees, checks=st.tuples(ids)),
        built(ev.CheckEnded, run=runs, commit=trees, tree=trees, check=ids, verdict=st.sampled_from(Verdict)),
        built(ev.RunEnded, run=runs, commit=trees),
        watching(),
    )


def watching() -> st.SearchStrategy[ev.Event]:
    """What a journal says of being watched: who is there, what is in sight, what is said, who steers."""
    built = st.builds
    return st.one_of(
        built(ev.TerminalAttached, columns=st.just(80), lines=st.just(24)),
        built(ev.TerminalDetached),
        built(ev.WindowShown, window=st.sampled_from(["Work", "Editor"])),
        built(ev.ViewChanged, focused=words, scroll=st.dictionaries(ids, st.integers(0, 9), max_size=1)),
        built(ev.ControlsTaken, name=names, giver=names),
        built(ev.ControlsReleased, name=names),
        built(ev.WorkPresented, file=st.sampled_from(["layer.py", "../x", ""]), line=st.integers(0, 9)),
        built(ev.QuestionAsked, number=st.integers(1, 3), text=words),
        built(ev.QuestionAnswered, number=st.integers(0, 3), text=words),
        built(ev.HintGiven, text=words),
        built(ev.CheckRevealed, check=ids, promise=words, verdict=st.sampled_from(Verdict)),
        built(ev.FocusBegan, seconds=seconds),
        built(ev.FocusEnded),
    )


def seen_privately() -> st.SearchStrategy[Observations]:
    """What an interviewer may have written down by then."""
    at = st.builds(ev.Anchor, t_s=st.sampled_from([0.0, 60.0, 1e6]))
    notes = st.builds(Noted, st.builds(ev.NoteAdded, text=words, at=at), names, words)
    receptions = st.builds(Noted, st.builds(ev.ReceptionObserved, how=st.just("ignored"), at=at), names, words)
    drafts = st.builds(ev.FeedbackDrafted, strength=words, improvement=words)
    several = {"max_size": 2}
    return st.builds(
        Observations,
        notes=st.lists(notes, **several).map(tuple),
        receptions=st.lists(receptions, **several).map(tuple),
        draft=drafts,
    )


ARGS: Final[dict[str, st.SearchStrategy[dict[str, Value]]]] = {
    "pause": st.fixed_dictionaries({"reason": st.sampled_from([reason.value for reason in PauseReason])}),
    "extend": st.fixed_dictionaries({"time": seconds}),
    "credit": st.fixed_dictionaries({"time": seconds}),
    "respond": st.fixed_dictionaries({"text": words}),
    "feedback": st.fixed_dictionaries({"strength": words, "improvement": words, "self": st.booleans()}),
    "ask": st.fixed_dictionaries({"text": words}),
    "answer": st.fixed_dictionaries({"text": words, "to": st.sampled_from(["", "1", "2"])}),
    "hint": st.fixed_dictionaries({"text": words}),
    "focus": st.fixed_dictionaries({"time": seconds, "end": st.booleans()}),
    "present": st.fixed_dictionaries({"place": st.sampled_from(["layer.py", "layer.py:3"])}),
    "controls": st.fixed_dictionaries({"do": st.sampled_from(["take", "give", "release"]), "to": names}),
}


def through_json(journal: list[Envelope]) -> list[Envelope]:
    """The journal after a trip to disk and back."""
    return [msgspec.json.decode(msgspec.json.encode(envelope), type=Envelope) for envelope in journal]


class Evaluation(RuleBasedStateMachine):
    """Does anything, and keeps its own account: limit, gifts of time, seconds that passed while the clock ran."""

    @initialize(terms=agreements())
    def create(self, terms: Terms) -> None:
        """The session is created."""
        self.sitting = Sitting(terms)
        self.granted_s = 0.0
        self.ran_s = 0.0

    def note(self, event: ev.Event, by: str, who: str = "") -> None:
        """Append an event if the rules let it pass; account for what it gives or starts."""
        sitting = self.sitting
        before, t_s = sitting.session, sitting.session.t_s
        remaining_s = sitting.remaining_s
        try:
            sitting.note_raw(event.kind, msgspec.json.encode(event), by, who)
        except ProctorError:
            assert sitting.session == before
            return
        assert sitting.session.t_s >= t_s
        if sitting.session.phase is not before.phase:
            assert sitting.session.phase in MOVES[before.phase]
            self.granted_s = event.limit_s if isinstance(event, ev.PhaseBegan) else 0.0
            self.ran_s = 0.0
        elif isinstance(event, ev.ClockExtended | ev.ClockCredited):
            self.granted_s += event.seconds
        elif remaining_s is not None:
            assert sitting.remaining_s == remaining_s or abs((sitting.remaining_s or 0.0) - remaining_s) < ROUNDING_S

    @rule(passed_s=st.sampled_from([0.001, 0.96, 15.0, 29.97, 61.0, 300.0, 1800.0]))
    def wait(self, passed_s: float) -> None:
        """Time passes; it counts only while the clock runs."""
        clock = self.sitting.session.clock
        before_s = self.sitting.remaining_s
        self.sitting.wait(passed_s)
        if clock is not None and clock.running:
            self.ran_s += passed_s
        else:
            assert self.sitting.remaining_s == before_s

    @rule(data=st.data(), name=st.sampled_from(sorted(BY_NAME)), by=people, who=names)
    def act(self, data: st.DataObject, name: str, by: str, who: str) -> None:
        """Somebody tries something; what is decided, the fold accepts."""
        args = data.draw(ARGS.get(name, st.just({})))
        holder = self.sitting.session.controls
        try:
            events = decide(self.sitting.now(), name, by, args, who)  # type: ignore[arg-type]
        except ProctorError:
            return
        if by == "interviewer" and BY_NAME[name].steers and holder:
            assert who == holder, f"{who!r} steered although {holder!r} holds the controls"
        for event in events:
            length = len(self.sitting.journal)
            self.note(event, by, who)
            assert len(self.sitting.journal) == length + 1, f"{event} was decided and then refused"

    @rule(event=facts(), by=actors)
    def happen(self, event: ev.Event, by: str) -> None:
        """A journal might say anything."""
        self.note(event, by)

    @rule(wall_moves_s=st.sampled_from([-3600.0, 0.0, 45.0]))
    def reboot(self, wall_moves_s: float) -> None:
        """The machine starts anew; what the wall clock says was lost counts, unless it says less than nothing."""
        clock, t_s = self.sitting.session.clock, self.sitting.session.time_at_s(self.sitting.boot_ns)
        before_s = self.sitting.session.t_s
        self.sitting.reboot(wall_moves_s=wall_moves_s)
        assert self.sitting.session.t_s >= before_s
        if clock is not None and clock.running:
            self.ran_s += self.sitting.session.t_s - t_s

    @rule()
    def look(self) -> None:
        """The host's timer: everything that is due is accepted, and it ends."""
        before = self.sitting.session.phase
        self.sitting.fall_due()
        if self.sitting.session.phase is not before:
            self.granted_s = self.ran_s = 0.0

    @invariant()
    def time_is_what_the_account_says(self) -> None:
        """Remaining time is what was given less what ran, and never more than was given or less than nothing."""
        remaining_s = self.sitting.remaining_s
        assert (remaining_s is not None) is self.sitting.session.timed
        if remaining_s is not None:
            assert abs(remaining_s - max(0.0, self.granted_s - self.ran_s)) < ROUNDING_S
            clock = self.sitting.session.clock
            assert clock is not None
            assert 0.0 <= remaining_s <= clock.limit_s
            assert clock.running is not self.sitting.session.paused

    @invariant()
    def nobody_works_unseen_for_longer_than_agreed(self) -> None:
        """Focus time runs only while a clock does, and a candidate's own never beyond what was agreed."""
        session, t_s = self.sitting.session, self.sitting.session.time_at_s(self.sitting.boot_ns)
        running = session.focus.now
        if running is not None:
            assert session.timed
            assert running.until_s - running.since_s <= LONGEST_S
        assert session.focus.used_at_s(t_s) <= session.terms.focus_s + ROUNDING_S + SLACK_S * session.seq
        assert 0.0 <= session.focus_left_s(t_s) <= session.terms.focus_s

    @invariant()
    def no_more_was_lost_than_the_clock_counted(self) -> None:
        """A lost connection cannot be given more back than the phase took, if nothing else gives time back."""
        assert self.sitting.session.sight.outage_s <= self.ran_s + ROUNDING_S

    @rule(seen=seen_privately())
    def look_at_the_agenda(self, seen: Observations) -> None:
        """There is always a next step, and every part of the session has its place in time."""
        session, t_s = self.sitting.session, self.sitting.session.time_at_s(self.sitting.boot_ns)
        step = next_step(session, seen, t_s)
        assert step.text.strip()
        assert not step.verb or step.verb in BY_NAME
        assert not step.verb or "interviewer" in BY_NAME[step.verb].roles
        items = agenda(session, t_s)
        assert [item.standing for item in items].count("now") <= 1
        assert [item.standing for item in items] == sorted((item.standing for item in items), key=STANDINGS.index)
        assert all(item.length_s >= 0.0 and item.title and item.what for item in items)
        sections = brief(session, PrivateMaterial(), t_s, when=str)
        assert all(line.strip() for section in sections for line in section.lines)

    def teardown(self) -> None:
        """The journal, read back from disk, is the session."""
        assert replay(through_json(self.sitting.journal)) == self.sitting.session


TestEvaluation = Evaluation.TestCase
TestEvaluation.settings = settings(max_examples=120, stateful_step_count=40, deadline=None, database=None)


@given(agreements(), st.lists(st.tuples(facts(), actors, st.floats(0, 100)), max_size=30))
def test_any_sequence_of_events_is_refused_or_replays_to_the_same_state(
    terms: Terms, sequence: list[tuple[ev.Event, ev.Actor, float]]
) -> None:
    sitting = Sitting(terms)
    refused = 0
    for event, by, passed_s in sequence:
        try:
            sitting.wait(passed_s).note(event, by)
        except ProctorError:
            refused += 1
    assert len(sitting.journal) == 1 + len(sequence) - refused
    assert replay(through_json(sitting.journal)) == sitting.session


@given(agreements(), st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), max_size=8))
def test_however_often_it_is_paused_only_running_time_counts(terms: Terms, spells: list[tuple[float, float]]) -> None:
    sitting = Sitting(terms)
    sitting.act("begin", "interviewer")
    sitting.act("begin", "candidate")
    limit_s = terms.work_limit_s
    assume(sum(ran_s for ran_s, _ in spells) < limit_s - 1)
    for ran_s, paused_s in spells:
        sitting.wait(ran_s).act("pause", "interviewer")
        sitting.wait(paused_s).act("resume", "interviewer")
    remaining_s = sitting.remaining_s
    assert remaining_s is not None
    assert abs(remaining_s - (limit_s - sum(ran_s for ran_s, _ in spells))) < ROUNDING_S


@given(agreements(), st.lists(st.one_of(st.floats(0, 300), people), max_size=10))
def test_from_any_pause_and_wait_the_timer_alone_brings_the_phase_to_its_end(
    terms: Terms, steps: list[float | ev.Role]
) -> None:
    sitting = Sitting(terms)
    sitting.act("begin", "interviewer")
    sitting.act("begin", "candidate")
    for step in steps:
        if isinstance(step, float):
            sitting.wait(step).fall_due()
        else:
            verb = "resume" if sitting.session.paused else "pause"
            try:
                sitting.act(verb, step, **({"reason": "break"} if verb == "pause" else {}))
            except ProctorError:
                continue
    list(sitting.moments())
    by_hand = sitting.session.paused and (terms.practice or sitting.session.pause.by != "candidate")  # type: ignore[union-attr]
    assert by_hand or sitting.session.phase is Phase.FEEDBACK
