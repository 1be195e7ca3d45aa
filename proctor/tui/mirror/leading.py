"""Taking one of the candidate's panes to where the candidate has it."""

from textual.widget import Widget
from textual.widgets import OptionList

from proctor.tui.arrangement import Pane
from proctor.tui.mirror.following import candidates_tabs
from proctor.tui.mirror.scrolling import WIDEST, pane_width, row_here
from proctor.tui.view import View
from proctor.tui.widgets.check_pane import CheckPane
from proctor.tui.widgets.spec_pane import SpecPane
from proctor.tui.widgets.view_text import ViewText


def lead(box: Widget, name: str, view: View) -> None:
    """Scroll the pane, and put the cursor on the check that the candidate looks at."""
    session = view.session
    seen = session.sight.view if session is not None else None
    if session is None or seen is None:
        return
    moving = box
    if isinstance(box, CheckPane):
        _choose(box.query_one(OptionList), seen.check)
        moving = box.query_one("#check-detail-scroll")
    panes = tuple(Pane(tab) for tab in candidates_tabs(session) if tab in tuple(Pane))
    there, here = pane_width(panes, seen.columns), min(WIDEST, moving.scrollable_content_region.width)
    row = row_here(seen.scroll.get(name, 0), _text_of(box, view), there, here)
    if moving.scroll_offset.y != row:
        moving.scroll_to(y=row, animate=False, immediate=True)


def _choose(listed: OptionList, check: str) -> None:
    index = next((index for index, option in enumerate(listed.options) if option.id == check), None)
    if index is not None and listed.highlighted != index:
        listed.highlighted = index


def _text_of(box: Widget, view: View) -> str:
    if isinstance(box, SpecPane):
        return view.materials.spec
    return "\n".join(str(text.content) for text in box.query(ViewText))
