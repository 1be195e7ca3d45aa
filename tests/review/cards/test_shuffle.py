"""Random order that can be gone on with: every answer once for each criterion, the same on another day."""

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from proctor.review.cards.shuffle import PLANS, Plan, in_order, letters, plan_for, with_labels

_SESSIONS = st.sets(st.text(alphabet="abcdef0123", min_size=1, max_size=6), min_size=1, max_size=8)
_CRITERIA = ("Correct forward", "Robust", "Documentation")
_SEEDS = st.text(alphabet="0123456789abcdef", min_size=4, max_size=4)


@given(sessions=_SESSIONS, seed=_SEEDS)
def test_each_criterion_has_every_answer_once_and_the_order_is_the_same_again(sessions: set[str], seed: str) -> None:
    plan = with_labels(Plan(who="Grace", exercise="x", seed=seed), sessions)
    items = in_order(plan, _CRITERIA, sessions)
    assert [item.criterion for item in items] == [name for name in _CRITERIA for _ in sessions]
    for name in _CRITERIA:
        assert sorted(item.session for item in items if item.criterion == name) == sorted(sessions)
    assert items == in_order(plan, _CRITERIA, sorted(sessions))
    assert len(set(plan.labels.values())) == len(sessions)


@given(sessions=_SESSIONS, more=_SESSIONS, seed=_SEEDS)
def test_an_answer_that_joins_later_moves_no_other_and_renames_none(
    sessions: set[str], more: set[str], seed: str
) -> None:
    plan = with_labels(Plan(who="Grace", exercise="x", seed=seed), sessions)
    later = with_labels(plan, more)
    assert plan.labels.items() <= later.labels.items()
    before = in_order(plan, _CRITERIA, sessions)
    assert before == tuple(item for item in in_order(later, _CRITERIA, sessions | more) if item.session in sessions)
    assert len(set(later.labels.values())) == len(sessions | more)


def test_orders_differ_between_criteria_and_between_people(tmp_path: Path) -> None:
    sessions = [f"s{number}" for number in range(9)]
    grace = in_order(plan_for(tmp_path, "Grace", "x", sessions), _CRITERIA, sessions)
    by_criterion = [[item.session for item in grace if item.criterion == name] for name in _CRITERIA]
    assert len({tuple(order) for order in by_criterion}) > 1
    alan = in_order(plan_for(tmp_path, "Alan", "x", sessions), _CRITERIA, sessions)
    assert [item.session for item in alan] != [item.session for item in grace]


def test_the_plan_is_found_again_by_the_same_person_however_spelled(tmp_path: Path) -> None:
    first = plan_for(tmp_path, "Grace", "layer/x", ["s1", "s2"])
    again = plan_for(tmp_path, " GRACE ", "layer/x", ["s2", "s3"])
    assert again.seed == first.seed
    assert first.labels.items() <= again.labels.items()
    assert plan_for(tmp_path, "Grace", "layer/y", ["s1"]).seed != first.seed
    for path in (tmp_path / PLANS).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
