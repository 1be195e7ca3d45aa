"""Goes over all files of a tree and collects flags."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from proctor.checks.plain import plain_text
from proctor.checks.request import Flagged, Shortcut
from proctor.checks.scan import rules
from proctor.checks.scan.names import Names, followed, is_builtin, module_name, names_of, star_paths, text_of
from proctor.session.python_source import NO_SOURCE, parsed

FLAGS_MAX = 100
FILE_BYTES_MAX = 128 << 10
TREE_BYTES_MAX = 512 << 10
_BLOB_CHARACTERS = 2000

_NAMING = ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Import | ast.ImportFrom | ast.Constant | ast.BinOp
Finding = tuple[ast.AST, str, str]
"""Where, what, and why a person should look."""


def scan(
    tree: Mapping[str, bytes], shortcuts: Iterable[Shortcut] = (), known: Collection[bytes] = ()
) -> tuple[Flagged, ...]:
    """Flags of a tree, by file and line; `known` are contents that came with the exercise."""
    shortcuts, sources, flags = list(shortcuts), dict[str, ast.Module](), list[Flagged]()
    spent = 0
    for file, content in sorted(tree.items()):
        if content in known:
            continue
        if file.endswith(rules.COMPILED):
            flags.append(_file_flag(file, "comes as machine or byte code", "nobody can read what it does"))
        elif file.endswith(".py"):
            spent += len(content)
            parsed = _parsed(content) if len(content) <= FILE_BYTES_MAX and spent <= TREE_BYTES_MAX else None
            if parsed is None and _is_long(content, spent):
                flags.append(_file_flag(file, "is too long to be read here", "nobody has looked for anything in it"))
            elif parsed is not None:
                sources[file] = parsed
    names = {file: Names(parsed) for file, parsed in sources.items()}
    modules = {module_name(file): found for file, found in names.items()}
    for file, parsed in sources.items():
        text = tree[file].decode("utf-8", "replace").splitlines()
        reader = _Reader(names[file], modules, shortcuts)
        flags += (_flag(file, text, sort, finding) for sort, finding in reader.findings(parsed))
    return tuple(dict.fromkeys(sorted(flags, key=lambda flag: (flag.file, flag.line, flag.what))))[:FLAGS_MAX]


class _Reader:
    """Reads one file."""

    def __init__(self, names: Names, modules: Mapping[str, Names], shortcuts: list[Shortcut]) -> None:
        self._names = names
        self._modules = modules
        self._shortcuts = shortcuts
        self._own = set[str]().union(*(item.own for item in modules.values()))

    def findings(self, tree: ast.Module) -> Iterator[tuple[str, Finding]]:
        """Everything that is worth a look, with its sort."""
        nodes = list(ast.walk(tree))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if id(node) not in inner:
                yield from (("shortcut", finding) for finding in self._shortcut(node))
                yield from (("tamper", finding) for finding in self._by_name(node))
            yield from (("tamper", finding) for finding in (*self._by_call(node), *self._by_form(node)))
            if isinstance(node, ast.Constant) and id(node) not in docstrings:
                yield from (("tamper", finding) for finding in _by_value(node))

    def _shortcut(self, node: ast.AST) -> Iterator[Finding]:
        if not self._shortcuts or not isinstance(node, _NAMING):
            return
        paths = self._paths(node)
        for shortcut in self._shortcuts:
            lasts = _lasts(shortcut.names)
            if any(_matches(path, shortcut.names) for path in paths) or self._hints(node, lasts):
                yield node, f"uses {shortcut.what}", shortcut.why

    def _hints(self, node: ast.AST, lasts: Collection[str]) -> bool:
        """A method of something unknown, or a text, with the very name, unless the candidate's files define it."""
        if isinstance(node, ast.Attribute):
            return node.attr in lasts and node.attr not in self._own and self._names.path(node) is None
        return isinstance(node, ast.BinOp | ast.Constant) and text_of(node) in lasts

    def _by_name(self, node: ast.AST) -> Iterator[Finding]:
        for path in self._paths(node):
            for rule in _rules_of(path):
                yield node, f"{rule.what} ({plain_text(path, 60)})", rule.why

    def _by_call(self, node: ast.AST) -> Iterator[Finding]:
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in rules.BUILTINS and name not in self._own:
                yield node, f"calls {name}", rules.BUILTINS[name]
            case ast.Call(func=func, args=[thing, word, *_]) if is_builtin(func, "getattr") and text_of(word) is None:
                if (path := self._foreign(thing)) is not None:
                    yield (
                        node,
                        f"looks up a name of {plain_text(path, 60)} that is not written down",
                        "it may be any name",
                    )
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[thing, *_]) if self._foreign(thing):
                yield node, f"replaces something in {plain_text(str(self._foreign(thing)), 60)}", _REPLACES

    def _by_form(self, node: ast.AST) -> Iterator[Finding]:
        match node:
            case ast.Attribute(attr=name) if name in rules.ATTRIBUTES:
                yield node, f"looks at {name}", rules.ATTRIBUTES[name]
            case ast.Attribute(ctx=ast.Store() | ast.Del(), value=thing) if self._foreign(thing):
                yield node, f"replaces {plain_text(str(self._names.path(node)), 60)}", _REPLACES
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=held) if self._is_list_of_names(held):
                yield node, "replaces something by its name", _REPLACES
            case ast.FunctionDef(name=name) if name in rules.METHODS:
                yield node, f"defines {name}", rules.METHODS[name]
            case ast.ClassDef(bases=bases) if any(
                path in rules.TENSORS for base in bases for path in self._paths(base)
            ):
                yield node, f"makes a tensor class of its own ({plain_text(node.name, 60)})", _TENSOR

    def _is_list_of_names(self, held: ast.AST) -> bool:
        thing = names_of(held)
        if thing is not None:
            return self._foreign(thing) is not None
        return self._names.path(held) in {"sys.modules", "sys.meta_path", "builtins"} or (
            isinstance(held, ast.Name) and held.id == "__builtins__"
        )

    def _foreign(self, node: ast.AST) -> str | None:
        """The path of a thing that is not the candidate's own, and not a setting."""
        for path in self._paths(node):
            own = path.partition(".")[0] in self._modules
            if not own and not any(fnmatchcase(path, pattern) for pattern in rules.SETTINGS):
                return path
        return None

    def _paths(self, node: ast.AST) -> list[str]:
        if isinstance(node, ast.ImportFrom):
            return [f"{node.module or ''}.{alias.name}".strip(".") for alias in node.names]
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            return []
        path = self._names.path(node)
        found = [path] if path else list(star_paths(node.id, self._names)) if isinstance(node, ast.Name) else []
        return [followed(item, self._modules) for item in found]


