"""The two score cards of the example recording, as `proctor score --from` takes them."""

from typing import Any, Final


def _rating(score: int, note: str, *cites: str) -> dict[str, Any]:
    return {"score": score, "note": note, "cites": list(cites)}


CARDS: Final[dict[str, dict[str, Any]]] = {
    "First reviewer": {
        "ratings": {
            "Correctness": _rating(
                3,
                "The root runs over the last dimension and eps stands inside of it, right in the first attempt.",
                *("submitted", "test_matches_the_formula"),
            ),
            "Gradients and numerics": _rating(
                2,
                "Derivatives are exact. Half precision overflowed in what was handed in; the revision widens before "
                "squaring and comes back.",
                *("test_gradients", "test_half_precision", "submitted", "final"),
            ),
            "Efficiency": _rating(3, "One pass, no copy that is not needed, nothing kept.", "final"),
            "Framework practice": _rating(
                4, "A parameter with device and dtype, a useful extra_repr.", "test_state_dict", "final"
            ),
            "Documentation": _rating(
                4, "Arguments and shapes are named; somebody else could use it.", "test_documentation", "submitted"
            ),
            "Debugging and testing": _rating(
                2, "Read the message of the failing check and moved on; no small case of their own.", "submitted"
            ),
            "Limits and unfinished work": _rating(
                2, "Handed in with half precision open, and said so only when asked.", "test_half_precision"
            ),
            "Response to feedback": _rating(
                4, "Repeats the point in own words and does exactly that, a few minutes later.", "feedback", "final"
            ),
        },
        "strengths": "Works from the specification and reads it again before writing. Small steps, a save for each.",
        "concerns": "Left half precision although a check said so, with most of the time unused.",
        "overall": "Solid. With the hint about squares the rest followed quickly and cleanly.",
        "overall_score": 3,
    },
    "Second reviewer": {
        "ratings": {
            "Correctness": _rating(
                3, "All visible forward checks hold on what was handed in, but for half precision.", "submitted"
            ),
            "Gradients and numerics": _rating(
                3, "Exact derivatives; widening came with the revision, in the right place.", "test_gradients", "final"
            ),
            "Efficiency": _rating(
                3, "Nothing to cut; float32 copies only where half precision asks for them.", "final"
            ),
            "Framework practice": _rating(
                2,
                "Parameter and dtype as one expects; wrong arguments of the constructor pass silently.",
                *("test_state_dict", "test_wrong_arguments"),
            ),
            "Documentation": _rating(3, "Complete and short.", "test_documentation"),
            "Debugging and testing": _rating(3, "Saved in small steps and read each verdict.", "submitted"),
            "Limits and unfinished work": _rating(
                2, "The open check was left without a word, with time to spare.", "test_half_precision", "submitted"
            ),
            "Response to feedback": _rating(
                4, "Agreed, said where to widen and where to narrow, and both are in the diff.", "feedback", "final"
            ),
        },
        "strengths": "The feedback was understood at once: the change is small and in the right two places.",
        "concerns": "Did not try anything beyond the visible checks.",
        "overall": "Solid work for the level. I would like to see how a larger layer is taken apart.",
        "overall_score": 3,
    },
}
