"""The words about events: every kind has some, and they say who did what."""

import msgspec
import pytest

from proctor.session import events as ev
from proctor.session.chronicle import Chronicle, course, people, private, work
from proctor.session.envelope import CHAIN_START, Envelope
from proctor.session.events import KINDS, Event
from proctor.session.focus import IN_ITS_PLACE
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting


def told(sitting: Sitting) -> list[str]:
    """The whole journal in lines."""
    chronicle, lines = Chronicle(), []
    for envelope in sitting.journal:
        chronicle, line = chronicle.after(envelope)
        lines.append(line)
    return lines


def envelope(event: Event, *, by: str = "interviewer", who: str = "Grace", after: int | None = None) -> Envelope:
    data = msgspec.Raw(msgspec.json.encode(event))
    return Envelope(
        v=1, seq=9, at_utc="", boot_ns=0, by=by, kind=event.kind, data=data, prev=CHAIN_START, after=after, who=who
    )


def in_private(event: Event, chronicle: Chronicle | None = None) -> str:
    return (chronicle or Chronicle()).after(envelope(event, after=1))[1]


def test_every_kind_has_words_in_a_journal() -> None:
    spoken = {**course.TABLE, **people.TABLE, **work.TABLE, **private.TABLE}
    assert set(spoken) == set(KINDS.values())


def test_a_session_reads_like_a_story() -> None:
    sitting = Sitting()
    sitting.act("begin", "candidate")
    sitting.note(ev.ClientJoined(client="c1", role="interviewer", name="Grace"))
    sitting.act("ask", "candidate", text="May I use einsum?")
    sitting.act("answer", "interviewer", who="Grace", text="Yes.", to="1")
    sitting.act("pause", "interviewer", who="Grace", reason="technical", note="mouse fell off")
    sitting.note(ev.ClientLeft(client="c1"))
    assert told(sitting) == [
        "The session was created: Example, mid, for Ada",
        "Work began: 60 min",
        "Grace (interviewer) is here",
        "Ada asks, question 1: May I use einsum?",
        "Grace holds the controls",
        "Grace answers question 1: Yes.",
        "Grace stopped the clock (technical): mouse fell off",
        "Grace (interviewer) left",
    ]


def test_a_verdict_is_told_when_it_changes() -> None:
    sitting = Sitting()
    sitting.act("begin", "candidate")
    for run, verdict in (("r1", Verdict.FAIL), ("r2", Verdict.FAIL), ("r3", Verdict.PASS)):
        sitting.note(
            ev.CheckEnded(run=run, commit="c", tree="t", check="shape", verdict=verdict, message="not\nthe shape")
        )
    assert told(sitting)[2:] == ["FAIL shape: not the shape", "", "PASS shape"]


def test_a_hidden_verdict_is_told_when_it_changes() -> None:
    ended = ev.CheckEnded(run="r", commit="c", tree="t", check="trap", verdict=Verdict.PASS)
    chronicle, line = Chronicle().after(envelope(ended, after=1))
    assert line == "hidden check PASS trap"
    assert in_private(ended, chronicle) == ""


def test_a_glance_at_the_same_pane_is_told_once() -> None:
    sitting = Sitting()
    for row in (0, 3):
        sitting.note(ev.ViewChanged(panes=("Spec",), focused="Spec", scroll={"Spec": row}))
    assert told(sitting)[1:] == ["The candidate looks at Spec", ""]


def test_private_lines_name_the_person_and_the_place() -> None:
    at = ev.Anchor(t_s=1.0, where="model.py:12")
    assert in_private(ev.NoteAdded(text="good name", tag="strength", at=at)) == (
        "Grace notes (strength) at model.py:12: good name"
    )
    assert in_private(ev.IssueMarked(issue="mask", state="found", at=at)) == "Grace marks mask as found"


@pytest.mark.parametrize("text", ["a\x1b[31mred", "a\x07red", "a\nred"])
def test_foreign_text_cannot_move_the_cursor_or_begin_a_line(text: str) -> None:
    line = in_private(ev.NoteAdded(text=text, at=ev.Anchor(t_s=0.0)))
    assert "\x1b" not in line
    assert "\n" not in line


def test_what_is_withheld_has_no_words_and_what_is_unknown_has_its_kind() -> None:
    sitting = Sitting()
    sitting.note_raw(IN_ITS_PLACE, b"{}", "host", "")
    sitting.note_raw("moon.rose", b"{}", "host", "")
    assert told(sitting)[1:] == ["", "moon.rose, which this version does not know"]
