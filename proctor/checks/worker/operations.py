"""Which operations a call carries out, and how often: what a loop in Python costs shows here on any machine."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from proctor.checks.worker.step import carry_out

_ATEN = "aten."


class _Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's class is not annotated
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # likewise
        self.counts: Counter[str] = Counter()

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self.counts[str(func).rpartition(".")[0].removeprefix(_ATEN)] += 1
        return func(*args, **(kwargs or {}))


def counted(module: nn.Module, inputs: Any, *, grad: bool) -> dict[str, int]:
    """Operations by name in one call in evaluation mode, or in a training step: forward, sum, backward."""
    module.train(grad)
    with _Counting() as seen:
        carry_out(module, inputs, grad=grad)
    return dict(seen.counts)
