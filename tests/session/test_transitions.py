"""Who may do what when: the whole table, written down a second time by hand."""

from collections.abc import Callable
from typing import Final

import pytest

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.decide import decide, refusal
from proctor.session.events import Role
from proctor.session.phases import EndCause, Phase
from proctor.session.verbs import BY_NAME, VERBS, Value
from tests.session.sitting import Sitting, finished, in_feedback, in_revision, in_work, with_feedback


def _paused(sitting: Sitting) -> Sitting:
    sitting.act("pause", "interviewer", reason="technical")
    return sitting


SITTINGS: Final[dict[str, Callable[[], Sitting]]] = {
    "lobby": Sitting,
    "work": lambda: in_work().wait(10),
    "work, paused": lambda: _paused(in_work().wait(10)),
    "feedback awaited": in_feedback,
    "feedback given": with_feedback,
    "revision": lambda: in_revision().wait(10),
    "revision, paused": lambda: _paused(in_revision().wait(10)),
    "done": finished,
}

POSSIBLE: Final[dict[tuple[str, Role], str]] = {
    ("lobby", "candidate"): "begin history ask",
    ("lobby", "interviewer"): "begin end history answer hint controls note issue draft",
    ("work", "candidate"): "check submit restore history ask present",
    ("work", "interviewer"): "check pause extend credit end history answer hint focus reveal controls note issue draft",
    ("work, paused", "candidate"): "check submit restore history ask present",
    ("work, paused", "interviewer"): (
        "check resume extend credit end history answer hint focus reveal controls note issue draft"
    ),
    ("feedback awaited", "candidate"): "check respond history ask present",
    ("feedback awaited", "interviewer"): (
        "check feedback end finish history answer hint reveal controls note issue draft observe"
    ),
    ("feedback given", "candidate"): "check respond revise finish history ask present",
    ("feedback given", "interviewer"): "check end finish history answer hint reveal controls note issue draft observe",
    ("revision", "candidate"): "check respond finish restore history ask present",
    ("revision", "interviewer"): (
        "check pause extend credit end finish history answer hint focus reveal controls note issue draft observe"
    ),
    ("revision, paused", "candidate"): "check respond finish restore history ask present",
    ("revision, paused", "interviewer"): (
        "check resume extend credit end finish history answer hint focus reveal controls note issue draft observe"
    ),
    ("done", "candidate"): "respond history",
    ("done", "interviewer"): "history controls note issue draft observe",
}

ELSEWHERE: Final = {"check", "restore", "history", "reveal", "note", "issue", "draft", "observe"}
"""Acts that the rules only let pass; the host makes of them what the shared journal or the private one gets."""

ARGS: Final[dict[str, dict[str, Value]]] = {
    "pause": {"reason": "other"},
    "extend": {"time": 60.0},
    "credit": {"time": 1.0},
    "respond": {"text": "I chose clarity."},
    "feedback": {"strength": "clear names", "improvement": "test the mask"},
    "ask": {"text": "May I use einsum?"},
    "answer": {"text": "Yes."},
    "hint": {"text": "Look at the last row."},
    "present": {"place": "layer.py:12"},
    "focus": {"time": 60.0},
    "reveal": {"check": "values"},
    "controls": {"do": "release"},
}


@pytest.mark.parametrize(("state", "role"), POSSIBLE)
def test_each_role_can_do_in_each_state_what_the_table_says(state: str, role: Role) -> None:
    session = SITTINGS[state]().now()
    possible = {name for name in BY_NAME if not refusal(session, name, role, "Grace")}
    assert possible == set(POSSIBLE[state, role].split())


@pytest.mark.parametrize(("state", "role"), POSSIBLE)
def test_what_is_possible_is_accepted_by_the_fold(state: str, role: Role) -> None:
    for name in POSSIBLE[state, role].split():
        sitting = SITTINGS[state]()
        sitting.note(ev.ControlsTaken(name="Grace"), "interviewer")
        events = sitting.act(name, role, who="Grace" if role == "interviewer" else "Ada", **ARGS.get(name, {}))
        assert len(sitting.journal) == sitting.session.seq
        assert bool(events) is (name not in ELSEWHERE)


@pytest.mark.parametrize(("state", "role"), POSSIBLE)
def test_a_refused_act_says_why_and_changes_nothing(state: str, role: Role) -> None:
    sitting = SITTINGS[state]()
    before, journal = sitting.session, list(sitting.journal)
    for name in set(BY_NAME) - set(POSSIBLE[state, role].split()):
        with pytest.raises(IllegalMove, match=rf"cannot \w+.*: .+|{name} is for the (candidate|interviewer)"):
            sitting.act(name, role, **ARGS.get(name, {}))
    assert sitting.session == before
    assert sitting.journal == journal


@pytest.mark.parametrize("name", [verb.name for verb in VERBS if Phase.LOBBY not in verb.phases])
def test_an_act_out_of_its_phase_names_the_phase_and_where_it_is_possible(name: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        decide(Sitting().now(), name, BY_NAME[name].roles[0], dict(ARGS.get(name, {})))
    assert str(caught.value) == f"cannot {name}: the session is in LOBBY"
    assert caught.value.hint.startswith("possible in ")


FOLLOWS: Final[dict[str, set[Phase]]] = {
    "lobby": {Phase.WORK, Phase.DONE},
    "work": {Phase.FEEDBACK},
    "work, paused": {Phase.FEEDBACK},
    "feedback awaited": {Phase.DONE},
    "feedback given": {Phase.REVISION, Phase.DONE},
    "revision": {Phase.DONE},
    "revision, paused": {Phase.DONE},
    "done": set(),
}

MOVING: Final[tuple[ev.Event, ...]] = (
    ev.PhaseBegan(phase=Phase.WORK, limit_s=60.0),
    ev.PhaseBegan(phase=Phase.REVISION, limit_s=60.0),
    ev.PhaseBegan(phase=Phase.LOBBY, limit_s=60.0),
    ev.PhaseBegan(phase=Phase.FEEDBACK, limit_s=60.0),
    ev.PhaseBegan(phase=Phase.DONE, limit_s=60.0),
    *(ev.WorkSubmitted(cause=cause) for cause in EndCause),
    *(ev.SessionFinished(cause=cause) for cause in EndCause),
)


@pytest.mark.parametrize("state", FOLLOWS)
def test_no_event_by_anybody_makes_a_move_that_is_not_in_the_table(state: str) -> None:
    reached: set[Phase] = set()
    for event in MOVING:
        for by in ("candidate", "interviewer", "host"):
            sitting = SITTINGS[state]()
            before = sitting.session
            try:
                sitting.note(event, by)
            except IllegalMove:
                assert sitting.session == before
            else:
                reached.add(sitting.session.phase)
    assert reached == FOLLOWS[state]


@pytest.mark.parametrize("state", SITTINGS)
def test_screens_and_hosts_that_come_and_go_start_no_clock(state: str) -> None:
    sitting = SITTINGS[state]()
    clock, phase = sitting.session.clock, sitting.session.phase
    sitting.note(ev.ClientJoined(client="a", role="candidate")).note(ev.ClientJoined(client="b", role="interviewer"))
    sitting.note(ev.ClientLeft(client="a")).restart_host().note(ev.HostStopped())
    assert (sitting.session.clock, sitting.session.phase) == (clock, phase)


def test_an_unknown_act_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no act 'teleport'") as caught:
        decide(Sitting().now(), "teleport", "candidate", {})
    assert "submit" in caught.value.hint
