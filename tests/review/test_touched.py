"""Which definitions a change touched, and how a diff is read back."""

import gc
import subprocess
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.review.hunks import FileDiff, Run, file_diffs
from proctor.review.touched import LARGEST_BYTES, MOST_RUNS, Touch, touched

BASE = '''"""A layer."""

import torch


class Norm:
    """Normalises."""

    size = 4

    def forward(self, x):
        return x

    class Inner:
        def deep(self):
            return 1


@decorated
async def helper(
    first,
):
    return first
'''


def names(before: str | None, after: str | None) -> list[tuple[str, str]]:
    sides = [None if side is None else side.encode() for side in (before, after)]
    return [(touch.name, touch.how) for touch in touched(*sides)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("return x", "return x + 1", [("Norm.forward", "changed")]),
        ("return 1", "return 2", [("Norm.Inner.deep", "changed")]),
        ("size = 4", "size = 5", [("Norm", "changed")]),
        ("@decorated\n", "@other\n", [("helper", "changed")]),
        ("    first,\n", "    second,\n", [("helper", "changed")]),
        ("import torch", "import torch\nimport math", [("module level", "changed")]),
        ("def deep", "def deeper", [("Norm.Inner.deeper", "added"), ("Norm.Inner.deep", "removed")]),
        ("\n\nclass Norm", "\n\n\n\nclass Norm", []),
        ("    class Inner:", "\n    class Inner:", []),
    ],
)
def test_a_definition_is_touched_by_a_change_of_its_own_lines(old: str, new: str, said: list[tuple[str, str]]) -> None:
    assert old in BASE
    assert names(BASE, BASE.replace(old, new)) == said


def test_moving_a_definition_is_no_change_of_it() -> None:
    first, second = "def a():\n    return 1\n", "def b():\n    return 2\n"
    assert names(first + second, second + first) == []


def test_a_new_file_and_one_that_is_gone_are_told_by_their_definitions() -> None:
    text = "def a():\n    return 1\n"
    assert names(None, text) == [("a", "added")]
    assert names(text, None) == [("a", "removed")]
    assert names(None, "x = 1\n") == [("module level", "added")]
    assert names("", "x = 1\n") == [("module level", "changed")]


def test_a_function_that_became_a_class_is_changed() -> None:
    assert [touch.kind for touch in touched(b"def a():\n    x = 1\n", b"class a:\n    x = 1\n")] == ["class"]


def test_definitions_of_one_name_are_one() -> None:
    both = "if fast:\n    def run():\n        return 1\nelse:\n    def run():\n        return 2\n"
    assert names(both, both.replace("return 2", "return 3")) == [("run", "changed")]


@pytest.mark.parametrize("broken", [b"def h(:\n", b"\xff\xfe\0", b"(" * 5000, b"# coding: hex\nx\n", b"# coding: no\n"])
def test_what_cannot_be_parsed_is_told_by_lines(broken: bytes) -> None:
    runs = [Run(at=3, added=4, before=3, deleted=0), Run(at=9, added=0, before=12, deleted=1)]
    assert touched(BASE.encode(), broken, runs) == (
        Touch(name="lines 3-6", kind="lines", how="added", line=3),
        Touch(name="line 12", kind="lines", how="removed", line=12),
    )


def test_a_file_of_a_size_that_nobody_writes_is_not_parsed() -> None:
    assert touched(b"x = 1\n", b"#" * (LARGEST_BYTES + 1)) == ()


def test_many_pieces_of_such_a_file_are_told_as_one() -> None:
    runs = [Run(at=3 * number + 1, added=1, before=3 * number + 1, deleted=1) for number in range(MOST_RUNS + 1)]
    (told,) = touched(b"", b"def h(:", runs)
    assert told.name == f"{MOST_RUNS + 1} pieces between line 1 and line {3 * MOST_RUNS + 2}"


@pytest.mark.parametrize(
    "text",
    [
        b"x = " + b"-" * 200_000 + b"1",
        b"a" + b".b" * 100_000,
        b"(" * 90_000,
        b"if 1:\n pass\n" + b"elif 1:\n pass\n" * 9000,
    ],
    ids=["signs", "names", "brackets", "branches"],
)
def test_code_that_is_made_to_break_a_reader_breaks_none(text: bytes) -> None:
    assert touched(b"y = 1\n", text, [Run(1, 1, 1, 1)])[0].kind in {"lines", "module"}


