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
        ("test_matches_the_formula/cross_entropy", "q has no effect"),
        ("test_matches_the_formula/not_divided", "division by q is missing"),
        ("test_matches_the_formula/softmax_over_the_batch", "runs over dimension 0"),
        ("test_matches_the_formula/float32_only", "cast to float32"),
        ("test_more_dimensions/flattened_as_it_lies", "move dimension 1"),
        ("test_ignored_places/scored_as_class_zero", "keep a loss; it is 0 there"),
        ("test_reductions/mean_over_all", "only scored ones count"),
        ("test_extreme_values/power_of_the_probability", "p_t rounds to 0 here"),
        ("test_extreme_values/one_minus_the_power", "torch.expm1"),
        ("test_gradients/cross_entropys_derivative", "a factor p_t^q is missing"),
        ("test_gradients/normaliser_detached", "only the true class"),
    ],
)
def test_a_mistake_in_the_practice_loss_is_called_by_its_name(bench: Bench, wrong: str, words: str) -> None:
    found = visible_message(bench, "practice-generalized-cross-entropy", wrong)
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


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("test_state_dict/always_a_buffer", "no optimiser would train it"),
        ("test_state_dict/frozen_parameter", "persistent buffer"),
        ("test_matches_the_formula/sum_for_mean", "not divided by the number"),
        ("test_matches_the_formula/root_forgotten", "the p-th root is missing"),
        ("test_each_channel_has_its_own_exponent/first_exponent", "exponent of channel 0"),
        ("test_each_channel_has_its_own_exponent/p_init_in_use", "p_init"),
        ("test_small_and_negative_inputs/absolute_values", "by their size"),
        ("test_small_and_negative_inputs/gradient_through_the_floor", "below eps"),
        ("test_padding_mask/ignored", "no effect"),
        ("test_padding_mask/read_the_wrong_way_round", "True is padding"),
        ("test_padding_mask/divided_by_the_length", "divided by T"),
        ("test_padding_mask/counted_as_eps", "as if they held eps"),
        ("test_large_inputs/plain_powers", "take logarithms"),
        ("test_gradients/detached_exponents", "reaches p"),
    ],
)
def test_a_mistake_in_the_pooling_is_called_by_its_name(bench: Bench, wrong: str, words: str) -> None:
    found = visible_message(bench, "masked-gem-pool", wrong)
    assert found.verdict == Verdict.FAIL
    assert words in found.message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("test_state_dict/weight_is_a_parameter", "only a buffer"),
        ("test_matches_the_formula/factor_of_p", "seems to be p_t ** gamma"),
        ("test_matches_the_formula/gamma_forgotten", "gamma has no effect"),
        ("test_smoothing_and_weight/p_of_the_weighted_term", "formed from the weighted term"),
        ("test_smoothing_and_weight/p_of_ce", "it is exp(lp[t])"),
        ("test_smoothing_and_weight/over_the_others", "for each of all K"),
        ("test_smoothing_and_weight/smoothing_not_weighted", "has its own w[k]"),
        ("test_smoothing_and_weight/smoothing_without_factor", "it multiplies both"),
        ("test_reductions/mean_over_the_count", "divided by the sum of their w[t]"),
        ("test_ignored_targets/counted_in_the_mean", "ignored samples take part"),
        ("test_ignored_targets/loss_where_ignored", "theirs is exactly 0"),
        ("test_gradients/factor_detached", "treated as a constant"),
    ],
)
def test_a_mistake_in_the_focal_loss_is_called_by_its_name(bench: Bench, wrong: str, words: str) -> None:
    found = visible_message(bench, "smoothed-focal-loss", wrong)
    assert found.verdict == Verdict.FAIL
    assert words in found.message
