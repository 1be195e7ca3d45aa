import json

import pytest

from proctor.cli.overview import summary_of
from proctor.session import events as ev
from proctor.session.phases import Phase
from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, FEEDBACK, FINISHED, SAVED, SUBMITTED, Happening


def test_the_newest_stands_first(write_session: Write, start_host: StartHost, call: Call) -> None:
    write_session("older", *FINISHED, at_utc="2026-01-01T10:00:00Z")
    start_host(write_session("newer", *BEGUN, at_utc="2026-02-01T10:00:00Z"))
    told = json.loads(call("sessions", "--json").out)
    assert [(row["session"], row["phase"], row["host"]) for row in told] == [
        ("newer", "work", "running"),
        ("older", "done", "stopped"),
    ]
    assert told[0]["created_at"] == "2026-02-01T10:00:00Z"
    lines = call("sessions").out.splitlines()
    assert lines[0].split()[:4] == ["SESSION", "PHASE", "HOST", "STARTED"]
    assert lines[1].split()[:3] == ["newer", "Work", "running"]


def test_no_sessions_is_no_error(call: Call) -> None:
    said = call("sessions")
    assert said.code == 0
    assert "proctor start" in said.out
    assert json.loads(call("sessions", "--json").out) == []


def test_an_unreadable_one_is_told_and_hides_no_other(write_session: Write, call: Call) -> None:
    write_session("broken").events.write_bytes(b"nonsense\n")
    write_session("sound")
    said = call("sessions")
    assert "broken   unreadable" in said.out
    assert "sound" in said.out
    assert next(row["problem"] for row in json.loads(call("sessions", "--json").out) if row["session"] == "broken")


@pytest.mark.parametrize(
    ("happenings", "phase"),
    [
        ((), Phase.LOBBY),
        (BEGUN, Phase.WORK),
        (SAVED, Phase.WORK),
        (SUBMITTED, Phase.FEEDBACK),
        (FEEDBACK, Phase.FEEDBACK),
        (FINISHED[:-1], Phase.REVISION),
        (FINISHED, Phase.DONE),
    ],
)
def test_the_table_sees_the_same_phase_as_the_fold(
    happenings: tuple[Happening, ...], phase: Phase, write_session: Write, call: Call
) -> None:
    folder = write_session("one", *happenings)
    assert summary_of(folder).phase is phase
    assert json.loads(call("status", "one", "--json").out)["phase"] == phase


def test_no_words_of_a_person_look_like_a_phase(write_session: Write) -> None:
    spoof = '"kind":"session.finished"'
    folder = write_session("one", *SUBMITTED, ("candidate", ev.WalkthroughWritten(text=spoof)), candidate=spoof)
    assert summary_of(folder).phase is Phase.FEEDBACK
