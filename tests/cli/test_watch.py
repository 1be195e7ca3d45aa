"""`proctor watch` and the acts of interviewers as words on a command line; whole sessions: tests/host."""

import io
import json
from pathlib import Path

import msgspec
import pytest

from proctor.cli import watch, watch_choice
from proctor.cli.kept import Kept, hidden_of, issues_of
from proctor.cli.kept_words import issue_lines
from proctor.cli.watch_linear import _bare
from proctor.cli.watch_told import Teller
from proctor.cli.who import own_name
from proctor.errors import UsageError
from proctor.link.places import places_of
from proctor.session import events as ev
from proctor.session.envelope import CHAIN_START, Envelope
from proctor.session.focus import IN_ITS_PLACE
from proctor.session.material import HiddenCheck, KnownIssue, PrivateMaterial
from proctor.session.observations import Observations, observed
from tests.cli.conftest import Call, StartHost, Write
from tests.cli.written import BEGUN, FINISHED, SUBMITTED
from tests.session.sitting import Sitting


def private(event: ev.Event, seq: int, after: int) -> Envelope:
    data = msgspec.Raw(msgspec.json.encode(event))
    return Envelope(
        v=1,
        seq=seq,
        at_utc="2026-03-01T12:00:00Z",
        boot_ns=0,
        by="interviewer",
        kind=event.kind,
        data=data,
        prev=CHAIN_START,
        after=after,
        who="Grace",
    )


def note(text: str, seq: int, after: int) -> Envelope:
    return private(ev.NoteAdded(text=text, at=ev.Anchor(t_s=0.0)), seq, after)


def test_the_name_is_what_was_said_then_the_environments_then_the_accounts() -> None:
    assert own_name("Grace", {"PROCTOR_WHO": "Tom"}) == "Grace"
    assert own_name(None, {"PROCTOR_WHO": "Tom"}) == "Tom"
    assert own_name(None, {}) != ""


@pytest.mark.parametrize("name", ["\x1b[31m", "n" * 61])
def test_a_name_that_nobody_could_read_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        own_name(name, {})


def test_private_events_are_told_behind_the_shared_one_that_they_followed() -> None:
    sitting = Sitting()
    sitting.act("begin", "candidate")
    told = Teller().follow([*sitting.journal, note("between", 1, 1), note("behind", 2, 2)])
    assert [(one.private, one.envelope.seq) for one in told] == [(False, 1), (True, 1), (False, 2), (True, 2)]


def test_nothing_is_told_twice_and_what_was_withheld_is_told_once() -> None:
    sitting = Sitting()
    sitting.act("begin", "candidate")
    blank = msgspec.structs.replace(sitting.journal[1], kind=IN_ITS_PLACE, data=msgspec.Raw(b"{}"))
    teller = Teller()
    assert [one.envelope.seq for one in teller.follow([sitting.journal[0], blank])] == [1]
    teller.start_over()
    assert [one.line for one in teller.follow(sitting.journal)] == ["Work began: 60 min"]
    teller.start_over()
    assert list(teller.follow(sitting.journal)) == []


def test_a_due_act_is_not_said_again_when_only_its_figures_change() -> None:
    assert _bare("Answer question 1 (open for 5 s).") == _bare("Answer question 1 (open for 1 min 7 s).")
    assert _bare("Answer question 1.") != _bare("Give back the 12 s.")


def test_known_issues_have_their_last_mark() -> None:
    material = PrivateMaterial(issues=tuple(KnownIssue(id=name, title=name.upper(), text="") for name in ("a", "b")))
    at = ev.Anchor(t_s=0.0)
    marks = [
        private(ev.IssueMarked(issue="a", state=state, at=at), seq, 1) for seq, state in ((1, "hinted"), (2, "found"))
    ]
    issues = issues_of(Kept(Sitting().session, observed(marks), material))
    assert [(issue.id, issue.state, issue.who) for issue in issues] == [("a", "found", "Grace"), ("b", "open", "")]
    assert next(issue_lines(issues)).startswith("found   a: A (")


