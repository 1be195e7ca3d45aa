"""The candidate's files on disk and their entry as a module."""

import importlib
import importlib.abc
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path, PurePosixPath
from types import ModuleType


def write_tree(root: Path, files: dict[str, bytes]) -> None:
    """Write the files below `root`; `ValueError` for a path that would leave it."""
    for name, content in files.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or not relative.parts or "\0" in name:
            raise ValueError(f"impossible path in the run: {name!r}")
        path = root.joinpath(*relative.parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def import_entry(root: Path, entry: str) -> ModuleType:
    """Import the entry file as a module, with its folder and the root first on the import path."""
    path = root.joinpath(*PurePosixPath(entry).parts)
    if not path.is_file():
        raise ImportError(f"{entry} does not exist")
    for folder in dict.fromkeys((path.parent, root)):
        sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{entry} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def import_from_memory(files: dict[str, bytes], entry: str) -> ModuleType:
    """Import the entry of flat files that are never written anywhere; they may import one another."""
    sys.meta_path.insert(0, _Held(files))
    return importlib.import_module(PurePosixPath(entry).stem)


class _Held(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules among files in memory, before any other of that name."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {PurePosixPath(name).stem: content for name, content in files.items()}

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in self._files else None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        exec(compile(self._files[name], f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - as any loader does


def named(module: ModuleType, entry: str, name: str) -> object:
    """What the entry calls `name`; `ImportError` naming what it does define when there is no such thing."""
    if hasattr(module, name):
        return getattr(module, name)
    own = [key for key, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__]
    defines = f"it defines: {', '.join(own[:20])}" if own else "it defines no class and no function"
    raise ImportError(f"{entry} does not define {name} ({defines})")
