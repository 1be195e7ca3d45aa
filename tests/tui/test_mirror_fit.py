"""A picture in a space of another size."""

from hypothesis import given
from hypothesis import strategies as st

from proctor.session.screen import Screen
from proctor.tui.mirror.fit import Fit

_SIZES = st.tuples(st.integers(1, 200), st.integers(1, 60))


@given(_SIZES, _SIZES, st.data())
def test_the_cursor_is_always_in_sight(picture: tuple[int, int], space: tuple[int, int], data: st.DataObject) -> None:
    """From wherever the view was before."""
    columns, lines = picture
    width, height = space[0], space[1] + 1
    cursor = data.draw(st.tuples(st.integers(0, columns - 1), st.integers(0, lines - 1)))
    before = Fit(columns, lines, width, height).moved(data.draw(st.integers(0, 200)), data.draw(st.integers(0, 60)))
    fit = before.following(cursor)
    assert fit.left <= cursor[0] < fit.left + fit.seen_columns
    row = fit.row_of(cursor[1])
    assert row is not None
    assert 0 < row < height
    assert fit.line_at(row) == cursor[1]


@given(_SIZES, _SIZES, st.integers(-300, 300), st.integers(-300, 300))
def test_moving_ends_at_the_edges(picture: tuple[int, int], space: tuple[int, int], right: int, down: int) -> None:
    """No empty columns or rows come into sight while there are others."""
    fit = Fit(*picture, *space).moved(right, down)
    assert 0 <= fit.left <= fit.columns - fit.seen_columns
    assert 0 <= fit.top <= fit.lines - fit.seen_lines


def test_a_larger_space_frames_the_picture_in_its_middle() -> None:
    """And keeps it whole."""
    fit = Fit(60, 16, 100, 30)
    assert (fit.whole, fit.framed, fit.closed, fit.indent) == (True, True, True, 20)
    assert fit.row_of(15) == fit.drop + 16 < 30


def test_sideways_it_stays_at_the_left_edge_while_the_cursor_can_be_seen_there() -> None:
    """Beyond, it moves by halves, so that not every key moves everything."""
    fit = Fit(120, 40, 80, 24)
    assert fit.following((79, 0)).left == 0
    assert {fit.following((column, 0)).left for column in range(80, 120)} == {40}


def test_a_hidden_cursor_moves_nothing() -> None:
    """The place is kept, also in a space of another size as far as there is one."""
    fit = Fit(120, 40, 80, 24).moved(30, 10)
    assert fit.following(None) == fit
    assert fit.resized(Screen(columns=120, lines=40), 100, 24).left == 20
