"""The rows above the cockpit's body and the keys below it."""

from textual.content import Content, Span
from textual.reactive import reactive
from textual.style import Style

from proctor.tui.cockpit.keys import ALWAYS_IN_BAR, CockpitKey, bar_acts, key_text, label_of, why_not
from proctor.tui.cockpit.lasting_words import lasting
from proctor.tui.cockpit.next_words import next_line
from proctor.tui.cockpit.presence_words import watch_line
from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.row import Row
from proctor.tui.widgets.timed_line import TimedLine

_GAP = 2


class WatchBar(Row):
    """READ ONLY, delay, and who is there; cut off at the right where there is no room."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="watch-bar")

    def watch_view(self, watch: WatchView | None) -> None:
        """Paint what differs."""
        if watch is not None:
            self.say(watch_line(watch))


class NextLine(TimedLine):
    """The next due act of the interviewer."""

    def __init__(self) -> None:
        super().__init__(id="next-line")

    def words(self) -> str:
        """What to do next."""
        return next_line(self.view, self.t_s) if self.view is not None else ""


class LastingLine(TimedLine):
    """The full-width line for a state that lasts: no connection, focus time, pause."""

    def __init__(self) -> None:
        super().__init__(id="banner")

    def words(self) -> str:
        """The state that matters most now; how serious it is shows as well."""
        said = lasting(self.view, self.t_s) if self.view is not None else None
        self.set_class(said is not None and said.severity == "error", "-error")
        return said.text if said is not None else ""


class CockpitKeyBar(Row):
    """As many keys of this phase as there is room for; help and leave are always among them."""

    view: reactive[WatchView | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="key-bar")

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
        self.say(Content(" " * _GAP).join([_key(act, self.view) for act in acts]))


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
