"""Agreement against published and independent figures, and silence where it says nothing."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.review.cards.agreement import agreement, alpha_across, alpha_of
from tests.review.cards.desk import CRITERIA, bench_of, filled

_ROWS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Four observers, twelve units: the example of Krippendorff (2011), Computing Krippendorff's Alpha-Reliability."""


def test_the_published_ordinal_example_comes_out() -> None:
    rows = [row.split() for row in _ROWS]
    items = [{f"o{n}": int(row[unit]) for n, row in enumerate(rows) if row[unit] != "."} for unit in range(12)]
    found = alpha_of(items)
    assert found.value == pytest.approx(0.815, abs=0.0005)
    assert (found.raters, found.items) == (4, 11)


def _by_definition(items: list[dict[str, int]]) -> float:
    """One minus observed over expected disagreement, straight from the definition for ordered values."""
    paired = [list(item.values()) for item in items if len(item) > 1]
    values = sorted({value for item in paired for value in item})
    count = {value: sum(item.count(value) for item in paired) for value in values}
    total = sum(count.values())

    def apart(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(count[value] for value in values if low <= value <= high)
        return (between - (count[low] + count[high]) / 2) ** 2

    observed = sum(apart(a, b) / (len(item) - 1) for item in paired for a, b in permutations(item, 2)) / total
    every = [value for item in paired for value in item]
    expected = sum(apart(a, b) for a, b in permutations(every, 2)) / (total * (total - 1))
    return 1 - observed / expected


_ITEMS = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), max_size=3), max_size=10)


@given(items=_ITEMS)
def test_alpha_is_what_its_definition_says_or_absent_with_a_reason(items: list[dict[str, int]]) -> None:
    found = alpha_of(items)
    if found.value is None:
        assert found.reason
        return
    assert found.value == pytest.approx(_by_definition(items))
    assert found.value <= 1


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([], "two people"),
        ([{"a": 1}, {"b": 2}, {"a": 3}], "two people"),
        ([{"a": 1, "b": 2}], "at least 3 items"),
        ([{"a": 3, "b": 3}] * 5, "all scores are the same"),
    ],
)
def test_where_alpha_says_nothing_it_is_absent_and_says_why(items: list[dict[str, int]], reason: str) -> None:
    found = alpha_of(items)
    assert found.value is None
    assert reason in found.reason


def test_full_agreement_is_one() -> None:
    assert alpha_of([{"a": n, "b": n} for n in (1, 2, 3, 4)]).value == pytest.approx(1.0)


def test_scores_stand_side_by_side_with_their_spread(tmp_path: Path) -> None:
    for who, scores in (("Grace", (3, 2, 4)), ("Alan", (3, 4, 0))):
        at = bench_of(tmp_path, who)
        filled(at, *scores)
        at.submit()
    found = agreement(bench_of(tmp_path, "Grace").seen().cards, CRITERIA)
    assert [(row.criterion, row.scores, row.spread) for row in found.criteria] == [
        ("Correct forward", {"Alan": 3, "Grace": 3}, 0),
        ("Robust", {"Alan": 4, "Grace": 2}, 2),
        ("Use of feedback", {"Alan": None, "Grace": 4}, None),
    ]
    assert (found.alpha.value, found.alpha.items) == (None, 2)
    cards = bench_of(tmp_path, "Grace").seen().cards
    assert alpha_across([cards, cards]).items == 4
