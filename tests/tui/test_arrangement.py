"""Which panes stand side by side."""

from hypothesis import given
from hypothesis import strategies as st

from proctor.tui.arrangement import Pane, columns, visible
from proctor.tui.screens.feedback import FeedbackScreen
from proctor.tui.screens.work import RevisionScreen, WorkScreen

PANES = st.sampled_from([WorkScreen.PANES, RevisionScreen.PANES, FeedbackScreen.PANES])


@given(PANES, st.integers(20, 400))
def test_every_pane_has_exactly_one_column(panes: tuple[Pane, ...], width: int) -> None:
    """One column below 100, two below 160, three above; no pane is lost or doubled."""
    groups = columns(panes, width)
    assert sorted(pane for group in groups for pane in group) == sorted(panes)
    assert len(groups) == (1 if width < 100 else 2 if width < 160 else 3)


@given(PANES, st.integers(20, 400), st.lists(st.sampled_from(Pane), min_size=1))
def test_the_pane_asked_for_last_is_always_in_sight(panes: tuple[Pane, ...], width: int, asked: list[Pane]) -> None:
    """Whatever was chosen before, one pane per column is in sight and the newest choice among them."""
    wanted = tuple(dict.fromkeys(reversed(asked)))
    shown = visible(columns(panes, width), wanted)
    assert len(shown) == len(columns(panes, width))
    newest = next((pane for pane in wanted if pane in panes), shown[0])
    assert newest in shown
