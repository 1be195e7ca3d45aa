"""What checks said, found again by commit and by content."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from proctor.session import events as ev
from proctor.session.answers import Answers, answered, answers_in, answers_of, decided
from proctor.session.envelope import CHAIN_START, Envelope
from proctor.session.verdicts import UNDECIDED, Verdict


def ended(verdict: Verdict, commit: str = "c1", tree: str = "t1", check: str = "shape") -> ev.CheckEnded:
    return ev.CheckEnded(run="r", commit=commit, tree=tree, check=check, verdict=verdict)


def envelope(seq: int, event: ev.Event) -> Envelope:
    data = msgspec.Raw(msgspec.json.encode(event))
    return Envelope(
        v=1,
        seq=seq,
        at_utc="2026-01-01T10:00:00Z",
        boot_ns=seq,
        by="host",
        kind=event.kind,
        data=data,
        prev=CHAIN_START,
    )


@given(st.lists(st.sampled_from(Verdict), min_size=1))
def test_a_commit_has_the_last_verdict_and_a_content_the_last_that_decides(verdicts: list[Verdict]) -> None:
    answers = Answers()
    for verdict in verdicts:
        answers = answers.with_verdict(ended(verdict))
    assert answers.on_commit("c1")["shape"].verdict is verdicts[-1]
    deciding = [verdict for verdict in verdicts if verdict not in UNDECIDED]
    assert answers.on_tree("t1")["shape"].verdict is (deciding or verdicts)[-1]


SOME: st.SearchStrategy[ev.CheckEnded] = st.builds(
    ended, st.sampled_from(Verdict), st.sampled_from(["c1", "c2"]), st.sampled_from(["t1", "t2"]), st.sampled_from("ab")
)


@given(st.lists(SOME))
def test_many_verdicts_at_once_come_to_the_same_as_one_after_the_other(verdicts: list[ev.CheckEnded]) -> None:
    answers = Answers()
    for verdict in verdicts:
        answers = answers.with_verdict(verdict)
    assert answers_of(verdicts) == answers


def test_a_content_is_known_in_whichever_commit_it_was() -> None:
    answers = Answers().with_verdict(ended(Verdict.PASS, commit="c1"))
    assert decided(answers.on_tree("t1"), ["shape"])
    assert answers.on_commit("c2") == {}
    assert answers.on_tree("t2") == {}


def test_later_is_an_answer_and_decides_nothing_and_our_fault_is_none() -> None:
    put_off = Answers().with_verdict(ended(Verdict.DEFERRED)).on_commit("c1")
    broken = Answers().with_verdict(ended(Verdict.FAULT)).on_commit("c1")
    assert (answered(put_off, ["shape"]), decided(put_off, ["shape"])) == (True, False)
    assert (answered(broken, ["shape"]), decided(broken, ["shape"])) == (False, False)
    assert not answered(put_off, ["shape", "values"])
    assert decided({}, [])


def test_other_events_of_a_journal_are_passed_over() -> None:
    journal = [
        envelope(1, ev.SeedDrawn(run="r", seed=7)),
        envelope(2, ended(Verdict.FAIL)),
        envelope(3, ev.RunEnded(run="r", commit="c1")),
        envelope(4, ended(Verdict.PASS, check="values")),
    ]
    said = answers_in(journal).on_commit("c1")
    assert {check: str(one.verdict) for check, one in said.items()} == {"shape": "FAIL", "values": "PASS"}