_REPLACES = "others may then not get what they think they get"
_TENSOR = "a tensor may not be what it looks like"


def _by_value(node: ast.Constant) -> Iterator[Finding]:
    value = node.value
    if isinstance(value, str) and value.startswith(rules.PLACES):
        yield node, f"names {plain_text(value, 40)}", "it shows or changes what runs around the code"
    if (
        isinstance(value, str | bytes)
        and len(value) >= _BLOB_CHARACTERS
        and len(value.split()) <= 1 + len(value) // 200
    ):
        yield node, f"holds {len(value):,} characters without words", "what they stand for cannot be read in the file"


@lru_cache(1 << 12)
def _rules_of(path: str) -> tuple[rules.Rule, ...]:
    parts = _prefixes(path)
    return tuple(rule for rule in rules.NAMES if any(fnmatchcase(part, name) for part in parts for name in rule.names))


@lru_cache(64)
def _lasts(patterns: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in patterns)


@lru_cache(1 << 12)
def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    """By the whole path, or by the last name anywhere in torch: the same thing is there under several paths."""
    if any(fnmatchcase(part, pattern) for part in _prefixes(path) for pattern in patterns):
        return True
    root, *rest = path.split(".")
    return root == "torch" and any(fnmatchcase(part, last) for part in rest for last in _lasts(patterns) if last != "*")


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _parsed(content: bytes) -> ast.Module | None:
    """None for what Python itself does not read either."""
    try:
        return parsed(content)
    except NO_SOURCE:
        return None


def _is_long(content: bytes, spent: int) -> bool:
    return len(content) > FILE_BYTES_MAX or spent > TREE_BYTES_MAX


def _flag(file: str, text: list[str], sort: str, finding: Finding) -> Flagged:
    node, what, why = finding
    line = getattr(node, "lineno", 0)
    shown = text[line - 1].strip() if 0 < line <= len(text) else ""
    return Flagged(
        sort="shortcut" if sort == "shortcut" else "tamper",
        file=plain_text(file, 200),
        line=line,
        what=plain_text(what, 200),
        why=plain_text(why, 300),
        text=plain_text(shown, 200),
    )


def _file_flag(file: str, what: str, why: str) -> Flagged:
    return Flagged(sort="tamper", file=plain_text(file, 200), line=0, what=what, why=why)
