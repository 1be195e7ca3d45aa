"""The rows above the cockpit's body and the keys below it."""

from textual.content import Content, Span
from textual.events import Click
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from proctor.tui.cockpit.keys import ALWAYS_IN_BAR, CockpitKey, bar_acts, key_text, label_of, why_not
from proctor.tui.cockpit.lasting_words import lasting
from proctor.tui.cockpit.next_words import next_line
from proctor.tui.cockpit.presence_words import watch_line
from proctor.tui.cockpit.view import WatchView

_GAP = 2


class WatchBar(Static):
    """READ ONLY, delay, and who is there; cut off at the right where there is no room."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="watch-bar", markup=False)
        self._said: Content | None = None

    def watch_view(self, watch: WatchView | None) -> None:
        """Paint what differs."""
        if watch is None:
            return
        said = watch_line(watch)
        if self._said is None or not said.is_same(self._said):
            self._said = said
            self.update(said, layout=False)


class NextLine(Static):
    """The next due act of the interviewer."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="next-line", markup=False)

    def watch_view(self, old: WatchView | None, new: WatchView | None) -> None:
        """Another state; a picture alone brings nothing due."""
        if new is not None and (
            old is None or old.session is not new.session or old.observations is not new.observations
        ):
            self._paint()

    def watch_t_s(self) -> None:
        """Time has passed."""
        self._paint()

    def _paint(self) -> None:
        text = next_line(self.view, self.t_s) if self.view is not None else ""
        if text != str(self.content):
            self.display = bool(text)
            self.update(Content(text))


class LastingLine(Static):
    """The full-width line for a state that lasts: no connection, focus time, pause."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)
    t_s: reactive[float] = reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="banner", markup=False)
        self.display = False

    def watch_view(self) -> None:
        """Another state."""
        self._paint()

    def watch_t_s(self) -> None:
        """Time has passed."""
        self._paint()

    def _paint(self) -> None:
        said = lasting(self.view, self.t_s) if self.view is not None else None
        text = said.text if said is not None else ""
        if text != str(self.content):
            self.display = bool(text)
            self.set_class(said is not None and said.severity == "error", "-error")
            self.update(Content(text), layout=len(text) != len(str(self.content)))


class CockpitKeyBar(Static):
    """As many keys of this phase as there is room for; help and leave are always among them."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__("", id="key-bar", markup=False)
        self._said: Content | None = None

    async def on_click(self, event: Click) -> None:
        """The mouse is optional, and does what the key does."""
        if act_id := event.style.meta.get("act"):
            await self.run_action(f"screen.do('{act_id}')")

    def on_resize(self) -> None:
        """Another number of keys has room."""
        self._paint()

    def watch_view(self, old: WatchView | None, new: WatchView | None) -> None:
        """Bring the row up to date; a picture alone changes no key."""
        if old is None or new is None or _facts(old) != _facts(new):
            self._paint()

    def _paint(self) -> None:
        if self.view is None or not self.size.width:
            return
        acts = fitting(bar_acts(self.view.session), self.view, self.content_size.width)
        said = Content(" " * _GAP).join([_key(act, self.view) for act in acts])
        if self._said is None or not said.is_same(self._said):
            self._said = said
            self.update(said, layout=False)


def _facts(watch: WatchView) -> tuple[object, ...]:
    return id(watch.session), watch.shared.lost, watch.follow, id(watch.material)


def fitting(acts: tuple[CockpitKey, ...], watch: WatchView, width: int) -> tuple[CockpitKey, ...]:
    """The keys that have room, in their order; those that always stand there keep theirs free."""
    cells = {act.id: len(key_text(act)) + 1 + len(label_of(act, watch)) + _GAP for act in acts}
    left = width + _GAP - sum(cells[act.id] for act in acts if act.id in ALWAYS_IN_BAR)
    shown: list[CockpitKey] = []
    for act in acts:
        if act.id in ALWAYS_IN_BAR:
            shown.append(act)
        elif left >= cells[act.id]:
            left -= cells[act.id]
            shown.append(act)
        else:
            left = 0
    return tuple(shown)


def _key(act: CockpitKey, watch: WatchView) -> Content:
    possible = not why_not(act, watch)
    cap, label = ("bold reverse", "$text") if possible else ("$text-disabled", "$text-disabled")
    content = Content.assemble((key_text(act), cap), (f" {label_of(act, watch)}", label))
    return content.add_spans([Span(0, len(content), Style.from_meta({"act": act.id}))])
