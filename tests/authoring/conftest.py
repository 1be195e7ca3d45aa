"""A first package, as `proctor exercise new` makes it, that every test can break in its own way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proctor.authoring.scaffold import Naming, package_files, write_package
from proctor.catalog.package import Exercise

Change = Callable[[str, str, str], Exercise]


@pytest.fixture
def package(tmp_path: Path) -> Exercise:
    """A fresh package called `layer/scaled`; its class is `Scaled`."""
    naming = Naming("scaled")
    return write_package("layer", naming, tmp_path, package_files("layer", naming))


@pytest.fixture
def change(package: Exercise) -> Change:
    """Replace words in a file of the package, which must be there, and load it again."""

    def replaced(path: str, before: str, after: str) -> Exercise:
        file = package.root / path
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        return Exercise.load(package.root, name=package.name)

    return replaced
