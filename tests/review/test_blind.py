"""Hiding who the candidate is, without cutting holes into ordinary words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proctor.review.blind import NO_VEIL, Veil

VEIL = Veil("Ada Lovelace", "candidate A")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ada asked", "candidate A asked"),
        ("ADA's layer", "candidate A's layer"),
        ("Lovelace, Ada", "candidate A, candidate A"),
        ("write to ada.lovelace@example.org", "write to candidate A@example.org"),
        ("alovelace a.lovelace adalovelace", "candidate A candidate A candidate A"),
        ("AdaNorm adaNorm ada_norm", "candidate ANorm candidate ANorm candidate A_norm"),
        ("Adam adapts the cascade", "Adam adapts the cascade"),
    ],
)
def test_parts_of_the_name_are_hidden_and_ordinary_words_are_whole(text: str, hidden: str) -> None:
    assert VEIL.text(text) == hidden


def test_a_name_that_python_has_as_a_word_leaves_no_hole_in_code() -> None:
    veil = Veil("Max Müller", "B")
    assert veil.code("x = torch.max(y)  # Max, mueller, MULLER") == "x = torch.max(y)  # B, B, B"
    assert veil.text("max said") == "B said"


@pytest.mark.parametrize(("name", "text", "hidden"), [("Bo Li", "Bo Li, bold", "B, bold"), ("王伟", "王伟x", "Bx")])
def test_short_names_and_other_scripts_are_hidden_too(name: str, text: str, hidden: str) -> None:
    assert Veil(name, "B").text(text) == hidden


@pytest.mark.parametrize(
    "head",
    [
        "# Author: Somebody Else",
        "# Copyright (c) 2026 Somebody",
        "#  mail: some.body@example.org",
        "# @somebody on the forge",
        "# https://github.com/somebody",
        '__author__ = "Somebody"',
        '__author__ = (\n    "Somebody",\n    "Else",\n)',
        '"""A layer.\n\nWritten by Somebody.\n"""',
        '"""Author: Somebody."""',
        "'''\nsome.body@example.org '''",
        '# -*- coding: utf-8 -*-\n"""Layer.\n\n:author: Somebody\n"""\n__email__ = "some.body@example.org"',
    ],
)
def test_lines_that_say_who_wrote_it_are_blank_and_code_keeps_its_numbers(head: str) -> None:
    code = f"{head}\nimport torch\n\n\ndef f(x):\n    # by the author's formula\n    return x@torch.eye(3)\n"
    hidden = VEIL.code(code)
    assert "somebody" not in hidden.lower()
    assert "some.body" not in hidden.lower()
    assert hidden.count("\n") == code.count("\n")
    assert hidden.endswith("import torch\n\n\ndef f(x):\n    # by the author's formula\n    return x@torch.eye(3)\n")


def test_a_docstring_that_says_nothing_about_anybody_stays() -> None:
    code = '"""Root mean square norm.\n\nArgs: x.\n"""\nimport torch\n'
    assert VEIL.code(code) == code


def test_a_diff_keeps_its_marks() -> None:
    patch = "@@ -1,2 +1,2 @@\n-# Author: X\n+# author: ada\n x = ada_norm\n"
    assert VEIL.patch(patch) == "@@ -1,2 +1,2 @@\n-\n+\n x = candidate_A_norm\n"


def test_without_a_name_nothing_changes() -> None:
    text = "# Author: Ada"
    assert NO_VEIL.text(text) == NO_VEIL.code(text) == NO_VEIL.patch(text) == text
    assert NO_VEIL.session("s1") == "s1"
    assert VEIL.session("s1-ada") == "candidate A"


_WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
_NAME = st.lists(_WORD.map(str.title), min_size=1, max_size=3).map(" ".join)
_TEXT = st.text(alphabet=st.sampled_from("ab zA_.@\n#\"'()0xé"), max_size=60)
_SPELLINGS = st.sampled_from([str, str.upper, str.lower])


@example(name="Aaa Aaaab Aaa", before="", after="", spelling=str.upper, gap="")
@given(name=_NAME, before=_TEXT, after=_TEXT, spelling=_SPELLINGS, gap=st.sampled_from([" ", "_", ".", "", "-"]))
def test_no_part_of_the_name_is_left_as_a_word(
    name: str, before: str, after: str, spelling: type[str], gap: str
) -> None:
    written = spelling(gap.join(name.split()))
    hidden = Veil(name, "?").text(f"{before} {written} {after}")
    for part in name.split():
        assert not re.search(rf"(?<![^\W\d_]){part}(?![^\W\d_])", hidden, re.IGNORECASE)


@given(name=_NAME, text=st.text(max_size=200))
def test_lines_are_kept_and_hiding_twice_hides_no_more(name: str, text: str) -> None:
    veil = Veil(name, "?")
    once = veil.text(text)
    assert veil.text(once) == once
    assert once.count("\n") == text.count("\n")
    assert veil.code(text).count("\n") == text.count("\n")
    assert veil.patch(text).count("\n") == text.count("\n")
