"""`proctor compare` over sessions on disk, as a reviewer types it."""

import json
from pathlib import Path

import pytest

from benchmarks.long_record import long_record
from proctor.cli.compare_words import AT_A_TIME
from proctor.cli.render import WIDTH
from tests.cli.conftest import Call

NAMES = ("Ada Lovelace", "Emmy Noether", "Sofya", "Maryam", "Hypatia")


@pytest.fixture
def finished(own_place: Path) -> list[str]:
    """Five finished sessions of one exercise; returns their ids."""
    own_place.mkdir()
    ids = [f"010{number}-practice-rms-norm-{letter * 4}" for number, letter in enumerate("qwxyz", 1)]
    for number, (name, who) in enumerate(zip(ids, NAMES, strict=True)):
        long_record(own_place / name, 12 + number, seed=number, candidate=who)
    return ids


def test_an_exercise_means_all_its_finished_sessions_without_names(call: Call, finished: list[str]) -> None:
    answer = call("compare", "practice-rms-norm")
    assert answer.code == 0, answer.err
    assert "5 sessions side by side" in answer.out
    assert "Nothing here is ranked" in answer.out
    for hidden in (*finished, *"".join(NAMES).split(), "Ada", "Lovelace"):
        assert hidden not in answer.out


def test_every_line_fits_and_columns_are_told_apart(call: Call, finished: list[str]) -> None:
    assert len(finished) > AT_A_TIME
    lines = call("compare", "layer/practice-rms-norm").out.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert "Columns A to D, of 5." in lines
    assert "Columns E to E, of 5." in lines


def test_names_are_told_when_they_are_asked_for(call: Call, finished: list[str]) -> None:
    out = " ".join(call("compare", *finished[:2], "--names").out.split())
    for name, session in zip(NAMES[:2], finished[:2], strict=True):
        assert f"{session}, {name}" in out


def test_a_script_reads_the_same_facts(call: Call, finished: list[str]) -> None:
    found = json.loads(call("compare", finished[0], finished[1], "--json").out)
    assert [side["label"] for side in found["sides"]] == ["A", "B"]
    assert all(side["session"] == side["candidate"] == side["day"] == "" for side in found["sides"])
    assert all(len(side["checks"]) > 8 for side in found["sides"])
    assert not found["named"]


def test_a_page_is_written_once_and_only_under_a_name_for_one(call: Call, finished: list[str], tmp_path: Path) -> None:
    page = tmp_path / "side-by-side.html"
    assert call("compare", *finished[:3], "-o", str(page)).code == 0
    assert "<table" in page.read_text(encoding="utf-8")
    again = call("compare", *finished[:3], "-o", str(page))
    assert again.code == 2
    assert "--replace" in again.err
    assert call("compare", *finished[:3], "-o", str(page), "--replace").code == 0
    assert call("compare", *finished[:3], "-o", str(tmp_path / "x.txt")).code == 2


def test_a_damaged_session_is_left_out_of_an_exercise_and_refused_by_name(
    call: Call, finished: list[str], own_place: Path
) -> None:
    journal = own_place / finished[2] / "events.jsonl"
    content = bytearray(journal.read_bytes())
    content[len(content) // 2] ^= 1
    journal.write_bytes(bytes(content))
    every = call("compare", "practice-rms-norm")
    assert every.code == 0
    assert "4 sessions side by side" in every.out
    assert "1 session left out" in every.err
    named = call("compare", *finished[:3])
    assert named.code == 3
    assert "events.jsonl" in named.err


def test_one_session_twice_and_words_that_mean_nothing_are_refused(call: Call, finished: list[str]) -> None:
    alone = call("compare", finished[0], finished[0])
    assert alone.code == 0, "the same words twice are one session"
    assert "1 session side by side" in alone.out
    assert call("compare", "no-such-exercise").code == 2


def test_an_exercise_whose_sessions_go_on_is_not_compared_yet(call: Call, write_session: object) -> None:
    write_session("0101-practice-rms-norm-live")  # type: ignore[operator]
    answer = call("compare", "practice-rms-norm")
    assert answer.code == 2
    assert "no session of practice-rms-norm is over yet" in answer.err
