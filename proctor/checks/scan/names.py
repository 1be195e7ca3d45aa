"""What a name in a file stands for: imports, aliases and constant look-ups, as a dotted path."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

_ROUNDS = 4
"""How long a chain of aliases over several files may be."""
_LOOK_UPS = {"importlib.import_module", "__import__"}


class Names:
    """The names of one file.

    Attributes:
        aliases: What a bare name stands for ("F" for "torch.nn.functional").
        stars: Modules of which everything was imported.
        own: Names that the file defines itself.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.aliases: dict[str, str] = {}
        self.stars: list[str] = []
        self.own = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        self._assigned = [
            node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        ]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node)
        self._follow_assignments()

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.aliases[alias.asname] = alias.name
            else:
                root = alias.name.split(".")[0]
                self.aliases[root] = root

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(module)
            else:
                self.aliases[alias.asname or alias.name] = f"{module}.{alias.name}".strip(".")

    def _follow_assignments(self) -> None:
        """`sdpa = F.scaled_dot_product_attention` makes `sdpa` an alias, also over several steps."""
        for _ in range(_ROUNDS):
            before = len(self.aliases)
            for node in self._assigned:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                path = self.path(node.value) if node.value is not None else None
                for target in targets:
                    if path and isinstance(target, ast.Name) and target.id not in self.aliases:
                        self.aliases[target.id] = path
            if len(self.aliases) == before:
                return

    def path(self, node: ast.AST) -> str | None:
        """The dotted path that an expression stands for; None when it is not known."""
        steps: list[str] = []
        while True:  # not by recursion: a chain may be as long as somebody likes
            if isinstance(node, ast.Attribute):
                steps.append(node.attr)
                node = node.value
            elif (found := _looked_up(node)) is not None:
                node, name = found
                steps.append(name)
            else:
                break
        root = self._root(node)
        return None if root is None else ".".join([root, *reversed(steps)])

    def _root(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id)
        if isinstance(node, ast.Subscript) and self.path(node.value) == "sys.modules":
            return text_of(node.slice)
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else self.path(node.func)
            if isinstance(node.func, ast.Name):
                called = self.aliases.get(node.func.id, called)
            if called in _LOOK_UPS:
                return text_of(node.args[0])
        return None


def _looked_up(node: ast.AST) -> tuple[ast.AST, str] | None:
    """`getattr(x, "name")`, `vars(x)["name"]` and `x.__dict__["name"]` as x and name."""
    if isinstance(node, ast.Call) and is_builtin(node.func, "getattr") and len(node.args) >= 2:
        name = text_of(node.args[1])
        return None if name is None else (node.args[0], name)
    if isinstance(node, ast.Subscript):
        name = text_of(node.slice)
        holder = names_of(node.value)
        return None if name is None or holder is None else (holder, name)
    return None


def names_of(node: ast.AST) -> ast.AST | None:
    """The thing whose names an expression lists: x for `vars(x)` and `x.__dict__`."""
    if isinstance(node, ast.Call) and is_builtin(node.func, "vars") and node.args:
        return node.args[0]
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return node.value
    return None


def is_builtin(node: ast.AST, name: str) -> bool:
    """Whether an expression is this bare name."""
    return isinstance(node, ast.Name) and node.id == name


def text_of(node: ast.AST) -> str | None:
    """A text that is written down, also in parts that are added up; None for any other."""
    parts: list[str] = []
    open_nodes = [node]
    while open_nodes:
        part = open_nodes.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            open_nodes += [part.right, part.left]  # the left one is next
        elif isinstance(part, ast.JoinedStr):
            open_nodes += reversed(part.values)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        else:
            return None
    return "".join(parts)


def followed(path: str, files: Mapping[str, Names]) -> str:
    """The path with names of the candidate's own files replaced by what these stand for."""
    for _ in range(_ROUNDS):
        module, _, rest = path.partition(".")
        first, _, more = rest.partition(".")
        names = files.get(module)
        if names is None or first not in names.aliases:
            return path
        path = ".".join(part for part in (names.aliases[first], more) if part)
    return path


def module_name(file: str) -> str:
    """The name under which a file at the top of the tree, or the last part of one below it, is imported."""
    return PurePosixPath(file).stem


def star_paths(name: str, names: Names) -> Iterator[str]:
    """What a bare name may stand for because everything of a module was imported."""
    if name not in names.aliases and name not in names.own:
        yield from (f"{module}.{name}" for module in names.stars)
