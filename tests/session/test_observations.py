"""What interviewers keep to themselves: the fold of the private journal, and what may be written into it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.envelope import CHAIN_START, Envelope
from proctor.session.observations import Observations, decide_private, observed
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, finished, in_feedback, in_work, with_feedback

ISSUES = ("eps-outside-root", "graph-cut")
AT = ev.Anchor(t_s=3.0, commit="c1", where="editor")


def private(*events: ev.Event, who: str = "Grace") -> list[Envelope]:
    """A private journal of these events."""
    return [
        Envelope(
            v=1,
            seq=number,
            at_utc=f"2026-03-01T12:00:{number:02d}+00:00",
            boot_ns=number,
            by="interviewer",
            kind=event.kind,
            data=msgspec.Raw(msgspec.json.encode(event)),
            prev=CHAIN_START,
            after=1,
            who=who,
        )
        for number, event in enumerate(events, 1)
    ]


def decided(sitting: Sitting, name: str, **args: Any) -> ev.Event:
    (event,) = decide_private(sitting.now(), name, args, issues=ISSUES)
    return event


def test_notes_are_kept_in_order_with_who_and_when() -> None:
    notes = [ev.NoteAdded(text=text, at=AT, tag=tag) for text, tag in (("calm", ""), ("tests first", "strength"))]
    seen = observed(private(*notes))
    assert [noted.event for noted in seen.notes] == notes
    assert {noted.who for noted in seen.notes} == {"Grace"}
    assert seen.notes[1].at_utc.startswith("2026-03-01T12:00:02")
    assert seen.seq == 2


def test_the_last_mark_of_an_issue_and_the_last_draft_count() -> None:
    marks = [ev.IssueMarked(issue="graph-cut", state=state, at=AT) for state in ("hinted", "found")]
    other = ev.IssueMarked(issue="eps-outside-root", state="missed", at=AT)
    drafts = [ev.FeedbackDrafted(strength="a"), ev.FeedbackDrafted(strength="a", improvement="b")]
    seen = observed(private(marks[0], other, marks[1], *drafts))
    assert {issue: noted.event for issue, noted in seen.issues.items()} == {
        "graph-cut": marks[1],
        "eps-outside-root": other,
    }
    assert seen.draft == drafts[1]


def test_nobody_writes_over_anothers_draft() -> None:
    grace, ada = ev.FeedbackDrafted(strength="Grace saw this"), ev.FeedbackDrafted(strength="Ada saw that")
    seen = observed([*private(grace), *private(ada, who="Ada")])
    assert (seen.draft_for("Grace"), seen.draft_for("Ada")) == (grace, ada)
    assert seen.draft_for("who takes over") == ada, "the last one, where there is none of one's own"


def test_prompts_add_up_and_hidden_verdicts_are_found_by_content() -> None:
    ended = ev.CheckEnded(run="r", commit="c1", tree="t1", check="hidden", verdict=Verdict.FAIL)
    flag = ev.WorkFlagged(commit="c1", tree="t1", sort="shortcut", file="a.py", line=1, what="x", why="y")
    seen = observed(
        private(ev.FeedbackPrompted(items=("hidden",)), ev.FeedbackPrompted(items=("graph-cut", "hidden")), ended, flag)
    )
    assert seen.prompted == {"hidden", "graph-cut"}
    assert seen.hidden.on_tree("t1")["hidden"] == ended
    assert seen.flags == (flag,)


def test_an_unknown_kind_counts_and_changes_nothing_else() -> None:
    (envelope,) = private(ev.NoteAdded(text="x", at=AT))
    strange = msgspec.structs.replace(envelope, kind="mood.felt", data=msgspec.Raw(b'{"how": "fine"}'))
    assert observed([strange]) == Observations(seq=1)


@given(st.lists(st.sampled_from(["note", "issue", "draft", "observe"]), max_size=12))
def test_every_prefix_is_what_an_interviewer_had_then(names: list[str]) -> None:
    args: dict[str, dict[str, Any]] = {
        "note": {"text": "x"},
        "issue": {"issue": "graph-cut", "state": "found"},
        "draft": {"strength": "s"},
        "observe": {"how": "understood"},
    }
    sitting = with_feedback()
    journal = private(*(decided(sitting, name, **args[name]) for name in names))
    growing = Observations()
    for length, envelope in enumerate(journal, 1):
        growing = growing.with_event(envelope)
        assert growing == observed(journal[:length])
    counts = (len(growing.notes), len(growing.receptions))
    assert counts == (names.count("note"), names.count("observe"))


def test_what_is_noted_is_anchored_to_its_moment_content_and_place() -> None:
    sitting = in_work().save("t1").note(ev.WindowShown(window="Editor")).wait(61.2345)
    note = decided(sitting, "note", text="tests first", tag="strength")
    assert note == ev.NoteAdded(
        text="tests first", tag="strength", at=ev.Anchor(t_s=61.234, commit="commit-t1", where="editor")
    )


def test_an_issue_must_be_one_of_the_exercise() -> None:
    sitting = in_work()
    mark = decided(sitting, "issue", issue="graph-cut", state="hinted", note="after the second hint")
    assert isinstance(mark, ev.IssueMarked)
    assert (mark.issue, mark.state, mark.note) == ("graph-cut", "hinted", "after the second hint")
    with pytest.raises(UsageError, match="no known issue 'graph'") as caught:
        decided(sitting, "issue", issue="graph")
    assert caught.value.hint == "one of: eps-outside-root, graph-cut"
    with pytest.raises(UsageError) as caught:
        decide_private(sitting.now(), "issue", {"issue": "x"})
    assert "none" in caught.value.hint


def test_a_draft_may_be_half_of_it_and_drafting_delivers_nothing() -> None:
    sitting = in_feedback()
    assert decided(sitting, "draft", strength="clear names") == ev.FeedbackDrafted(strength="clear names")
    assert sitting.session.feedback is None


def test_how_feedback_is_taken_is_observed_once_there_is_some() -> None:
    with pytest.raises(IllegalMove, match="none was delivered yet"):
        decided(in_feedback(), "observe", how="understood")
    with pytest.raises(IllegalMove, match="cannot observe"):
        decided(in_work(), "observe", how="understood")
    for sitting in (with_feedback(), finished()):
        assert isinstance(decided(sitting, "observe", how="acted-on"), ev.ReceptionObserved)


def test_public_acts_are_no_private_ones_and_candidates_have_none() -> None:
    with pytest.raises(UsageError, match="no private act"):
        decided(in_work(), "hint", text="x")
    for name in ("note", "issue", "draft"):
        with pytest.raises(IllegalMove, match="for the interviewer"):
            in_work().act(name, "candidate", text="x")
