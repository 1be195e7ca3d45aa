"""A rating points at something that was recorded, or it is refused."""

import time
from pathlib import Path

import pytest

from proctor.errors import UsageError
from proctor.review.cards.cites import citable, cite_text, cited
from proctor.review.cards.rubric import rubric_of
from proctor.review.cards.standing import standings
from proctor.review.film import Film
from tests.review.cards.desk import CRITERIA, bench_of, sat


@pytest.fixture
def film() -> Film:
    return Film(sat())


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.mark.parametrize("words", ["submitted", "  submitted "])
def test_a_tag_is_the_snapshot_it_names(film: Film, words: str) -> None:
    found = cited(film, words)
    assert (found.kind, found.words, found.commit, found.t_s) == ("snapshot", "submitted", "commit-aaaa2", 660.0)
    assert cite_text(found) == "submitted (commit-aaa)"


def test_a_beginning_of_a_commit_is_enough_when_only_one_begins_so(film: Film) -> None:
    found = cited(film, "commit-bbb")
    assert (found.kind, found.commit, found.t_s) == ("snapshot", "commit-bbbb1", 1260.0)
    with pytest.raises(UsageError, match="several snapshots"):
        cited(film, "commit-aaaa")


@pytest.mark.parametrize("check", ["test_shape", "test_secret"])
def test_a_check_is_cited_by_its_id_a_hidden_one_too(film: Film, check: str) -> None:
    assert cited(film, check).kind == "check"


def test_minutes_and_seconds_are_the_sessions_and_name_the_snapshot_of_then(film: Film) -> None:
    found = cited(film, "12:05")
    assert (found.kind, found.words, found.t_s, found.commit) == ("time", "12:05", 725.0, "commit-aaaa2")
    assert cited(film, "1:30").commit == ""


@pytest.mark.usefixtures("utc")
def test_a_time_of_day_becomes_one_of_the_session(film: Film) -> None:
    found = cited(film, "12:12:05")
    assert (found.kind, found.words, found.t_s) == ("time", "12:05", 725.0)
    with pytest.raises(UsageError, match="did not go on at"):
        cited(film, "11:59:00")
    with pytest.raises(UsageError, match="did not go on at"):
        cited(film, "13:30:00")


@pytest.mark.parametrize("words", ["", "x", "31:30", "test_other", "deadbeef", "99:99", "submitted,final", "commit-zz"])
def test_what_was_not_recorded_is_refused(film: Film, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        cited(film, words)
    assert refused.value.hint


def test_everything_that_is_proposed_can_be_cited(film: Film) -> None:
    proposed = citable(film)
    assert {"submitted", "final", "test_shape", "test_secret", "02:00"} <= {one.words for one in proposed}
    for one in proposed:
        assert cited(film, one.words).words == one.words


def test_the_same_is_cited_once(tmp_path: Path) -> None:
    assert len(bench_of(tmp_path, "Grace").cite(["final", "final ", "test_shape", ""])) == 2


def test_checks_stand_by_their_criterion_as_submitted_and_at_the_end(film: Film) -> None:
    found = {one.check: one for one in standings(film, "Robust")}
    assert list(found) == ["test_half", "test_secret"]
    assert (found["test_half"].submitted, found["test_half"].final) == ("FAIL", "PASS")
    assert (found["test_secret"].visibility, found["test_secret"].final) == ("hidden", None)
    assert standings(film, "Use of feedback") == ()


def test_criteria_are_found_by_name_beginning_and_number() -> None:
    rubric = rubric_of(sat())
    assert rubric.names == CRITERIA
    assert rubric.find("robust").name == rubric.find("2").name == rubric.find("rob").name == "Robust"
    for words in ("", "9", "beauty"):
        with pytest.raises(UsageError, match="no criterion"):
            rubric.find(words)


def test_the_rubric_of_a_card_changes_with_its_anchors() -> None:
    recorded = sat()
    bare = rubric_of(type(recorded)(recorded.session, recorded.public, (), (), recorded.record, None))
    assert not bare.anchored
    assert bare.names == CRITERIA
    assert bare.digest() != rubric_of(recorded).digest()
