"""What a diff says of a file, and files in colours."""

import difflib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.cockpit.view import FileRow, Files
from proctor.tui.mirror.changes import ADDED, CHANGED, DELETED, DiffLines, marks
from proctor.tui.mirror.file_words import next_base, row_text
from proctor.tui.mirror.highlight import COLOURED_AT_MOST, Coloured
from proctor.tui.mirror.inks import Ink
from tests.tui.mirror_stage import DIFF, MODULE
from tests.tui.scenes import Scene

_LINES = st.lists(st.sampled_from(["a", "b", "", "-- c", "++ d", "@@ -1 +1 @@", "diff --git a/x b/x"]), max_size=12)


def _diff(before: list[str], after: list[str]) -> str:
    told = difflib.unified_diff(before, after, "a/f.py", "b/f.py", lineterm="")
    return "\n".join(
        [
            "diff --git a/f.py b/f.py",
            *told,
            "diff --git a/z.py b/z.py",
            "--- a/z.py",
            "+++ b/z.py",
            "@@ -1 +1 @@",
            "-x",
            "+y",
        ]
    )


@given(_LINES, _LINES)
def test_lines_without_a_mark_were_there_before(before: list[str], after: list[str]) -> None:
    """In the same order, whatever the lines look like; and marks stay inside the file."""
    found = marks(_diff(before, after), "f.py")
    assert all(1 <= number <= max(1, len(after)) for number in found)
    fresh = {number for number, mark in found.items() if mark in (ADDED, CHANGED)}
    kept = iter(before)
    assert all(any(old == line for old in kept) for number, line in enumerate(after, 1) if number not in fresh)


def test_new_changed_and_gone_lines_are_told_apart() -> None:
    """A changed line is one that took the place of another."""
    assert marks(DIFF, "rms_norm.py") == {12: CHANGED, 16: CHANGED, 17: ADDED}
    assert marks(_diff(["a", "b", "c"], ["a", "c"]), "f.py") == {2: DELETED}
    assert marks(_diff(["a", "b"], ["a"]), "f.py") == {1: DELETED}
    assert marks(DIFF, "other.py") == {}
    assert marks("", "f.py") == {}


def test_a_diff_starts_at_the_part_about_a_file() -> None:
    """With its header; at the top for a file it does not name."""
    diff = DiffLines(_diff(["a"], ["b"]))
    assert diff.line(diff.start_of("z.py"))[0][0] == "--- a/z.py" or "z.py" in diff.line(diff.start_of("z.py"))[0][0]
    assert diff.start_of("nowhere.py") == 0


@pytest.mark.parametrize("path", ["rms_norm.py", "notes.md", "pytest.ini", "data.json", "run.sh", "odd", "a.b/c"])
@given(text=st.text(alphabet="ab\"'#\n\\:{}[]=*` \t1漢é", max_size=200))
def test_colours_change_no_character(path: str, text: str) -> None:
    """In any language, also of broken text."""
    lines = Coloured(path, text)
    assert ["".join(said for said, _ in lines.line(number)) for number in range(len(lines))] == text.split("\n")


def test_python_is_told_by_its_words() -> None:
    """Keywords, names, strings, comments."""
    lines = Coloured("rms_norm.py", MODULE)
    words = {(text.strip(), ink) for text, ink in lines.line(6)}
    assert {("class", Ink.KEYWORD), ("RMSNorm", Ink.NAME)} <= words
    assert {ink for _, ink in lines.line(7) if ink is not Ink.TEXT} == {Ink.STRING}
    assert any(ink is Ink.QUIET for _, ink in lines.line(15))


@given(text=st.text(alphabet="ab\"'#\n():= if", max_size=80))
def test_neighbours_look_different(text: str) -> None:
    """Every piece is written to the terminal with all that tells how it looks; blanks look like what is beside them."""
    lines = Coloured("rms_norm.py", text)
    for number in range(len(lines)):
        line = lines.line(number)
        assert all(one[1] is not other[1] for one, other in pairwise(line))
        assert len(line) < 2 or all(said.strip() for said, _ in line)


def test_long_text_stays_plain() -> None:
    """No lexer is let loose on it."""
    lines = Coloured("long.py", "x = 1\n" * (COLOURED_AT_MOST // 6 + 1))
    assert lines.line(0) == (("x = 1", Ink.TEXT),)


def test_bases_go_round_among_those_there_are() -> None:
    """What was submitted can be compared with once something was."""
    session = Scene().work().session
    assert next_base("previous", session) == "previous"
    tagged = Scene().work()
    tagged.act("submit", "candidate")
    have = [next_base("previous", tagged.session), next_base("submitted", tagged.session)]
    assert set(have) <= {"previous", "submitted", "start"}


def test_a_long_name_keeps_its_end_and_its_change() -> None:
    """What differs between files of one folder is the end of their names."""
    row = row_text(FileRow("a/very/long/folder/name/for/a/module.py", 1, 12, 3, changed=True), width=29)
    assert str(row).startswith("~ ..")
    assert str(row).endswith("+12 -3")
    assert "module.py" in str(row)
    assert Files().path == ""
