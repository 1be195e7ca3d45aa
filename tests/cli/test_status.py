import json

from proctor.session import events as ev
from proctor.session.phases import EndCause, PauseReason
from proctor.session.terms import Accommodation
from proctor.session.verdicts import Verdict
from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, COMMIT, FEEDBACK, FINISHED, SAVED, SUBMITTED, checked


def test_the_status_is_told_without_a_host(write_session: Write, call: Call) -> None:
    write_session("one", *SAVED, *checked(Verdict.PASS, Verdict.FAIL))
    told = json.loads(call("status", "one", "--json").out)
    assert told["session"] == "one"
    assert (told["phase"], told["paused"], told["host"]) == ("work", False, "stopped")
    assert (told["snapshots"], told["newest"]) == (1, COMMIT)
    assert [check["verdict"] for check in told["checks"]] == ["PASS", "FAIL", None]
    assert told["passed"] is False
    assert told["isolation"] is None


def test_no_clock_runs_while_no_host_does(write_session: Write, call: Call) -> None:
    write_session("one", *BEGUN)
    told = json.loads(call("status", "one", "--json").out)
    assert 899 < told["remaining_s"] <= 900
    assert told["ends_at"] is None
    said = call("status", "one").out
    assert "clock kept while no host runs" in said
    assert "Host: not running" in said


def test_with_a_host_it_says_when_the_phase_ends(write_session: Write, start_host: StartHost, call: Call) -> None:
    start_host(write_session("one", *BEGUN))
    told = json.loads(call("status", "one", "--json").out)
    assert told["host"] == "running"
    assert 0 < told["remaining_s"] <= 900
    assert told["ends_at"].endswith("Z")


def test_where_outages_count_the_clock_goes_on_without_a_host(write_session: Write, call: Call) -> None:
    write_session("one", *BEGUN, downtime="count")
    first, second = (json.loads(call("status", "--json").out)["remaining_s"] for _ in range(2))
    assert second <= first <= 900


def test_a_pause_is_told_with_who_and_why(write_session: Write, start_host: StartHost, call: Call) -> None:
    start_host(write_session("one", *BEGUN, ("interviewer", ev.ClockPaused(reason=PauseReason.TECHNICAL))))
    assert "15:00 left, paused by the interviewer (technical)" in call("status").out


def test_the_lobby_says_what_is_agreed_and_recorded(write_session: Write, call: Call) -> None:
    agreed = Accommodation(extra_time_percent=25, breaks_s=600)
    write_session("one", accommodation=agreed, interviewer_opens=True)
    said = call("status", "one").out
    assert "the interviewer confirms first" in said
    assert "Time: 18 min 45 s + 6 min 15 s revision (25 % extra time included)" in said
    assert "breaks of 10 min in all" in " ".join(said.split())
    assert "Aid: the web: allowed" in said
    assert "2 hidden checks" in " ".join(said.split())
    assert "Recorded: every save" in said
    assert "Unfinished work is normal" in said


def test_feedback_is_shown_and_stale_verdicts_are_marked(write_session: Write, call: Call) -> None:
    newer = ("host", ev.SnapshotTaken(commit="d" * 40, tree="e" * 40))
    write_session("one", *SAVED, *checked(Verdict.PASS), newer)
    said = call("status", "one").out
    assert "STALE (was PASS): The result has the shape of x." in said
    write_session("two", *FEEDBACK)
    assert "Strength: Clear names." in call("status", "two").out


def test_every_phase_names_the_next_command(write_session: Write, call: Call) -> None:
    expired = (*SAVED, ("candidate", ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=COMMIT)))
    wanted = {
        "lobby": ((), "proctor begin lobby"),
        "work": (BEGUN, "proctor submit work"),
        "frozen": (expired, "proctor feedback --self frozen"),
        "told": (FEEDBACK, "proctor revise told starts the 5 min of revision"),
        "revision": (FINISHED[:-1], "proctor finish revision"),
        "over": (FINISHED, "proctor diff over"),
    }
    for name, (happenings, command) in wanted.items():
        write_session(name, *happenings)
        assert command in call("status", name).out


def test_a_damaged_record_is_told_up_to_the_damage(write_session: Write, call: Call) -> None:
    folder = write_session("one", *SUBMITTED)
    lines = folder.events.read_bytes().splitlines(keepends=True)
    folder.events.write_bytes(b"".join([*lines[:2], b"!" + lines[2][1:], *lines[3:]]))
    said = call("status", "one", "--json")
    told = json.loads(said.out)
    assert said.code == 0
    assert told["phase"] == "work"
    assert "line 3" in told["problem"]


def test_an_empty_journal_is_an_error_with_words(write_session: Write, call: Call) -> None:
    folder = write_session("one")
    folder.events.write_bytes(b"")
    said = call("status", "one")
    assert said.code == 3
    assert "Traceback" not in said.err


def test_names_cannot_steer_the_terminal(write_session: Write, call: Call) -> None:
    write_session("one", candidate="Eve\x1b]0;owned\x07")
    assert "\x1b" not in call("status", "one").out
