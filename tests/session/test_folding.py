"""Verdicts folded together are verdicts folded one after the other."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import RecordError
from proctor.session import events as ev
from proctor.session.fold import decode, fold, opened
from proctor.session.folding import Folding
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, in_work

TREES = st.sampled_from(["t1", "t2"])
RUNS = st.sampled_from(["r1", "r2"])
VERDICTS = st.builds(
    ev.CheckEnded,
    run=RUNS,
    commit=TREES,
    tree=TREES,
    check=st.sampled_from(["shape", "values", "unheard of"]),
    verdict=st.sampled_from(Verdict),
    later=st.booleans(),
)
OTHERS = st.one_of(
    st.builds(ev.SnapshotTaken, commit=TREES, tree=TREES),
    st.builds(ev.RunStarted, run=RUNS, commit=TREES, tree=TREES, checks=st.just(("shape", "values"))),
    st.builds(ev.RunEnded, run=RUNS, commit=TREES),
)
WAITS_S = st.sampled_from([0.0, 0.3, -2.0, 700.0])


def sat(events: list[tuple[ev.Event, float]]) -> Sitting:
    sitting = in_work()
    for event, wait_s in events:
        sitting.wait(wait_s).note_raw(event.kind, msgspec.json.encode(event), "host")
    return sitting


@given(st.lists(st.tuples(st.one_of(VERDICTS, VERDICTS, OTHERS), WAITS_S), max_size=25), st.randoms())
def test_the_state_is_the_same_whenever_it_is_asked_for(events: list[tuple[ev.Event, float]], asks: Random) -> None:
    first, *rest = sat(events).journal
    session = opened(first)
    folding = Folding(session)
    for envelope in rest:
        session = fold(session, envelope)
        folding.add(envelope, decode(envelope))
        assert (folding.t_s, folding.boot_ns) == (session.t_s, session.boot_ns)
        if asks.random() < 0.2:
            assert folding.session == session
    assert folding.session == session


def test_a_verdict_of_nobody_known_is_refused() -> None:
    sitting = in_work()
    folding = Folding(sitting.session)
    event = ev.CheckEnded(run="r", commit="c", tree="t", check="shape", verdict=Verdict.PASS)
    envelope = msgspec.structs.replace(sitting.journal[-1], kind=event.kind, by="somebody")
    with pytest.raises(RecordError, match="no known actor"):
        folding.add(envelope, event)
    assert folding.session == sitting.session