def test_a_hidden_check_that_never_ran_has_no_verdict() -> None:
    material = PrivateMaterial(checks=(HiddenCheck(id="test_x", promise="It holds."),))
    (only,) = hidden_of(Kept(Sitting().session, Observations(), material))
    assert (only.verdict, only.revealed) == (None, False)


def test_long_texts_come_from_files_and_from_the_input(
    write_session: Write, start_host: StartHost, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = start_host(write_session("one", *SUBMITTED))
    (tmp_path / "strength").write_text("One.\nTwo.")
    monkeypatch.setattr("sys.stdin", io.StringIO("Three."))
    assert call("feedback", "--strength-file", "strength", "--improvement", "-", "one").code == 0
    assert host.acts[-1] == ("interviewer", "feedback", {"strength": "One.\nTwo.", "improvement": "Three."})


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--strength", "a", "--strength-file", "b"), "twice"),
        (("--strength-file", "nowhere"), "cannot be read"),
        (("--strength-file", "latin"), "no text in UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    words: tuple[str, ...], why: str, write_session: Write, call: Call, tmp_path: Path
) -> None:
    write_session("one", *SUBMITTED)
    (tmp_path / "latin").write_bytes(b"\xe9")
    said = call("feedback", *words, "one")
    assert said.code == 2
    assert why in said.err


@pytest.mark.parametrize("words", [("note", "x"), ("hint", "x"), ("watch", "--once")])
def test_a_socket_that_is_not_there_says_what_to_do(words: tuple[str, ...], call: Call, tmp_path: Path) -> None:
    said = call(*words, "--socket", str(tmp_path / "none"))
    assert said.code == 4
    assert "is ssh -L running?" in said.err


def test_a_socket_and_a_session_are_not_both_named(write_session: Write, call: Call, tmp_path: Path) -> None:
    write_session("one", *BEGUN)
    for words in (("note", "x", "one"), ("watch", "one", "--once")):
        assert "--socket already says" in call(*words, "--socket", str(tmp_path / "none")).err


def test_there_is_nothing_to_watch_where_no_session_is(call: Call, write_session: Write) -> None:
    assert "proctor start" in call("watch", "--linear").err
    write_session("one", *FINISHED)
    said = call("watch", "--linear", "one")
    assert said.code == 2
    assert "proctor diff one" in said.err


def test_of_several_sessions_lines_need_a_name_and_a_screen_asks(
    write_session: Write, start_host: StartHost, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        start_host(write_session(name, *BEGUN))
    assert "name one of" in call("watch", "--linear").err
    rows = watch_choice._rows()
    assert {row.session for row in rows} == {"one", "two"}
    assert all(row.phase == "WORK" and "left" in row.clock for row in rows)
    monkeypatch.setattr(watch, "can_show_screens", lambda: True)
    monkeypatch.setattr("proctor.tui.run_session_list", lambda _rows, _refresh: "two")
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(watch, "_cockpit", lambda _link, session, who, **_more: opened.append((session, who)) or 0)
    assert call("watch", "--who", "Grace").code == 0
    assert opened == [("two", "Grace")]
    monkeypatch.setattr("proctor.tui.run_session_list", lambda _rows, _refresh: None)
    assert call("watch").code == 0
    assert len(opened) == 1


def test_where_the_socket_lies_is_one_word_for_a_script(
    write_session: Write, start_host: StartHost, call: Call
) -> None:
    folder = write_session("one", *BEGUN)
    start_host(folder)
    path = str(places_of(folder.path).socket("interviewer"))
    assert call("watch", "--where").out == f"{path}\n"
    assert json.loads(call("watch", "--where", "--json").out) == {"session": "one", "socket": path}


@pytest.mark.parametrize("option", ["--speed=2", "--real-time", "--with-notes"])
def test_options_of_a_rehearsal_need_one(option: str, call: Call) -> None:
    assert "goes with --rehearse" in call("watch", option).err


@pytest.mark.parametrize("verb", ["note", "issue", "draft", "observe", "reveal", "hint", "answer", "watch"])
def test_an_interviewers_command_does_not_work_in_a_candidates_shell(
    verb: str, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("proctor.cli.inside.session_inside", lambda: tmp_path)
    said = call(verb, "x")
    assert said.code == 3
    assert "does not work in this window" in said.err
