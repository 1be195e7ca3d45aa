"""What is compiled before any fork is taken as one graph; otherwise nothing of use would be loaded."""

import torch

from proctor.checks.worker.everyday import Everyday
from proctor.checks.worker.probes import compiling


def test_the_everyday_layer_is_one_graph() -> None:
    inputs = (torch.ones(2, 5, 4), torch.zeros(2, 5, dtype=torch.bool))
    found = compiling(Everyday, inputs, grad=False)
    assert (found.figures["compiled"], found.figures["same"], found.note) == (1, 1, "")
