"""Each check as it stood, with a strip of what it said of every save; the message of the one under the cursor below."""

from collections.abc import Mapping

from proctor.review.film import Film
from proctor.session.plain_text import shown
from proctor.tui.replay.drawn import Row, cut
from proctor.tui.replay.events_pane import wrapped
from proctor.tui.replay.list_pane import ListPane
from proctor.tui.replay.scene import CheckAt, Scene
from proctor.tui.replay.strip import Stripe, stripes

_WORD = 10
_NAME_SHARE = 0.4
_SHORTEST_STRIP = 8
_OUTPUT_LINES = 40


class ChecksPane(ListPane):
    """A row per check."""

    def __init__(self) -> None:
        super().__init__(id="checks")
        self._checks: tuple[CheckAt, ...] = ()
        self._film: Film | None = None
        self._stripes: Mapping[str, Stripe] = {}
        self._promises: dict[str, str] = {}
        self._save = -1
        self._name_width = 0

    def know(self, film: Film) -> None:
        """The recording is there."""
        self._film = film
        self._promises = {check.id: check.promise for check in film.terms.checks}
        self._name_width = max(map(len, film.tracks), default=0)

    def show(self, scene: Scene) -> None:
        """Another moment; what each check said of every save is looked up at the first one."""
        if self._film is not None and not self._stripes:
            self._stripes = stripes(self._film)
        self._checks = scene.checks
        self._save = scene.frame.number if scene.frame is not None else -1
        self.draw()

    def count(self) -> int:
        """All checks."""
        return len(self._checks)

    def entry(self, number: int, width: int) -> Row:
        """State, name, strip."""
        check = self._checks[number]
        name_width = min(self._name_width, max(12, int(width * _NAME_SHARE)))
        secret = "hidden " if check.hidden else ""
        name = cut(check.check, name_width)
        row = [
            (self.pointer(number), "text"),
            (f"{check.shape} {check.word}".ljust(_WORD), check.ink),
            (name.ljust(name_width + 1), "strong" if number == self.cursor else "text"),
        ]
        room = width - 2 - _WORD - name_width - 1
        if any(known.hidden for known in self._checks) and room > _SHORTEST_STRIP + 7:
            row.append((secret.ljust(7), "place"))
            room -= 7
        if room >= _SHORTEST_STRIP and check.check in self._stripes:
            row += self._stripes[check.check].cells(room, self._save, ascii_only=self.ascii_only)
        return row

    def detail(self, number: int, width: int) -> list[Row]:
        """Promise, what it said, its output."""
        check = self._checks[number]
        rows: list[Row] = [[(line, "muted")] for line in wrapped(self._promises.get(check.check, ""), width)]
        if check.hidden:
            rows.append([("A hidden check: the candidate did not see it.", "place")])
        if check.of_before:
            rows.append([(f"{check.of_before} was said of older content; it has not run on this save.", "number")])
        rows += [[(line, "text")] for line in wrapped(shown(check.message), width)]
        for line in shown(check.output).splitlines()[:_OUTPUT_LINES]:
            rows += [[(part, "muted")] for part in wrapped(line, width)]
        return rows
