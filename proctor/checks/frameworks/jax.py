"""JAX: a module is a class without arrays of its own; its variables are made by `init` and given to each call.

What the adapter expects of a class:

    init() or init(key)              a dict of arrays by name, or of such dicts for submodules
    trainable()                      the same names with True or False; without it every floating array is trained
    __call__(variables, ...)         the call; a keyword `key` gets a fresh key

Values are looked at eagerly, with 64-bit types enabled. Memory is counted in the program as written (its jaxpr), before
XLA fuses anything (`jax_probes.py`), so that it means the same on every machine.
"""

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from proctor.checks.frameworks.contract import (
    Array,
    Evidence,
    Framework,
    Function,
    Given,
    Part,
    Program,
    Pulled,
    Seed,
    Trial,
)
from proctor.checks.frameworks.jax_probes import Built, Probes

CARD = {
    "name": "jax",
    "title": "JAX",
    "packages": ("jax", "jaxlib", "ml_dtypes"),
    "install": "in the checkout ./install.sh --with jax, elsewhere pip install 'proctor[jax]'",
    "call": "__call__",
    "shown": "__repr__",
    "documentation": {
        "jax.numpy": "https://docs.jax.dev/en/latest/jax.numpy.html",
        "Derivatives": "https://docs.jax.dev/en/latest/automatic-differentiation.html",
        "Custom derivatives": "https://docs.jax.dev/en/latest/notebooks/Custom_derivative_rules_for_Python_code.html",
    },
    "losses": {
        "meta": "it has no meta device; what shapes a module has is part of its types",
        "time": "a PyTorch baseline says nothing about a program that XLA compiles",
        "process memory": "a PyTorch baseline says nothing about what XLA holds on to",
    },
}

EXAMPLE = '''"""Right: one product, broadcast over the leading dimensions."""

import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike


class ${class_name}:
    """Multiply every feature by a learned number.

    Args:
        num_features: Size of the last dimension of `x`, at least 1.
        dtype: Of the weight.

    Takes `x` of shape (..., num_features) and gives the same shape and dtype.
    """

    def __init__(self, num_features: int, *, dtype: DTypeLike = jnp.float32) -> None:
        if num_features < 1:
            raise ValueError(f"num_features must be at least 1, but is {num_features}")
        self.num_features, self.dtype = num_features, dtype

    def init(self) -> dict[str, Array]:
        """One for each feature."""
        return {"weight": jnp.ones(self.num_features, self.dtype)}

    def __call__(self, variables: dict[str, Array], x: Array) -> Array:
        """Give `x` with each feature scaled."""
        if x.ndim < 1 or x.shape[-1] != self.num_features:
            raise ValueError(f"x must be (..., {self.num_features}), but is {x.shape}")
        return x * variables["weight"]

    def __repr__(self) -> str:
        """Say the size."""
        return f"num_features={self.num_features}"
'''
BEGINNING = '''"""Your solution goes into this file."""

import jax.numpy as jnp


class ${class_name}:
    """Scale every feature. (Describe the arguments and the shapes here.)"""

    def __init__(self, num_features: int, *, dtype=jnp.float32) -> None:
        self.num_features = num_features
        self.dtype = dtype

    def init(self):
        # To do: the weight. One learned number per feature, starting at one.
        return {}

    def __call__(self, variables, x):
        # To do: multiply each feature by its own number.
        return x
'''

_CONTROL_VALUES = 1000


