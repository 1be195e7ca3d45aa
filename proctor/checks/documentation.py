"""Facts about documentation and annotations, read from source text without running it."""

import ast
from dataclasses import dataclass, field

from proctor.checks.outcome import ContractBroken


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as written: its name, and its annotation as source text ("" when there is none)."""

    name: str
    annotation: str


@dataclass(frozen=True, slots=True)
class CallableFacts:
    """What a function or method says about itself; `parameters` leaves out `self` and `cls`."""

    name: str
    docstring: str
    parameters: tuple[Parameter, ...]
    returns: str

    @property
    def unannotated(self) -> tuple[str, ...]:
        """Names of the parameters without an annotation."""
        return tuple(parameter.name for parameter in self.parameters if not parameter.annotation)


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a class or function says about itself; `methods` is empty for a function.

    Methods that a class inherits from others of its file are among them.
    """

    name: str
    docstring: str
    methods: dict[str, CallableFacts] = field(default_factory=dict)
    function: CallableFacts | None = None

    def method(self, name: str) -> CallableFacts:
        """The facts of one method; `ContractBroken` when neither the class nor a base in its file defines it."""
        if name not in self.methods:
            raise ContractBroken(f"{self.name} defines no method named {name}.")
        return self.methods[name]


def documentation(source: str, name: str) -> Documentation:
    """Read the documentation of the top-level class or function `name` in `source`.

    Raises: ContractBroken if the source does not parse or defines no such name.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ContractBroken(f"The file does not parse: {error}.") from None
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return Documentation(name, ast.get_docstring(node) or "", _methods(node, tree))
        if isinstance(node, _FUNCTIONS) and node.name == name:
            facts = _callable(node)
            return Documentation(name, facts.docstring, function=facts)
    raise ContractBroken(f"The file defines no class or function named {name} at its top level.")


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _methods(node: ast.ClassDef, tree: ast.Module, seen: frozenset[str] = frozenset()) -> dict[str, CallableFacts]:
    """The methods of a class: its own, else the first that a base gives which stands at the top level of the file."""
    classes = {item.name: item for item in tree.body if isinstance(item, ast.ClassDef)}
    found: dict[str, CallableFacts] = {}
    for base in reversed(node.bases):
        if isinstance(base, ast.Name) and base.id in classes and base.id not in seen | {node.name}:
            found |= _methods(classes[base.id], tree, seen | {node.name})
    return found | {item.name: _callable(item) for item in node.body if isinstance(item, _FUNCTIONS)}


def _callable(node: ast.FunctionDef | ast.AsyncFunctionDef) -> CallableFacts:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    spread = [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
    parameters = tuple(
        Parameter(item.arg, ast.unparse(item.annotation) if item.annotation else "")
        for item in [*named, *spread]
        if item.arg not in {"self", "cls"}
    )
    returns = ast.unparse(node.returns) if node.returns else ""
    return CallableFacts(node.name, ast.get_docstring(node) or "", parameters, returns)
