"""A first variant of a package in another framework, made of the example that the framework's adapter carries.

An adapter file may define `EXAMPLE`, a right solution of the exercise that `exercise new` makes, and `BEGINNING`, its
starter; `${class_name}` in them is the class.
"""

import ast
from pathlib import Path
from string import Template
from typing import Final

from proctor.authoring.scaffold import Naming
from proctor.catalog.adapters import OWN_FILE, find_adapter, known_frameworks, read_card
from proctor.errors import PackageError, UsageError
from proctor.session.frameworks import PYTORCH

_FIRST: Final = f'frameworks = ["{PYTORCH}"]'
_TEXTS: Final = ("EXAMPLE", "BEGINNING")


def with_framework(contents: dict[str, bytes], naming: Naming, name: str, adapter: str = "") -> dict[str, bytes]:
    """The files of a first package with a variant in the framework called `name`; `adapter` is a file to bring along.

    Raises: UsageError where there is no adapter of that name, or where it carries no example.
    """
    path = Path(adapter).expanduser() if adapter else _known(name)
    title = read_card(path, name).title
    example, beginning = (Template(text).substitute(class_name=naming.class_name) for text in _texts(path))
    folder, proof, file = f"frameworks/{name}", f"private/frameworks/{name}", f"{naming.module}.py"
    manifest = contents["exercise.toml"].decode().replace(_FIRST, f'frameworks = ["{PYTORCH}", "{name}"]')
    spec = contents["spec.md"].decode() + f"\n## In {title}\n\n{_PARAGRAPH}\n"
    added = {
        "exercise.toml": manifest,
        f"{folder}/framework.toml": _variant(title, file),
        f"{folder}/spec.md": spec,
        f"{folder}/starter/{file}": beginning,
        f"{proof}/reference/example.py": example,
        f"{proof}/wrong/test_state_dict/beginning.py": f"# Wrong: it has no weight yet.\n{_ALSO}{beginning}",
    }
    files = {**contents, **{path: text.encode() for path, text in added.items()}}
    return {**files, f"{folder}/{OWN_FILE}": path.read_bytes()} if adapter else files


_PARAGRAPH: Final = "Say here what differs: the interface, what has to be exact, where the documentation is."
_ALSO: Final = "# also: test_gradients, test_wrong_arguments\n"


def _variant(title: str, file: str) -> str:
    return (
        f"# What differs in {title}. Checks that make no sense there: [[leave_out]] with check and why.\n"
        f'constraints = ["Only {title} and the standard library.", "All of your solution is in {file}."]\n'
    )


def _known(name: str) -> Path:
    found = find_adapter(name, Path("/nowhere")) if name != PYTORCH else None
    if found is None:
        others = ", ".join(one for one in known_frameworks() if one != PYTORCH)
        raise UsageError(f"no adapter for {name!r} is here", hint=f"one of: {others}; or name its file with --adapter")
    return found.path


def _texts(path: Path) -> list[str]:
    assigned = {
        ast.unparse(item.targets[0]): item.value
        for item in ast.parse(path.read_bytes()).body
        if isinstance(item, ast.Assign)
    }
    try:
        return [str(ast.literal_eval(assigned[name])) for name in _TEXTS]
    except (KeyError, ValueError) as error:
        raise PackageError(
            f"{path}: defines no {' and '.join(_TEXTS)}", hint="texts of a right solution and of a starter"
        ) from error