class Jax(Framework):
    """See the contract; `jax` is imported by `warm`."""

    def __init__(self) -> None:
        self._programs: dict[Any, Any] = {}

    def warm(self) -> None:
        """Import JAX, but start none of its threads: a process that has them must not fork."""
        import jax
        import jax.numpy as jnp
        import jax.scipy.special

        jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - JAX's own signature
        jax.config.update("jax_platforms", "cpu")
        self.jax, self.np = jax, jnp
        self._probes = Probes(
            jax, jnp, copy=self.copy, traces=lambda trial, tensors: self._traced(trial, tensors) is not None
        )

    def begin(self) -> None:
        """One thread for computing, as other workers have; compile fast, since next to nothing runs for long."""
        os.environ["NPROC"] = "1"
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=0"

    def tensor(self, values: Array) -> Any:
        """An array of JAX's."""
        return self.np.array(values)

    def array(self, tensor: Any) -> Array:
        """Its values; waits until they are computed."""
        import numpy as np

        return np.asarray(tensor)

    def is_tensor(self, value: object) -> bool:
        """Arrays and what stands for them while a function is traced."""
        return isinstance(value, self.jax.Array)

    def dtype(self, name: str) -> Any:
        """As `jax.numpy` names it."""
        return getattr(self.np, "bool_" if name == "bool" else name)

    def dtype_name(self, value: object) -> str | None:
        """Of a scalar type or of a dtype."""
        try:
            return str(self.np.dtype(value).name) if isinstance(value, type | self.np.dtype) else None
        except TypeError:
            return None

    def build(self, make: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], seed: Seed) -> Any:
        """The module together with the variables that its `init` made."""
        module = make(*args, **kwargs)
        if not callable(module) or not callable(getattr(module, "init", None)):
            raise TypeError(f"{type(module).__name__} needs the methods init and __call__ to be a module")
        words = {"key": self.jax.random.key(seed.take())} if "key" in _names(module.init) else {}
        return Built(module, module.init(**words))

    def parts(self, module: Built) -> Iterable[Part]:
        """The tree of `init`'s dicts; what `trainable` refuses are buffers."""
        if not isinstance(module.variables, dict):
            raise TypeError(f"init gave a {type(module.variables).__name__}, but a dict of arrays is promised")
        trained = module.module.trainable() if hasattr(module.module, "trainable") else module.variables
        shown = repr(module.module) if _shows_itself(module.module) else ""
        yield from self._parts("", (type(module.module).__name__, shown), module.variables, trained)

    def call(self, module: Built, state: Mapping[str, Any], given: Given) -> Any:
        """`module(variables, ...)`."""
        if given.path:
            raise TypeError("a submodule of a JAX module has no call of its own")
        draws = "key" in _names(module.module.__call__)
        key = {"key": self.jax.random.key(given.seed.take())} if draws else {}
        return module.module(_nested(state, module.variables), *given.args, **{**key, **given.kwargs})

    def text(self, module: Built) -> str:
        """What the candidate's `__repr__` says."""
        return repr(module.module)

    def zeros_like(self, tensor: Any) -> Any:
        """Zeros, also while a function is traced."""
        return self.np.zeros_like(tensor)

    def run(self, program: Program, tensors: Sequence[Any]) -> Sequence[Any]:
        """As one compiled program where that changes nothing: operation by operation takes many times longer."""
        found: Sequence[Any] = (self._compiled(program, tensors) or program.function)(list(tensors))
        return found

    def vjp(self, program: Program, tensors: Sequence[Any], leaves: Sequence[int]) -> Pulled:
        """`jax.vjp`, which can be differentiated again."""
        run = self._compiled(program, tensors)
        if run is None:
            return self._pulled(program.function, tensors, leaves)
        place = (program.key, tuple(leaves))
        if place not in self._programs:
            self._programs[place] = self._with_derivative(run, leaves)
        both = self._programs[place]
        results, _ = both(list(tensors), None)
        return Pulled(
            results, [*map(self._probes.is_smooth, results)], lambda weights: both(list(tensors), list(weights))[1]
        )

    def _with_derivative(self, run: Any, leaves: Sequence[int]) -> Any:
        """Results and derivative as one program: two of them take XLA nearly twice as long."""

        def both(tensors: Sequence[Any], weights: Sequence[Any]) -> tuple[Any, Any]:
            pulled = self._pulled(run, tensors, leaves)
            return pulled.results, pulled.pull(weights)

        compiled = self.jax.jit(both)

        def called(tensors: Sequence[Any], weights: Sequence[Any] | None) -> tuple[Any, Any]:
            if weights is None:
                forms = self.jax.eval_shape(run, tensors)
                weights = [self.np.zeros(one.shape, one.dtype) for one in forms if self._probes.is_smooth(one)]
            found: tuple[Any, Any] = compiled(tensors, weights)
            return found

        return called

    def memory(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """See `Probes`."""
        return self._probes.memory(make(), inputs, grad=grad)

    def compiles(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """See `Probes`."""
        return self._probes.compiles(make(), inputs, grad=grad)

    def profile(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:
        """See `Probes`."""
        return self._probes.profile(make(), inputs, grad=grad)

    def _compiled(self, program: Program, tensors: Sequence[Any]) -> Any:
        """The program for XLA; None where tracing it fails, leaves something behind or draws: then it runs as it is."""
        if program.trial is None:
            return None
        if program.key not in self._programs:
            self._programs[program.key] = self._traced(program.trial(), tensors)
        return self._programs[program.key]

    def _traced(self, trial: Trial, tensors: Sequence[Any]) -> Any:
        before = _print_of(trial.owner)
        try:
            with self.jax.checking_leaks():
                self.jax.make_jaxpr(trial.function)(list(tensors))
        except Exception:  # noqa: BLE001 - whatever it is, it comes again when the call is carried out as it is
            return None
        return None if trial.seed.drawn or _print_of(trial.owner) != before else self.jax.jit(trial.function)

    def _pulled(self, function: Function, tensors: Sequence[Any], leaves: Sequence[int]) -> Pulled:
        order: list[bool] = []

        def split(*variables: Any) -> tuple[list[Any], list[Any]]:
            given = list(tensors)
            for index, variable in zip(leaves, variables, strict=True):
                given[index] = variable
            results = function(given)
            order[:] = map(self._probes.is_smooth, results)
            pairs = list(zip(results, order, strict=True))
            return [one for one, smooth in pairs if smooth], [one for one, smooth in pairs if not smooth]

        outputs, pull, beside = self.jax.vjp(split, *(tensors[index] for index in leaves), has_aux=True)
        ahead, other = iter(outputs), iter(beside)
        results = [next(ahead if smooth else other) for smooth in order]
        return Pulled(results, order, lambda weights: pull(list(weights)))

    def _parts(self, path: str, named: tuple[str, str], variables: Mapping[str, Any], trained: Any) -> Iterator[Part]:
        arrays = {name: value for name, value in variables.items() if not isinstance(value, dict)}
        learns = {name: _is_trained(trained, name) and self.np.issubdtype(value.dtype, self.np.inexact)
                  for name, value in arrays.items()}  # fmt: skip
        yield Part(
            path,
            *named,
            parameters={name: value for name, value in arrays.items() if learns[name]},
            buffers={name: value for name, value in arrays.items() if not learns[name]},
        )
        for name, below in variables.items():
            if isinstance(below, dict):
                further = trained.get(name, True) if isinstance(trained, dict) else trained
                yield from self._parts(f"{path}.{name}" if path else name, ("dict", ""), below, further)


def _names(function: Callable[..., Any]) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return frozenset()


def _shows_itself(module: Any) -> bool:
    """Whether its class, or one that it inherits from, has a `__repr__` of its own."""
    return any("__repr__" in vars(kind) for kind in type(module).__mro__[:-1])


def _is_trained(trained: Any, name: str) -> bool:
    value = trained.get(name, True) if isinstance(trained, dict) else trained
    return bool(value) if isinstance(value, bool) else True


def _print_of(value: Any, depth: int = 4) -> Any:
    """What tells whether something was changed: which objects it is made of, a few levels down."""
    if depth and isinstance(value, dict):
        return [(key, _print_of(item, depth - 1)) for key, item in value.items()]
    if depth and isinstance(value, list | tuple | set):
        return [_print_of(item, depth - 1) for item in value]
    if depth and hasattr(value, "__dict__") and not callable(getattr(value, "lower", None)):
        return id(value), _print_of(vars(value), depth - 1)
    return id(value)


def _nested(state: Mapping[str, Any], like: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The variables as `init` nests them."""
    return {
        name: _nested(state, value, f"{path}{name}.") if isinstance(value, dict) else state.get(f"{path}{name}", value)
        for name, value in like.items()
    }


FRAMEWORK = Jax()
