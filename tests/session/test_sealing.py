"""The seal of a session as its people come to know it."""

from proctor.session import events as ev
from proctor.session.chronicle import Chronicle
from proctor.session.sealing import seal_line, short_seal
from tests.session.sitting import Sitting

FIRST, SECOND = "0123456789abcdef" * 4, "fedcba9876543210" * 4


def test_the_newest_seal_of_the_journal_is_the_session_s() -> None:
    sitting = Sitting()
    assert sitting.session.seal == ""
    for number, digest in enumerate((FIRST, SECOND), 1):
        sitting.note(ev.RecordSealed(number=number, digest=digest))
    assert sitting.session.seal == SECOND


def test_the_timeline_tells_it_to_everybody_in_a_form_that_can_be_compared() -> None:
    sitting = Sitting().note(ev.RecordSealed(number=1, digest=FIRST))
    chronicle, lines = Chronicle(), []
    for envelope in sitting.journal:
        chronicle, line = chronicle.after(envelope)
        lines.append(line)
    assert lines[-1] == "The record was sealed: 0123-4567-89ab-cdef"


def test_a_line_for_the_last_screen_says_what_to_do_with_it() -> None:
    assert seal_line(FIRST).startswith(f"Seal: {short_seal(FIRST)} (write it down")
    assert seal_line("") == ""
