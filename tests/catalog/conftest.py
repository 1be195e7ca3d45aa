"""A small package that every test of the catalogue can break in its own way."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

MANIFEST = """\
format = 1
kind = "layer"
title = "Double"
summary = "Return twice the input."
entry = "double.py"
frameworks = ["pytorch"]
constraints = ["Only torch."]

[levels.junior]
main_min = 60
revision_min = 15

[levels.senior]
main_min = 90
revision_min = 20
constraints = ["No loops."]

[[criteria]]
name = "Correct"
text = "Twice the input."

[[criteria]]
name = "Documented"
text = "A docstring."

[aids]
web = "yes"
ai_assistant = "no"
own_notes = "declare"
own_code = "no"

[[assumes]]
knowledge = "Addition."
why = "It is what doubling is."

[glossary]
"double" = "Twice as much."
"""

VISIBLE = '''
from proctor.checks.author import criterion, levels, needs


@criterion("Correct")
def test_value(candidate):
    """It is twice
    the input.

    Not shown: how it is tested.
    """


@levels("senior")
@needs("test_value")
@criterion("Documented")
def test_docstring(candidate):
    """It has a docstring."""


def not_a_check():
    pass
'''

HIDDEN = '''
from proctor.checks import author


@author.advisory
@author.criterion("Correct")
@author.needs("test_value")
def test_negative(candidate):
    """Negative numbers double too."""
'''

FEEDBACK = """
[[strength]]
text = "All of it holds."
when_pass = ["test_value", "test_docstring"]

[[strength]]
text = "You kept going."

[[improvement]]
text = "Double it."
when_fail = ["test_value"]

[[improvement]]
text = "Write more checks."
"""

CANARY = "canary-7f3a"

FILES = {
    "exercise.toml": MANIFEST,
    "spec.md": "# Double\n",
    "starter/double.py": "def double(x):\n    return x\n",
    "starter/pytest.ini": "[pytest]\nproctor_entry = double.py\nproctor_level = mid\n",
    "checks/test_double.py": VISIBLE,
    "checks/shapes.py": "SHAPES = ()\n",
    "levels/senior/spec.md": "# Double, without loops\n",
    "levels/senior/starter/double.py": "def double(x):\n    raise NotImplementedError\n",
    "levels/senior/starter/notes/hint.txt": "Think.\n",
    "private/checks/test_double_hidden.py": HIDDEN + f"# {CANARY}\n",
    "private/feedback.toml": FEEDBACK,
    "private/guide.md": CANARY,
    "private/reference/plain.py": f"# {CANARY}\n",
}

Edit = Callable[[str, str, str], None]


def write_package(root: Path) -> Path:
    """Write a sound package and return its folder."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder of a sound package."""
    return write_package(tmp_path / "exercises" / "layer" / "double")


@pytest.fixture
def edit(package: Path) -> Edit:
    """Replace words in one of the package's files; the words must be there."""

    def replace(file: str, old: str, new: str) -> None:
        content = (package / file).read_text()
        assert old in content
        (package / file).write_text(content.replace(old, new))

    return replace


@pytest.fixture
def remove(package: Path) -> Callable[[str], None]:
    """Take a file or folder out of the package."""

    def take_out(name: str) -> None:
        path = package / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return take_out
