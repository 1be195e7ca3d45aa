"""`proctor brief`: one page, of a session or of an exercise, for who may read it."""

import json
import shutil
from pathlib import Path

import pytest

from proctor.catalog.library import find
from proctor.record.journal import Journal
from proctor.record.store import SessionFolder
from proctor.session import events as ev
from proctor.session.brief import COCKPIT_KEYS
from proctor.tui.cockpit.keys import COCKPIT_ACTS, key_text
from tests.cli.conftest import Call, Write
from tests.cli.written import BEGUN, FEEDBACK

LONGEST_PAGE = 60


def with_exercise(folder: SessionFolder) -> SessionFolder:
    shutil.copytree(find("practice-rms-norm").root, folder.exercise)
    return folder


@pytest.mark.parametrize("words", ["practice-rms-norm", "sliding-window-attention --level senior"])
def test_the_page_of_an_exercise_fits_one_page_of_a_narrow_terminal(call: Call, words: str) -> None:
    answer = call("brief", *words.split())
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert len(lines) <= LONGEST_PAGE
    assert max(map(len, lines)) <= 80
    for heading in ("SAY AT THE START", "AGENDA", "WATCH FOR", "KEYS", "FEEDBACK", "WHEN SOMETHING BREAKS"):
        assert any(line.startswith(heading) for line in lines)
    assert "Times as if the session began now." in lines


def test_the_page_of_a_session_names_the_next_act(call: Call, write_session: Write) -> None:
    folder = with_exercise(write_session("one", *BEGUN))
    Journal.create(folder.private).close()
    answer = call("brief", "one")
    assert answer.code == 0
    assert "RMSNorm with a learned gain (mid, Ada)" in answer.out
    assert "Next: Watch and take notes" in answer.out
    assert len(answer.out.splitlines()) <= LONGEST_PAGE


def test_what_was_observed_counts_for_the_next_act(call: Call, write_session: Write) -> None:
    folder = with_exercise(write_session("one", *FEEDBACK))
    with Journal.create(folder.private) as journal:
        seen = ev.ReceptionObserved(how="understood", at=ev.Anchor(t_s=1e9))
        journal.append(seen.kind, seen, by="interviewer", at_utc="2026-01-01T10:00:00Z", boot_ns=1, after=1)
    assert json.loads(call("brief", "one", "--json").out)["next"].startswith("The candidate reads the feedback")


def test_a_script_gets_agenda_keys_and_sections(call: Call, write_session: Write) -> None:
    with_exercise(write_session("one", *BEGUN))
    report = json.loads(call("brief", "--json").out)
    assert (report["session"], report["level"], report["candidate"]) == ("one", "mid", "Ada")
    assert [item["title"] for item in report["agenda"]][:2] == ["Welcome", "Work"]
    assert {item["standing"] for item in report["agenda"]} == {"done", "now", "next"}
    assert len(report["watch"]) == 3
    assert report["keys"]["n"] == "note"
    assert report["sections"][0]["title"] == "Say at the start"
    planned = json.loads(call("brief", "sliding-window-attention", "--level", "junior", "--json").out)
    assert (planned["session"], planned["next"], planned["level"]) == (None, None, "junior")


def test_words_that_name_nothing_say_how_to_find_something(call: Call) -> None:
    answer = call("brief", "nonsense")
    assert answer.code == 2
    assert "neither a session nor an exercise" in answer.err
    assert "proctor sessions" in answer.err
    assert "proctor list" in answer.err


def test_the_level_of_a_session_was_agreed_on(call: Call, write_session: Write) -> None:
    with_exercise(write_session("one", *BEGUN))
    answer = call("brief", "one", "--level", "senior")
    assert answer.code == 2
    assert "is at level mid" in answer.err


def test_a_candidate_in_their_shell_does_not_get_it(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proctor.cli.brief.session_inside", lambda: tmp_path)
    answer = call("brief", "practice-rms-norm")
    assert answer.code == 2
    assert "for interviewers" in answer.err


def test_the_keys_on_the_page_are_those_of_the_cockpit() -> None:
    page = {key for keys, _ in COCKPIT_KEYS for key in keys.split()} - {"1-9"}
    assert page == {key_text(act) for act in COCKPIT_ACTS if not act.id.startswith("pane-")}
