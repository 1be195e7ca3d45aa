"""The bottom row: the keys of this phase. A key that cannot act now is dimmed; pressing it says why."""

from typing import Final

from textual.content import Content, Span
from textual.events import Click
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from proctor.tui.keys import KEY_GAP, KeyAct, bar_acts, key_text, label_of, why_not
from proctor.tui.view import View

_MARGIN_CELLS: Final = 2


class KeyBar(Static):
    """Made from the table of keys; repainted only when a key changes between possible and not."""

    view: reactive[View | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="key-bar", markup=False)
        self._said: Content | None = None

    async def on_click(self, event: Click) -> None:
        """The mouse is optional, and does what the key does."""
        if act_id := event.style.meta.get("act"):
            await self.run_action(f"screen.do('{act_id}')")

    def on_resize(self) -> None:
        """There may be room for more keys, or for fewer."""
        self.watch_view(self.view)

    def watch_view(self, view: View | None) -> None:
        """Bring the row up to date."""
        if view is None:
            return
        acts = bar_acts(view.session, self.app.size.width - _MARGIN_CELLS, view.switch_key)
        content = Content(KEY_GAP).join([_key(act, view) for act in acts])
        if self._said is None or not content.is_same(self._said):
            self._said = content
            self.update(content, layout=False)


def _key(act: KeyAct, view: View) -> Content:
    possible = not why_not(act, view.session, connected=view.connected)
    key = key_text(act, switch_key=view.switch_key)
    cap, label = ("bold reverse", "$text") if possible else ("$text-disabled", "$text-disabled")
    content = Content.assemble((key, cap), (f" {label_of(act, view.session)}", label))
    return content.add_spans([Span(0, len(content), Style.from_meta({"act": act.id}))])
