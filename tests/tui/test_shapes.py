"""States are told by word and shape before colour."""

import unicodedata

import pytest
from rich.cells import cell_len

from proctor.session.verdicts import Verdict
from proctor.tui import shapes
from proctor.tui.shapes import VERDICT_MARKS, Mark, utf8_locale

_ALL = [value for value in vars(shapes).values() if isinstance(value, Mark)] + list(VERDICT_MARKS.values())


def test_every_verdict_has_a_mark_of_its_own() -> None:
    """No verdict is missing, and no two read or look the same, also in ASCII."""
    assert set(VERDICT_MARKS) == set(Verdict)
    for look in (lambda mark: mark.word, lambda mark: mark.shape, lambda mark: mark.ascii_shape):
        assert len({look(mark) for mark in VERDICT_MARKS.values()}) == len(VERDICT_MARKS)


@pytest.mark.parametrize("mark", _ALL, ids=lambda mark: mark.word)
def test_shapes_are_narrow_and_have_an_ascii_twin(mark: Mark) -> None:
    """Each character takes one cell, and none is wide in East Asian terminals but the ellipsis."""
    assert cell_len(mark.shape) == len(mark.shape)
    assert mark.ascii_shape.isascii()
    widths = {unicodedata.east_asian_width(char) for char in mark.shape.replace("…", "")}
    assert not widths & {"W", "F", "A"}


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, False),
        ({"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"}, True),
        ({"LC_ALL": "", "LANG": "POSIX"}, False),
        ({}, False),
    ],
)
def test_the_locale_decides_about_ascii(environ: dict[str, str], utf8: bool) -> None:
    """The strongest variable that is set counts; without any, only ASCII is safe."""
    assert utf8_locale(environ) is utf8
