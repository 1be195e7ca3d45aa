"""The verbs a judge may ask of a worker, and what a worker may answer."""

from typing import Annotated, Literal

import msgspec

from proctor.checks.wire.value_forms import Value

TensorIndex = int
Handle = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]
"""Bounded, because its negative travels back."""


class _Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One request or one reply."""


class Target(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A submodule of a built module; the module itself for the path ""."""

    handle: Handle
    path: str = ""


class Load(_Message, frozen=True, tag="load"):
    """Write the tree and import its entry. Reply: Done or Raised.

    `in_memory`: write nothing, and let no other process look in: the files are not for those who share the sandbox.
    """

    entry: str
    files: dict[str, bytes]
    in_memory: bool = False


class Build(_Message, frozen=True, tag="build"):
    """Construct a class of the entry. Reply: Built, Raised or Unfit."""

    name: str
    args: Value
    kwargs: Value
    seed: int


class Call(_Message, frozen=True, tag="call"):
    """Call a module with these parameters and buffers in place of its own, or a function of the entry.

    `grad`: keep the graph for `Vjp`. `echo`: send the arguments' tensors back as they are after the call.
    Reply: Called, Raised or Unfit.
    """

    target: Target | str
    state: dict[str, TensorIndex]
    args: Value
    kwargs: Value
    grad: bool
    echo: bool
    seed: int


class Vjp(_Message, frozen=True, tag="vjp"):
    """Gradients of a kept call's differentiable outputs, weighted by `cotangents`, for its leaves. Reply: Grads."""

    graph: Handle
    cotangents: tuple[TensorIndex | None, ...]


class Vjp2(_Message, frozen=True, tag="vjp2"):
    """Gradients of `Vjp`, weighted by `tangents`, for cotangents first and then leaves. Reply: Grads."""

    graph: Handle
    cotangents: tuple[TensorIndex | None, ...]
    tangents: tuple[TensorIndex | None, ...]


class State(_Message, frozen=True, tag="state"):
    """The module's own `state_dict`. Reply: StateIs."""

    target: Target


class LoadState(_Message, frozen=True, tag="load_state"):
    """`load_state_dict` of the module. Reply: Done or Raised."""

    target: Target
    state: dict[str, TensorIndex]
    strict: bool


class Mode(_Message, frozen=True, tag="mode"):
    """`train(training)` of the module. Reply: Modes."""

    target: Target
    training: bool


class To(_Message, frozen=True, tag="to"):
    """`to(dtype, device)` of the module. Reply: Done or Raised."""

    target: Target
    dtype: str | None
    device: Literal["cpu", "meta"] | None


class Deepcopy(_Message, frozen=True, tag="deepcopy"):
    """`copy.deepcopy` of the module. Reply: Built or Raised."""

    target: Target


class Seed(_Message, frozen=True, tag="seed"):
    """Seed the worker's generators. Reply: Done."""

    seed: int


class RngDigest(_Message, frozen=True, tag="rng_digest"):
    """A digest of torch's global generator. Reply: Digest."""


class Stat(_Message, frozen=True, tag="stat"):
    """The worker's own figures about its process; advisory. Reply: Stats."""


class Settle(_Message, frozen=True, tag="settle"):
    """Give freed memory back at once, for a measurement of this process from outside. Reply: Done."""


class Probe(_Message, frozen=True, tag="probe"):
    """Gather evidence beside the candidate's code, with a control module in the same process. Reply: Figures."""

    kind: Literal["memory", "compile", "profile"]
    name: str
    args: Value
    kwargs: Value
    inputs: Value
    grad: bool
    seed: int


Request = (
    Load
    | Build
    | Call
    | Vjp
    | Vjp2
    | State
    | LoadState
    | Mode
    | To
    | Deepcopy
    | Seed
    | RngDigest
    | Stat
    | Settle
    | Probe
)


class Hello(_Message, frozen=True, tag="hello"):
    """The worker's first word, before any byte of the candidate's code runs."""

    pid: int


class Done(_Message, frozen=True, tag="done"):
    """The request was carried out."""


class Entry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A parameter or buffer of one module."""

    name: str
    tensor: TensorIndex | None
    persistent: bool = True


class Node(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One module of a tree: path from the root, class, mode, own parameters and buffers."""

    path: str
    type_name: str
    extra: str
    training: bool
    parameters: tuple[Entry, ...]
    buffers: tuple[Entry, ...]


class Built(_Message, frozen=True, tag="built"):
    """A module exists under `handle`; nodes come parents first, the root with path ""."""

    handle: Handle
    nodes: tuple[Node, ...]
    text: str
    drew: bool


class Called(_Message, frozen=True, tag="called"):
    """What a call gave; `graph` is 0 when nothing can be differentiated. `drew`: the call used torch's generator.

    `made`: buffers that the module has now and the judge did not send, by their path from the target. `modes`: the
    `training` flags that the call switched, likewise.
    """

    result: Value
    graph: Handle
    state: dict[str, TensorIndex]
    echoed: tuple[TensorIndex, ...]
    drew: bool
    made: tuple["Entry", ...] = ()
    modes: dict[str, bool] = {}


class Grads(_Message, frozen=True, tag="grads"):
    """One gradient, or none, for each leaf."""

    grads: tuple[TensorIndex | None, ...]


class StateIs(_Message, frozen=True, tag="state_is"):
    """Names and tensors of a `state_dict`."""

    state: dict[str, TensorIndex]


class Modes(_Message, frozen=True, tag="modes"):
    """The `training` flag of every module below the target, by path from the target."""

    modes: dict[str, bool]


class Digest(_Message, frozen=True, tag="digest"):
    """Hexadecimal digest of a generator's state."""

    digest: str


class Stats(_Message, frozen=True, tag="stats"):
    """Peak resident memory and processor time of the worker."""

    peak_rss_bytes: int
    cpu_s: float


class Figures(_Message, frozen=True, tag="figures"):
    """Named figures of a probe and of its control, and words about a failure of the candidate's code."""

    figures: dict[str, int]
    control: dict[str, int]
    note: str


class Line(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One line of the candidate's files."""

    file: str
    line: int
    text: str


class Raised(_Message, frozen=True, tag="raised"):
    """The candidate's code raised; `kinds` are the built-in classes it derives from, nearest first."""

    type_name: str
    kinds: tuple[str, ...]
    message: str
    lines: tuple[Line, ...]


class Unfit(_Message, frozen=True, tag="unfit"):
    """The candidate's code gave something that is not what a module or a call may give."""

    what: str


Reply = Hello | Done | Built | Called | Grads | StateIs | Modes | Digest | Stats | Figures | Raised | Unfit
