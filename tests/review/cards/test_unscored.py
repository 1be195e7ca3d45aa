"""What somebody has still to score, and what the time on a card is."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.card import Rating
from proctor.review.cards.draft import Draft
from proctor.review.cards.unscored import unscored
from proctor.review.recording import Recording
from tests.review.cards.desk import CRITERIA, bench_of, filled


def at_its_place(at: Bench) -> Recording:
    """As it is read from its folder."""
    folder = at.desk.folder
    return dataclasses.replace(
        at.film.recording, place=folder.path, cards=folder.cards if folder.cards.is_dir() else None
    )


def test_criteria_leave_the_list_as_they_are_scored_in_a_draft_and_in_a_card(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    assert unscored(at_its_place(at), "Grace") == CRITERIA
    at.edit(lambda draft: draft.rated("Robust", scored(Rating(), 2)))
    assert unscored(at_its_place(at), " grace ") == ("Correct forward", "Use of feedback")
    assert unscored(at_its_place(at), "Alan") == CRITERIA
    filled(at)
    at.submit()
    assert unscored(at_its_place(at), "Grace") == ()


def test_an_exported_file_has_nobody_s_draft(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at)
    file = tmp_path / "s1.bundle"
    file.touch()
    assert unscored(dataclasses.replace(at.film.recording, place=file), "Grace") == CRITERIA


@given(gaps_s=st.lists(st.floats(0, 1000), max_size=12))
def test_the_time_on_a_card_is_the_gaps_between_changes_without_long_ones(gaps_s: list[float]) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    draft = Draft(who="Grace").touched(moment)
    for gap_s in gaps_s:
        moment += timedelta(seconds=gap_s)
        draft = draft.touched(moment)
    spent_s = sum(gap_s for gap_s in gaps_s if gap_s <= 120)
    assert abs(draft.seconds - spent_s) <= 0.1 * len(gaps_s) + 1e-6


def test_a_clock_that_goes_back_costs_nothing() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    draft = Draft(who="Grace").touched(moment).touched(moment - timedelta(hours=1))
    assert draft.seconds == 0.0


def test_a_card_is_blind_only_if_all_of_it_was_written_so(tmp_path: Path) -> None:
    blind, seeing = bench_of(tmp_path, "Grace", label="A"), bench_of(tmp_path, "Grace")
    filled(blind)
    assert blind.draft().blind
    seeing.edit(lambda draft: draft)
    assert not seeing.draft().blind
    filled(blind)
    assert not blind.submit().blind
