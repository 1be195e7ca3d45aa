"""Reading a program of JAX's as it was written (its jaxpr), before XLA fuses anything: operations and buffers.

No JAX is imported: a jaxpr is looked at by its attributes.
"""

from collections.abc import Iterator
from typing import Any

_FREE = frozenset({"broadcast_in_dim", "reshape", "squeeze", "transpose", "stop_gradient", "copy_p", "device_put"})
"""Operations that arrange what is there and make no buffer, as views do in other frameworks."""


def flat(jaxpr: Any) -> Iterator[Any]:
    """The operations, those of inner programs that are carried out once among them."""
    for step in jaxpr.eqns:
        inner = [part for part in map(_program, step.params.values()) if part is not None]
        if len(inner) == 1 and step.primitive.name not in {"scan", "while"}:
            yield from flat(inner[0])
        else:
            yield step


def _program(value: Any) -> Any:
    if hasattr(value, "eqns"):
        return value
    return getattr(value, "jaxpr", None) if hasattr(getattr(value, "jaxpr", None), "eqns") else None


def live(jaxpr: Any) -> tuple[int, int]:
    """Most bytes of buffers that live at one time, and of the largest one; what was given does not count."""
    last = {id(var): len(jaxpr.eqns) for var in jaxpr.outvars}
    for number, step in reversed(list(enumerate(jaxpr.eqns))):
        for var in step.invars:
            last.setdefault(id(var), number)
    owner: dict[int, set[int]] = {}
    sizes: dict[int, int] = {}
    peak = largest = 0
    ends: dict[int, int] = {}
    for number, step in enumerate(jaxpr.eqns):
        inner_peak, inner_largest = _inner(step)
        free = step.primitive.name in _FREE
        for var in step.outvars:
            uses = last.get(id(var), number)
            sources = set().union(*(owner.get(id(given), set()) for given in step.invars)) if free else {id(var)}
            owner[id(var)] = sources
            if not free:
                sizes[id(var)] = _bytes(var)
                largest = max(largest, sizes[id(var)])
            for source in sources:
                ends[source] = max(ends.get(source, 0), uses)
        alive = sum(size for var, size in sizes.items() if ends[var] >= number)
        peak, largest = max(peak, alive + inner_peak), max(largest, inner_largest)
        sizes = {var: size for var, size in sizes.items() if ends[var] > number}
    return peak, largest


def _inner(step: Any) -> tuple[int, int]:
    """What an operation's own programs hold beside its results."""
    found = [live(part) for part in map(_program, step.params.values()) if part is not None]
    if not found:
        return 0, 0
    results = sum(_bytes(var) for var in step.outvars)
    return max(0, max(peak for peak, _ in found) - results), max(largest for _, largest in found)


def _bytes(var: Any) -> int:
    shape = getattr(var.aval, "shape", ())
    size = 1
    for part in shape:
        size *= part
    return size * getattr(var.aval.dtype, "itemsize", 0) if shape else 0
