"""Whatever comes back from a candidate's code, the verdict is about the work: no check breaks over it."""

from pathlib import Path

import pytest

from proctor.catalog.package import Exercise
from tests.exercises.trials import NOT_AT_FAULT, Bench, held_against, references, shipped

CLASSES = {
    "masked-gem-pool": "MaskedGeMPool",
    "practice-generalized-cross-entropy": "GeneralizedCrossEntropy",
    "practice-rms-norm": "RMSNorm",
    "sliding-window-attention": "SlidingWindowAttention",
    "smoothed-focal-loss": "SmoothedFocalLoss",
}
ANSWERS = {
    "nothing": "None",
    "a pair": "(y, y)",
    "whole numbers": "y.long()",
    "truth values": "y.bool()",
    "complex numbers": "torch.complex(y.double(), y.double())",
    "a single number": "y.sum()",
    "not a number": "y * float('nan')",
    "no values": "y.to('meta')",
    "a cut-off graph": "y.detach()",
    "a fresh leaf": "y.detach().requires_grad_()",
    "a process that ends": "__import__('os')._exit(0)",
}
CASES = [
    pytest.param(
        exercise,
        answer,
        id=f"{exercise.root.name}-{words}".replace(" ", "-"),
        marks=[] if exercise.manifest.practice else [pytest.mark.slow],
    )
    for exercise in shipped()
    for words, answer in ANSWERS.items()
]


@pytest.mark.parametrize(("exercise", "answer"), CASES)
def test_an_odd_answer_breaks_no_check(bench: Bench, exercise: Exercise, answer: str, tmp_path: Path) -> None:
    """The right solution, wrapped so that every call answers something else."""
    name = CLASSES[exercise.root.name]
    forward = f"    def forward(self, *a, **k):\n        y = super().forward(*a, **k)\n        return {answer}\n"
    odd = f"\n\nclass {name}({name}):\n{forward}"
    path = tmp_path / exercise.manifest.entry
    path.write_text(references(exercise)[0].read_text(encoding="utf-8") + odd, encoding="utf-8")
    found = bench.judge(exercise, "mid", path)
    assert {check: item.message for check, item in found.items() if item.verdict not in NOT_AT_FAULT} == {}
    assert held_against(found)
