"""The catalogue in docs/SECURITY.md against the tests that it names: every number has a row, every name a test."""

import ast
import re
from functools import cache

from tests.attacks.programs import ATTACKS
from tests.docs.documents import CHECKOUT, Document, words

SECTION = "Catalogue of attacks and faults"
SECURITY = Document.named("docs/SECURITY.md")
LAST = 136


def rows() -> list[list[str]]:
    return [row for row in SECURITY.rows(SECTION) if row[0].isdigit()]


@cache
def functions(path: str) -> frozenset[str]:
    """Names of the tests of one file."""
    tree = ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def test_every_number_of_the_catalogue_has_its_row() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, LAST + 1))


def test_every_row_names_a_test_or_says_why_there_is_none() -> None:
    for number, _, _, tests in rows():
        assert words(tests) or re.match(r"none( yet)?: \w+", tests), number


def test_every_program_stands_in_the_catalogue_under_its_number() -> None:
    shown = {word: int(row[0]) for row in rows() for word in words(row[3]) if "/" not in word}
    assert shown == {attack.id: attack.number for attack in ATTACKS if attack.number is not None}
    others = {word for row in SECURITY.rows(SECTION) if not row[0].isdigit() for word in words(row[0])}
    assert others == {attack.id for attack in ATTACKS if attack.number is None}


def test_every_test_that_is_named_exists() -> None:
    named = {word for row in rows() for word in words(row[3]) if "/" in word}
    assert len(named) > 50
    for word in named:
        path, _, test = word.partition("::")
        assert (CHECKOUT / path).is_file(), word
        assert not test or test in functions(path), word