def test_other_encodings_and_line_ends_are_read_as_python_reads_them() -> None:
    old = "# -*- coding: latin-1 -*-\r\ndef a():\r\n    return 'é'\r\n".encode("latin-1")
    assert touched(old, old.replace(b"\r\n", b"\n")) == ()
    assert [touch.name for touch in touched(old, old.replace(b"\xe9", b"\xe8"))] == ["a"]


def test_parsing_says_nothing_of_what_a_candidate_wrote() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [touch.name for touch in touched(b"", b"def a():\n    return '\\d' is 1\n")] == ["a"]


BODY = st.sampled_from(["return 1", "return 2", "pass", "x = 'def a(): 1'"])
MODULE = st.dictionaries(st.sampled_from("abcdef"), BODY).map(
    lambda functions: "".join(f"def {name}():\n    {body}\n\n\n" for name, body in functions.items())
)


@given(MODULE, MODULE)
def test_what_is_touched_is_what_differs(before: str, after: str) -> None:
    def parts(text: str) -> dict[str, str]:
        return {piece[4]: piece for piece in text.split("\n\n\n") if piece}

    old, new = parts(before), parts(after)
    wanted = {name: "changed" for name in old.keys() & new.keys() if old[name] != new[name]}
    wanted |= dict.fromkeys(new.keys() - old.keys(), "added") | dict.fromkeys(old.keys() - new.keys(), "removed")
    assert dict(names(before, after)) == wanted


@given(MODULE)
def test_nothing_is_touched_between_equals(text: str) -> None:
    assert names(text, text) == []


LINES = st.lists(st.sampled_from(["a", "b", "--- x", "+++ y", "@@ -1 +1 @@", "diff --git a/x b/x", ""]), max_size=12)


@settings(deadline=None, max_examples=50)
@given(LINES, LINES, st.booleans(), st.booleans())
def test_a_diff_read_back_turns_one_side_into_the_other(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str], old_end: bool, new_end: bool
) -> None:
    """Whatever the lines look like, the runs say which of the old ones are replaced by which of the new ones."""
    folder = tmp_path_factory.mktemp("diff")
    sides = ["\n".join(side) + ("\n" if end and side else "") for side, end in ((old, old_end), (new, new_end))]
    for name, text in zip(("old", "new"), sides, strict=True):
        (folder / name).write_text(text, encoding="ascii")
    patch = subprocess.run(
        ["git", "diff", "--no-index", "--no-color", "old", "new"], cwd=folder, capture_output=True, check=False
    ).stdout
    found = file_diffs(patch)
    assert len(found) == (sides[0] != sides[1])
    before, after = (text.split("\n") for text in sides)
    made: list[str] = []
    at = 0
    for run in found[0].runs if found else ():
        made += before[at : run.before - 1] + after[run.at - 1 : run.at - 1 + run.added]
        at = run.before - 1 + run.deleted
    made += before[at:]
    assert [line for line in made if line] == [line for line in after if line]


def test_paths_are_read_back_as_bytes_whatever_git_quotes(tmp_path: Path) -> None:
    odd = 'tab\t"quote" l\udce9.py'
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "empty"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *command], cwd=tmp_path, check=True)
    (tmp_path / odd).write_bytes(b"x\n")
    (tmp_path / "a b").write_bytes(b"x\n")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    patch = subprocess.run(["git", "diff", "--cached"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert {found.after for found in file_diffs(patch)} == {b"a b", b'tab\t"quote" l\xe9.py'}
    assert {found.before for found in file_diffs(patch)} == {b""}


@given(st.binary())
def test_what_is_no_diff_gives_no_error(text: bytes) -> None:
    assert all(isinstance(found, FileDiff) for found in file_diffs(b"--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n" + text))


def test_several_threads_may_ask_at_once() -> None:
    """The parser breaks where another thread gets its turn in the midst of it, as when garbage is collected."""
    before = "".join(f"def f{number}(x):\n    return [x for x in ((x))]\n" for number in range(40)).encode()
    threshold = gc.get_threshold()

    def another_turn(*_: object) -> None:
        time.sleep(0)

    gc.set_threshold(500)
    gc.callbacks.append(another_turn)
    try:
        with ThreadPoolExecutor(3) as pool:
            told = list(pool.map(lambda number: touched(before, before + b"\nx = %d\n" % number), range(15)))
    finally:
        gc.callbacks.remove(another_turn)
        gc.set_threshold(*threshold)
    assert {names[0].name for names in told} == {"module level"}
