"""What is measured about a module of JAX's: memory, whether it compiles, and which operations it carries out.

Each measures a control whose figures are known beside it. JAX itself is handed in by the adapter.
"""

import gc
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from proctor.checks.frameworks.contract import Evidence, Seed, Trial
from proctor.checks.frameworks.jaxpr import flat, live

_CONTROL_VALUES: Final = 1000
Inputs = tuple[Any, ...]


class Built:
    """A candidate's module and its variables, as they were made."""

    def __init__(self, module: Any, variables: Any) -> None:
        self.module = module
        self.variables = variables


class Probes:
    """`jax` and `np` are the modules `jax` and `jax.numpy`.

    `copy` makes an independent copy, and `traces` says whether a call on one can be traced and leaves nothing behind.
    """

    def __init__(
        self,
        jax: Any,
        np: Any,
        *,
        copy: Callable[[Built], Built],
        traces: Callable[[Trial, Sequence[Any]], bool],
    ) -> None:
        self._jax, self._np = jax, np
        self._copy, self._traces = copy, traces

    def memory(self, module: Built, inputs: Inputs, *, grad: bool) -> Evidence:
        """Buffers of the jaxpr, and arrays that are alive after a call."""
        control = self._np.ones(_CONTROL_VALUES, "float32")
        keeping = _Keeping()
        known = self._buffers(keeping.traced, control) | {"retained_bytes": self._retained(lambda: keeping(control))}
        traced = self._copy(module)  # what a trace leaves behind must not be there for the call
        run = self._training(traced) if grad else traced.module
        found = self._buffers(run, module.variables, *inputs)
        return Evidence(found | {"retained_bytes": self._kept_by(module, inputs)}, known)

    def compiles(self, module: Built, inputs: Inputs, *, grad: bool) -> Evidence:
        """`jax.jit` of the call, and whether it gives what the call gives."""
        ones = (self._np.ones(3),)
        straight = self._compiles(lambda _, x: x * 2 + 1, {}, ones)[0]["compiled"]
        branching = self._compiles(lambda _, x: x * 2 if x.sum() > 0 else x, {}, ones)[0]["compiled"]
        figures, note = self._compiles(module.module, module.variables, inputs)
        if grad and figures["compiled"]:
            figures |= {"compiled": self._lowers(self._training(module), module.variables, inputs)}
        return Evidence(figures, {"straight": straight, "branching": branching}, note)

    def profile(self, module: Built, inputs: Inputs, *, grad: bool) -> Evidence:
        """The primitives of the jaxpr."""
        run = self._training(module) if grad else module.module
        known = self._counted(lambda _, x: x * 2 + 1, {}, (self._np.ones(3),))
        return Evidence(
            self._counted(run, module.variables, inputs),
            {"multiplied": known.get("mul", 0), "added": known.get("add", 0)},
        )

    def is_smooth(self, tensor: Any) -> bool:
        """Whether it can be differentiated."""
        return bool(self._np.issubdtype(tensor.dtype, self._np.inexact))

    def _training(self, module: Built) -> Callable[..., Any]:
        def loss(variables: Any, inputs: Any) -> Any:
            results = self._jax.tree.leaves(module.module(variables, *inputs))
            return sum((item.sum() for item in results if self.is_smooth(item)), start=self._np.zeros(()))

        def step(variables: Any, *inputs: Any) -> Any:
            return self._jax.value_and_grad(loss, argnums=(0, 1), allow_int=True)(variables, inputs)

        return step

    def _compiles(self, run: Callable[..., Any], variables: Any, inputs: Any) -> tuple[dict[str, int], str]:
        try:
            got = self._jax.jit(run)(variables, *inputs)
        except Exception as error:  # noqa: BLE001 - whatever stops the compiler is the finding
            return {"compiled": 0, "same": 0}, str(error).strip().split("\n")[0]
        pairs = zip(self._jax.tree.leaves(got), self._jax.tree.leaves(run(variables, *inputs)), strict=True)
        same = all(self._alike(a, b) for a, b in pairs)
        return {"compiled": 1, "same": int(same)}, ""

    def _lowers(self, run: Callable[..., Any], variables: Any, inputs: Any) -> int:
        try:
            self._jax.make_jaxpr(run)(variables, *inputs)
        except Exception:  # noqa: BLE001 - as above
            return 0
        return 1

    def _alike(self, got: Any, want: Any) -> bool:
        if got.dtype == self._jax.dtypes.float0:
            return bool(want.dtype == got.dtype)
        return bool(self._np.allclose(got, want, rtol=1e-3, atol=1e-5, equal_nan=True))

    def _buffers(self, run: Callable[..., Any], *given: Any) -> dict[str, int]:
        peak, largest = live(self._jax.make_jaxpr(run)(*given).jaxpr)
        return {"peak_bytes": peak, "largest_bytes": largest}

    def _kept_by(self, module: Built, inputs: Inputs) -> int:
        """Bytes that a call leaves behind; nothing where tracing it on a copy leaves nothing."""
        copied = self._copy(module)
        trial = Trial(lambda given: [copied.module(module.variables, *given)], copied, Seed(0))
        if self._traces(trial, list(inputs)):
            return 0
        return self._retained(lambda: module.module(module.variables, *inputs))

    def _retained(self, once: Callable[[], object]) -> int:
        held = self._jax.live_arrays()
        before = {id(item) for item in held}
        once()
        gc.collect()
        kept = sum(item.nbytes for item in self._jax.live_arrays() if id(item) not in before)
        del held
        return int(kept)

    def _counted(self, run: Callable[..., Any], variables: Any, inputs: Any) -> dict[str, int]:
        jaxpr = self._jax.make_jaxpr(run)(variables, *inputs).jaxpr
        return dict(Counter(step.primitive.name for step in flat(jaxpr)))


class _Keeping:
    """Control for memory: two buffers at its peak, one of which it keeps."""

    kept: Any = None

    def traced(self, x: Any) -> Any:
        """Both of them are results."""
        doubled = x * 2
        return doubled, doubled + 1

    def __call__(self, x: Any) -> Any:
        """Keep one."""
        self.kept, result = self.traced(x)
        return result
