"""The two score cards of the example recording, as `proctor score --from` takes them."""

from typing import Any, Final


def _rating(score: int, note: str, *cites: str) -> dict[str, Any]:
    return {"score": score, "note": note, "cites": list(cites)}


CARDS: Final[dict[str, dict[str, Any]]] = {
    "First reviewer": {
        "ratings": {
            "Correct forward": _rating(
                3,
                "The root runs over the last dimension and eps stands inside of it, right in the first attempt.",
                *("submitted", "test_matches_the_formula"),
            ),
            "Correct backward": _rating(
                3, "Nothing in the way of autograd; first and second derivatives are exact.", "test_gradients", "final"
            ),
            "Robust": _rating(
                2,
                "Half precision overflowed in what was handed in. The revision widens before squaring and comes back.",
                *("test_half_precision", "submitted", "final"),
            ),
            "Framework practice": _rating(
                4, "A parameter with device and dtype, a useful extra_repr.", "test_state_dict", "final"
            ),
            "Documentation": _rating(
                4, "Arguments and shapes are named; somebody else could use it.", "test_documentation", "submitted"
            ),
            "Use of feedback": _rating(
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
            "Correct forward": _rating(
                3, "All visible forward checks hold on what was handed in, but for half precision.", "submitted"
            ),
            "Correct backward": _rating(3, "Exact.", "test_gradients"),
            "Robust": _rating(
                2,
                "Wrong arguments of the constructor pass silently; the revision checks the width of x only.",
                *("final", "test_wrong_arguments"),
            ),
            "Framework practice": _rating(3, "As one expects of a module; nothing more was asked.", "test_state_dict"),
            "Documentation": _rating(3, "Complete and short.", "test_documentation"),
            "Use of feedback": _rating(
                4, "Agreed, said where to widen and where to narrow, and both are in the diff.", "feedback", "final"
            ),
        },
        "strengths": "The feedback was understood at once: the change is small and in the right two places.",
        "concerns": "Did not try anything beyond the visible checks.",
        "overall": "Solid work for the level. I would like to see how a larger layer is taken apart.",
        "overall_score": 3,
    },
}
