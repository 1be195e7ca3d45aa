"""A failing check teaches: well-known mistakes are called by their names."""

import pytest

from proctor.checks.request import CheckFinished
from proctor.session.verdicts import Verdict
from tests.exercises.trials import Bench, shipped

BY_NAME = {exercise.root.name: exercise for exercise in shipped()}


def visible_message(bench: Bench, package: str, wrong: str) -> CheckFinished:
    """What the named check says about a wrong solution."""
    exercise = BY_NAME[package]
    path = exercise.root / "private" / "wrong" / f"{wrong}.py"
    return bench.judge(exercise, "junior", path, ("visible",))[path.parent.name]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("test_matches_the_formula/layer_norm", "LayerNorm"),
        ("test_matches_the_formula/sum_for_mean", "mean of the squares"),
        ("test_matches_the_formula/whole_tensor", "each vector has its own"),
        ("test_gain_scales_each_feature/gain_forgotten", "no effect"),
        ("test_gradients/detached_root", "as a constant"),
        ("test_gradients/data_of_the_gain", "reaches weight"),
        ("test_state_dict/gain_is_a_buffer", "no optimiser would train it"),
        ("test_small_and_large_values/eps_outside", "after the root"),
    ],
)
def test_a_mistake_in_practice_is_called_by_its_name(bench: Bench, wrong: str, words: str) -> None:
    found = visible_message(bench, "practice-rms-norm", wrong)
    assert found.verdict == Verdict.FAIL
    assert words in found.message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("test_matches_the_formula/not_scaled", "not divided by sqrt(d)"),
        ("test_matches_the_formula/scaled_by_the_whole_width", "sqrt(embed_dim)"),
        ("test_matches_the_formula/window_too_narrow", "one step too narrow"),
        ("test_relative_bias/read_backwards", "wrong way round"),
        ("test_causal/ignored", "although causal=True"),
        ("test_padding_mask/read_the_wrong_way_round", "True is padding"),
        ("test_padding_mask/rows_keep_the_output_bias", "not exactly 0"),
        ("test_gradients/detached_keys", "k_proj"),
    ],
)
def test_a_mistake_in_the_window_is_called_by_its_name(bench: Bench, wrong: str, words: str) -> None:
    found = visible_message(bench, "sliding-window-attention", wrong)
    assert found.verdict == Verdict.FAIL
    assert words in found.message
