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


def test_what_was_said_is_told_with_what_still_waits(write_session: Write, call: Call) -> None:
    talk = (
        ("candidate", ev.QuestionAsked(number=1, text="Is eps inside the root?")),
        ("interviewer", ev.QuestionAnswered(number=1, text="Inside.")),
        ("candidate", ev.QuestionAsked(number=2, text="May I\x1b[2J pass a dtype?")),
        ("interviewer", ev.HintGiven(text="Think of float16.")),
        ("interviewer", ev.CheckRevealed(check="test_x", promise="Any layout works.", verdict=Verdict.FAIL)),
    )
    write_session("one", *BEGUN, *talk)
    said = call("status", "one").out
    assert "Question 2 (waits for an answer): May I pass a dtype?" in said
    assert "Answer to question 1: Inside." in said
    assert "Hint: Think of float16." in said
    assert "Shown to the candidate: FAIL: Any layout works." in said
    assert 'proctor answer "…" --to 2 one' in said
    told = json.loads(call("status", "one", "--json").out)["talk"]
    assert told["unanswered"] == [2]
    assert [(said["sort"], said["number"]) for said in told["messages"]] == [
        ("question", 1),
        ("answer", 1),
        ("question", 2),
        ("hint", 0),
    ]
    assert told["revealed"][0]["check"] == "test_x"


def test_a_long_talk_is_cut_but_never_a_question_that_waits(write_session: Write, call: Call) -> None:
    first = ("candidate", ev.QuestionAsked(number=1, text="The first one?"))
    hints = (("interviewer", ev.HintGiven(text=f"hint {number}")) for number in range(9))
    write_session("one", *BEGUN, first, *hints)
    said = call("status", "one").out
    assert "Earlier messages: 3" in said
    assert "Question 1 (waits for an answer): The first one?" in said
    assert "hint 2" not in said
    assert "hint 8" in said


def test_focus_time_people_and_controls_are_told(write_session: Write, start_host: StartHost, call: Call) -> None:
    people = (
        ("host", ev.ClientJoined(client="i", role="interviewer", name="Grace")),
        ("interviewer", ev.ControlsTaken(name="Grace")),
        ("candidate", ev.FocusBegan(seconds=240.0)),
    )
    start_host(write_session("one", *BEGUN, *people, focus_s=600.0))
    told = json.loads(call("status", "one", "--json").out)
    assert (told["watching"], told["controls"], told["screen"]) == (["Grace"], "Grace", "live")
    assert (told["candidate_here"], told["away_since_s"]) == (False, None)
    assert told["focus"]["agreed_s"] == 600.0
    assert 0 < told["focus"]["running_s"] <= 240.0
    said = call("status", "one").out
    assert "Focus time: nothing of your work is shown to Grace." in said
    assert "left, nobody watches" in said
    assert "proctor focus --end one" in said
    write_session("two", *BEGUN, focus_s=600.0)
    assert "Focus time: 10 min of 10 min left" in call("status", "two").out


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
