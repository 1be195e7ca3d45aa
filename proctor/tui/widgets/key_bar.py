"""The bottom row: the keys of this phase. A key that cannot act now is dimmed; pressing it says why."""

from typing import Final

from textual.content import Content, Span
from textual.reactive import reactive
from textual.style import Style

from proctor.tui.keys import KEY_GAP, KeyAct, bar_acts, key_text, label_of, why_not
from proctor.tui.view import View
from proctor.tui.widgets.row import Row

_MARGIN_CELLS: Final = 2


class KeyBar(Row):
    """Made from the table of keys; repainted only when a key changes between possible and not."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="key-bar")

    def on_resize(self) -> None:
        """There may be room for more keys, or for fewer."""
        self.watch_view(self.view)

    def watch_view(self, view: View | None) -> None:
        """Bring the row up to date."""
        if view is None:
            return
        acts = bar_acts(view.session, self.app.size.width - _MARGIN_CELLS, view.switch_key)
        self.say(Content(KEY_GAP).join([_key(act, view) for act in acts]))


def _key(act: KeyAct, view: View) -> Content:
    possible = not why_not(act, view.session, connected=view.connected)
    key = key_text(act, switch_key=view.switch_key)
    cap, label = ("bold reverse", "$text") if possible else ("$text-disabled", "$text-disabled")
    content = Content.assemble((key, cap), (f" {label_of(act, view.session)}", label))
    return content.add_spans([Span(0, len(content), Style.from_meta({"act": act.id}))])
