"""A toy framework over NumPy: a tape that remembers operations, first derivatives, and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from proctor.checks.frameworks.contract import Evidence, Framework, Given, Part, Program, Pulled, Seed

CARD = {
    "name": "toy",
    "title": "Toy",
    "call": "__call__",
    "shown": "__repr__",
    "documentation": {"Toy": "https://toy.example/docs"},
    "losses": {
        "second derivatives": "its tape records no derivative",
        "memory": "it does not count buffers",
        "compile": "it has no compiler",
        "meta": "it has no meta device",
        "bfloat16": "NumPy has none",
    },
}

EXAMPLE = '''"""Right: one product, broadcast over the leading dimensions."""

import numpy as np


class ${class_name}:
    """Multiply every feature by a learned number, of num_features: x (..., num_features) gives the same shape."""

    def __init__(self, num_features: int, *, dtype=np.float32) -> None:
        if num_features < 1:
            raise ValueError("num_features must be at least 1")
        self.num_features, self.dtype = num_features, dtype

    def init(self):
        """One for each feature."""
        return {"weight": np.ones(self.num_features, self.dtype)}

    def __call__(self, variables, x):
        """Scale x."""
        if x.values.ndim < 1 or x.values.shape[-1] != self.num_features:
            raise ValueError("x must be (..., num_features)")
        return x * variables["weight"]

    def __repr__(self) -> str:
        return f"num_features={self.num_features}"
'''
BEGINNING = '''"""Your solution goes into this file."""

import numpy as np


class ${class_name}:
    def __init__(self, num_features: int, *, dtype=np.float32) -> None:
        self.num_features, self.dtype = num_features, dtype

    def init(self):
        return {}

    def __call__(self, variables, x):
        return x
'''


class Tape:
    """A value that knows what it was made of: parents, each with how a weight on this one is one on that."""

    carried_out: ClassVar[Counter[str]] = Counter()

    def __init__(self, values: Any, parents: Sequence[tuple["Tape", Callable[[Any], Any]]] = ()) -> None:
        self.values = np.asarray(values)
        self.parents = parents

    @property
    def dtype(self) -> Any:
        return self.values.dtype

    def __mul__(self, other: "Tape") -> "Tape":
        mine, theirs = self.values, other.values
        self.carried_out["multiply"] += 1
        return Tape(
            mine * theirs,
            [
                (self, lambda weight: folded(weight * theirs, mine.shape)),
                (other, lambda weight: folded(weight * mine, theirs.shape)),
            ],
        )

    def __add__(self, other: "Tape") -> "Tape":
        mine, theirs = self.values, other.values
        self.carried_out["add"] += 1
        return Tape(
            mine + theirs,
            [(self, lambda weight: folded(weight, mine.shape)), (other, lambda weight: folded(weight, theirs.shape))],
        )


def counted(once: Callable[[], object]) -> dict[str, int]:
    """How often each operation is carried out by `once`."""
    Tape.carried_out.clear()
    once()
    return dict(Tape.carried_out)


def folded(weight: Any, shape: tuple[int, ...]) -> Any:
    """Summed over what was broadcast."""
    weight = weight.sum(axis=tuple(range(weight.ndim - len(shape))))
    for axis, size in enumerate(shape):
        if size == 1:
            weight = weight.sum(axis=axis, keepdims=True)
    return weight


def pulled_back(result: Tape, weight: Any, found: dict[int, Any]) -> None:
    found[id(result)] = found.get(id(result), 0) + weight
    for parent, pull in result.parents:
        pulled_back(parent, pull(weight), found)


class Built:
    def __init__(self, module: Any) -> None:
        self.module = module
        self.variables = {name: Tape(value) for name, value in module.init().items()}


class Toy(Framework):
    def tensor(self, values: Any) -> Tape:
        return Tape(values.copy())

    def array(self, tensor: Tape) -> Any:
        return tensor.values

    def is_tensor(self, value: object) -> bool:
        return isinstance(value, Tape)

    def dtype(self, name: str) -> Any:
        return np.dtype(name)

    def dtype_name(self, value: object) -> str | None:
        return value.name if isinstance(value, np.dtype) else None

    def build(self, make: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], _: Seed) -> Built:
        return Built(make(*args, **kwargs))

    def parts(self, module: Built) -> Iterable[Part]:
        yield Part("", type(module.module).__name__, repr(module.module), module.variables)

    def call(self, module: Built, state: Mapping[str, Tape], given: Given) -> Any:
        return module.module({**module.variables, **state}, *given.args, **given.kwargs)

    def vjp(self, program: Program, tensors: Sequence[Tape], leaves: Sequence[int]) -> Pulled:
        results = program.function(tensors)

        def pull(weights: Sequence[Tape]) -> list[Tape | None]:
            found: dict[int, Any] = {}
            for result, weight in zip(results, weights, strict=True):
                pulled_back(result, weight.values, found)
            return [Tape(found[id(tensors[index])]) if id(tensors[index]) in found else None for index in leaves]

        return Pulled(results, [True] * len(results), pull)

    def profile(self, make: Callable[[], Any], inputs: tuple[Any, ...], *, grad: bool) -> Evidence:  # noqa: ARG002
        built, one = make(), Tape(np.ones(3))
        known = counted(lambda: one * one + one)
        control = {"multiplied": known["multiply"], "added": known["add"]}
        return Evidence(counted(lambda: built.module(built.variables, *inputs)), control)


FRAMEWORK = Toy()
