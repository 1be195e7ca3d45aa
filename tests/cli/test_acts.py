import io
import json
from collections.abc import Callable

import pytest

from proctor.cli import acts
from proctor.errors import IllegalMove
from proctor.record.store import SessionFolder
from proctor.session import events as ev
from proctor.session.phases import PauseReason
from proctor.session.verdicts import Verdict
from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, FEEDBACK, SAVED, SUBMITTED, Happening, append, checked


def _then(folder: SessionFolder, *happenings: Happening) -> Callable[[object], dict[str, object]]:
    """A host that journals `happenings` when it is asked."""

    def answer(_args: object) -> dict[str, object]:
        append(folder, *happenings)
        return {}

    return answer


def test_the_words_reach_the_host_as_they_were_said(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    assert call("extend", "5", "--reason", "fire alarm", "one").code == 0
    assert host.acts == [("interviewer", "extend", {"time": "5", "reason": "fire alarm"})]


@pytest.mark.parametrize("words", [("one",), ("--session", "one"), ()])
def test_the_session_is_a_bare_word_an_option_or_the_only_live_one(
    words: tuple[str, ...], write_session: Write, start_host: StartHost, call: Call
) -> None:
    host = start_host(write_session("one", *BEGUN))
    assert call("extend", "5", *words).code == 0
    assert len(host.acts) == 1


def test_two_different_sessions_are_refused(write_session: Write, call: Call) -> None:
    write_session("one")
    said = call("begin", "one", "--session", "two")
    assert said.code == 2
    assert "two sessions are named" in said.err


def test_the_role_is_the_verbs_first_unless_named(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    call("pause", "one")
    call("pause", "one", "--as", "interviewer")
    assert [role for role, _, _ in host.acts] == ["candidate", "interviewer"]


def test_ones_own_feedback_is_asked_for_as_the_candidate(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    host = start_host(write_session("one", *SUBMITTED))
    assert call("feedback", "--self").code == 0
    assert host.acts == [("candidate", "feedback", {"self": True})]


def test_a_wrong_argument_is_refused_before_any_host_is_asked(write_session: Write, call: Call) -> None:
    write_session("one", *BEGUN)
    said = call("extend", "soon", "one")
    assert said.code == 2
    assert "'soon' is not a length of time" in said.err


def test_a_missing_argument_is_named(write_session: Write, call: Call) -> None:
    write_session("one", *BEGUN)
    assert "restore needs at" in call("restore", "rms_norm.py", "one").err


def test_a_refusal_keeps_the_hosts_words_and_code(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one"))

    def refuse(_args: object) -> dict[str, object]:
        raise IllegalMove("cannot submit: the session is in LOBBY", hint="possible in WORK")

    host.answers["submit"] = refuse
    said = call("submit", "one", "--yes")
    assert said.code == 2
    assert said.err == "proctor: error: cannot submit: the session is in LOBBY\nhint: possible in WORK\n"


def test_the_answer_says_where_the_session_stands_and_what_comes_next(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    folder = write_session("one")
    start_host(folder).answers["begin"] = _then(folder, *BEGUN)
    said = call("begin", "one")
    assert "Now: Work, 15:00 left, clock running, ends at " in said.out
    assert f"Your files: {folder.workspace}" in said.out
    assert "proctor submit one" in said.out


def test_a_script_gets_the_act_its_result_and_the_status(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    folder = write_session("one", *BEGUN)
    paused = ("candidate", ev.ClockPaused(reason=PauseReason.BREAK))
    start_host(folder).answers["pause"] = _then(folder, paused)
    told = json.loads(call("pause", "--reason", "break", "--json").out)
    assert (told["act"], told["result"]) == ("pause", {})
    assert (told["status"]["paused"], told["status"]["pause_reason"]) == (True, "break")


def test_feedback_is_read_back(write_session: Write, start_host: StartHost, call: Call) -> None:
    folder = write_session("one", *SUBMITTED)
    start_host(folder).answers["feedback"] = _then(folder, FEEDBACK[-1])
    said = call("feedback", "--strength", "Clear names.", "--improvement", "Test empty batches.")
    assert "Strength: Clear names." in said.out
    assert "Area for improvement: Test empty batches." in said.out
    assert "proctor revise one" in said.out


def test_a_long_answer_is_read_from_standard_input(
    write_session: Write, start_host: StartHost, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = start_host(write_session("one", *SUBMITTED))
    monkeypatch.setattr("sys.stdin", io.StringIO("I began with\nthe gradients."))
    assert call("respond", "-", "one").code == 0
    assert host.acts[0][2] == {"text": "I began with\nthe gradients."}


@pytest.mark.parametrize("agrees", [True, False])
def test_what_cannot_be_undone_is_asked_once(
    agrees: bool,
    write_session: Write,
    start_host: StartHost,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = start_host(write_session("one", *BEGUN))
    questions: list[str] = []

    def answer(statement: str) -> bool:
        questions.append(statement)
        return agrees

    monkeypatch.setattr(acts, "ask", answer)
    assert call("submit", "one").code == (0 if agrees else 130)
    assert len(questions) == 1
    assert len(host.acts) == int(agrees)


@pytest.mark.parametrize("words", [("submit", "--yes"), ("submit", "--json"), ("begin", "--as", "interviewer")])
def test_nothing_is_asked_when_told_so_or_when_nothing_is_at_stake(
    words: tuple[str, ...], write_session: Write, start_host: StartHost, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_host(write_session("one"))
    monkeypatch.setattr(acts, "ask", lambda _statement: pytest.fail("it asked"))
    assert call(*words).code == 0


def test_without_a_terminal_nothing_is_asked(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    assert call("submit", "one").code == 0
    assert len(host.acts) == 1


@pytest.mark.parametrize(
    ("verdicts", "passed"),
    [
        ((Verdict.PASS, Verdict.PASS, Verdict.PASS), True),
        ((Verdict.PASS, Verdict.PASS, Verdict.FAIL), True),
        ((Verdict.PASS, Verdict.FAIL, Verdict.PASS), False),
        ((Verdict.TIMEOUT, Verdict.FAULT, Verdict.PASS), False),
        ((Verdict.PASS, Verdict.FAULT, Verdict.PASS), None),
        ((Verdict.PASS,), None),
    ],
)
def test_the_exit_code_of_check_says_whether_required_checks_hold(
    verdicts: tuple[Verdict, ...],
    passed: bool | None,
    write_session: Write,
    start_host: StartHost,
    call: Call,
) -> None:
    folder = write_session("one", *SAVED)
    start_host(folder).answers["check"] = _then(folder, *checked(*verdicts))
    said = call("check", "one", "--json")
    assert said.code == {True: 0, False: 1, None: 3}[passed]
    told = json.loads(said.out)
    assert told["passed"] is passed
    assert set(told) == {"exercise", "level", "isolation", "passed", "snapshot", "checks"}
    assert set(told["checks"][0]) == {
        "id", "promise", "criterion", "visibility", "required", "evidence", "verdict", "message", "output", "ms"
    }  # fmt: skip


def test_check_leads_with_what_holds_and_explains_what_does_not(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    folder = write_session("one", *SAVED)
    run = checked(Verdict.FAIL, Verdict.PASS, Verdict.TIMEOUT, message="expected (2, 4), got (2, 3)\x1b[31m")
    start_host(folder).answers["check"] = _then(folder, *run)
    lines = call("check", "one").out.splitlines()
    assert lines[0].startswith("Checks: 1 of 3 hold on the newest save (c0ffee")
    assert lines[1].startswith("PASS: The result is the formula's. (test_values")
    assert "    expected (2, 4), got (2, 3)" in lines
    assert any("did not answer within" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


SAVES = {
    "saves": [
        {
            "commit": "ab" * 20,
            "at_utc": "2026-01-01T10:00:00Z",
            "phase": "work",
            "clock": "0:10",
            "paths": ["rms_norm.py"],
            "added": 3,
            "deleted": 1,
            "tag": "start",
        }
    ]
}


def test_history_is_a_table_or_json(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["history"] = lambda _args: SAVES
    assert "ababababab  work 0:10  +3 -1  start  rms_norm.py" in call("history").out
    told = json.loads(call("history", "--json").out)
    assert told["session"] == "one"
    assert told["saves"][0]["paths"] == ["rms_norm.py"]


@pytest.mark.parametrize(
    ("words", "args"),
    [
        (("one",), {}),
        (("rms_norm.py",), {"file": "rms_norm.py"}),
        (("rms_norm.py", "one"), {"file": "rms_norm.py"}),
        (("one", "--session", "one"), {"file": "one"}),
    ],
)
def test_a_bare_word_of_history_is_a_session_if_one_is_called_so(
    words: tuple[str, ...], args: dict[str, str], write_session: Write, start_host: StartHost, call: Call
) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["history"] = lambda _args: SAVES
    assert call("history", *words).code == 0
    assert host.acts == [("candidate", "history", args)]


def test_a_host_of_another_kind_is_no_bug(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["history"] = lambda _args: {"saves": [{"commit": 7}]}
    assert call("history").code == 4
    assert call("spec").code == 4


def test_the_task_is_printed(write_session: Write, start_host: StartHost, call: Call) -> None:
    host = start_host(write_session("one", *BEGUN))
    host.answers["materials"] = lambda _args: {
        "spec": "# RMSNorm\n\nDivide by the root mean square.",
        "entry": "rms_norm.py",
        "criteria": [["Correct", "It is right."]],
    }
    said = call("spec")
    assert "# RMSNorm\n\nDivide by the root mean square.\n" in said.out
    assert "Judged: Correct: It is right." in said.out


def test_a_host_that_cannot_start_is_unreachable(
    write_session: Write, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_session("one", *BEGUN)
    monkeypatch.setattr("sys.executable", "/bin/false")
    said = call("begin", "one", "--json")
    assert said.code == 4
    assert json.loads(said.out)["code"] == 4
