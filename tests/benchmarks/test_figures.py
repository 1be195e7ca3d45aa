"""Samples, their statistics, and how they are written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import Figure, Statistic, at_least, at_most
from benchmarks.report import document, number_text

SAMPLES = st.lists(st.floats(0, 1e6), min_size=1, max_size=50).map(tuple)


@given(SAMPLES, st.integers(1, 100))
def test_a_percentile_is_a_sample_that_so_many_do_not_exceed(samples: tuple[float, ...], percent: int) -> None:
    value = Figure("f", "ms", samples).percentile(percent)
    assert value in samples
    assert sum(sample <= value for sample in samples) >= percent / 100 * len(samples)


@given(SAMPLES)
def test_the_median_lies_between_the_extremes(samples: tuple[float, ...]) -> None:
    assert min(samples) <= Figure("f", "ms", samples).value(Statistic.MEDIAN) <= max(samples)


def test_a_target_speaks_of_its_own_statistic() -> None:
    samples = (1.0, 1.0, 1.0, 9.0)
    assert Figure("f", "ms", samples, at_most(2)).met is True
    assert Figure("f", "ms", samples, at_most(2, Statistic.MEAN)).met is False
    assert Figure("f", "ms", samples, at_most(9, Statistic.P99)).met is True
    assert Figure("f", "ms", samples, at_least(2)).met is False
    assert Figure("f", "ms", samples).met is None


def test_a_figure_without_samples_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no samples"):
        Figure("f", "ms", ())


def test_the_document_says_what_was_missed() -> None:
    text = document(
        [("Python", "3.11")], [("Title", "How.", [Figure("slow", "ms", (30.0,), at_most(25, Statistic.P99))])]
    )
    assert "| Python | 3.11 |" in text
    assert "| slow | ms | 30.0 | 30.0 | 30.0 | 30.0 | 30.0 - 30.0 | 1 | <= 25 p99 | **no** |" in text


@pytest.mark.parametrize(("number", "text"), [(1234.5, "1234"), (12.345, "12.3"), (-1.234, "-1.23"), (0.0123, "0.012")])
def test_numbers_keep_the_digits_that_matter(number: float, text: str) -> None:
    assert number_text(number) == text
