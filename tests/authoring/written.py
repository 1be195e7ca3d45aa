"""Outcomes as an engine would tell them, for the rules that judge them."""

from proctor.authoring.claims import Claim
from proctor.authoring.trials import Outcome, Trial
from proctor.catalog.promises import Check
from proctor.checks.request import CheckFinished
from proctor.session.verdicts import Verdict

STARTER = Claim("starter", "starter", None, ("junior", "mid", "senior"))
RIGHT = Claim("reference", "reference/plain", None, ("junior", "mid", "senior"))
WRONG = Claim("wrong", "wrong/test_b/off", None, ("mid", "senior"), check="test_b", also=frozenset({"test_c"}))
CHECKS = tuple(
    Check(
        id=f"test_{letter}",
        promise="Holds.",
        visibility="hidden" if letter == "c" else "visible",
        criterion="Correctness",
        levels=("junior", "mid", "senior"),
        needs=(),
        advisory=False,
        file="test_x.py",
    )
    for letter in "abc"
)


def outcome(claim: Claim, *, seed: int = 7, level: str = "mid", only: bool = False, **verdicts: str) -> Outcome:
    """What came of a claim: `a="FAIL"` is a failing `test_a`, and what is not said passes."""
    said = {f"test_{letter}": Verdict(verdicts.get(letter, "PASS")) for letter in "abc"}
    found = {
        name: CheckFinished(check=name, verdict=verdict, message=f"{name} said so")
        for name, verdict in said.items()
        if not only or name == claim.check
    }
    chosen = next(known for known in ("junior", "mid", "senior") if known == level)
    return Outcome(Trial(claim, chosen, seed, (claim.check,) if only else ()), found)
