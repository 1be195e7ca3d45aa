"""Evidence gathered beside the candidate's code, each time with a control module whose figures are known."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves

from proctor.checks.figures import CONTROL_BYTES
from proctor.checks.wire.messages import Figures
from proctor.checks.worker.ledger import LiveBytes, Loan, measure
from proctor.checks.worker.operations import counted
from proctor.checks.worker.step import carry_out

Make = Callable[[], Any]


class Keeping(nn.Module):
    """Control for memory: holds two buffers of the input's size at its peak, and keeps one of them."""

    def forward(self, x: Tensor) -> Tensor:
        """Return `2 x + 1`, keeping `2 x`."""
        self.kept = x * 2
        return self.kept + 1


class Straight(nn.Module):
    """Control for compiling: one graph."""

    def forward(self, x: Tensor) -> Tensor:
        """Return `2 x + 1`."""
        return x * 2 + 1


class Branching(nn.Module):
    """Control for compiling: a branch on a value, which one graph cannot hold."""

    def forward(self, x: Tensor) -> Tensor:
        """Return `2 x` or `x`, as the values say."""
        return x * 2 if bool(x.sum() > 0) else x


def memory(make: Make, inputs: Any, *, grad: bool) -> Figures:
    """Live bytes of one call in evaluation mode without gradients, or of a training step with them."""
    control = _live_bytes(Keeping(), (torch.ones(CONTROL_VALUES),), grad=False)
    return Figures(_named(_live_bytes(make(), inputs, grad=grad)), _named(control), "")


def compiling(make: Make, inputs: Any, *, grad: bool) -> Figures:
    """Whether one graph holds the module, and gives what the module gives."""
    straight, _ = _compiles(Straight(), (torch.ones(3),), grad=False)
    branching, _ = _compiles(Branching(), (torch.ones(3),), grad=False)
    control = {"straight": straight["compiled"], "branching": branching["compiled"]}
    figures, note = _compiles(make(), inputs, grad=grad)
    return Figures(figures, control, note)


def profiling(make: Make, inputs: Any, *, grad: bool) -> Figures:
    """How often each operation is carried out in one call, or in a training step."""
    known = counted(Straight(), (torch.ones(3),), grad=False)
    control = {"multiplied": known.get("mul", 0), "added": known.get("add", 0)}
    return Figures(counted(make(), inputs, grad=grad), control, "")


CONTROL_VALUES: Final = CONTROL_BYTES // 4
PROBES: Final[dict[str, Callable[..., Figures]]] = {"memory": memory, "compile": compiling, "profile": profiling}


def _live_bytes(module: nn.Module, inputs: Any, *, grad: bool) -> LiveBytes:
    module.train(grad)
    loan = Loan(tuple(inputs))

    def call() -> None:
        carry_out(module, loan.take(), grad=grad)
        if grad:
            module.zero_grad(set_to_none=True)

    found = measure(call, [*module.parameters(), *module.buffers(), *loan.tensors()])
    return replace(found, retained=found.retained + loan.kept_bytes())


def _compiles(module: nn.Module, inputs: Any, *, grad: bool) -> tuple[dict[str, int], str]:
    module.train(grad)
    with torch.set_grad_enabled(grad):
        try:
            torch._dynamo.reset()  # noqa: SLF001 - the documented way to forget earlier graphs
            got = torch.compile(module, backend="eager", fullgraph=True)(*inputs)
        except Exception as error:  # noqa: BLE001 - whatever stops the compiler is the finding
            return {"compiled": 0, "same": 0}, str(error).strip().split("\n")[0][:500]
        want = module(*inputs)
    pairs = zip(tree_leaves(got), tree_leaves(want), strict=True)
    same = all(torch.allclose(a, b, equal_nan=True) for a, b in pairs if _is_tensor(a) and not a.is_meta)
    return {"compiled": 1, "same": int(same)}, ""


def _named(live: LiveBytes) -> dict[str, int]:
    return {"peak_bytes": live.peak, "largest_bytes": live.largest, "retained_bytes": live.retained}


def _is_tensor(item: object) -> bool:
    return isinstance(item, Tensor)
