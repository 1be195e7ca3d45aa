"""What a candidate wrote, on a pane: a file as submitted, at the end, or what changed between."""

from typing import Final, Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from proctor.record.reel import Reel
from proctor.review.cards.answers import written
from proctor.review.cards.bench import Bench
from proctor.session.plain_text import shown, shown_line
from proctor.tui.mirror.changes import DiffLines
from proctor.tui.mirror.highlight import Coloured
from proctor.tui.mirror.line_pane import LinePane, Page

Version = Literal["final", "submitted", "change"]
VERSIONS: Final[tuple[Version, ...]] = ("final", "submitted", "change")
_TITLES: Final[dict[Version, str]] = {
    "final": "at the end",
    "submitted": "as submitted",
    "change": "what the revision changed",
}


class CodePane(Vertical):
    """Reads what it shows when it is asked for, and keeps it."""

    def __init__(self) -> None:
        super().__init__(id="answer-side")
        self._bench: Bench | None = None
        self._version: Version = "final"
        self._number = 0
        self._read: dict[tuple[str, Version], dict[str, str]] = {}

    def compose(self) -> ComposeResult:
        """Which file, and the file."""
        yield Static("", id="answer-title", markup=False)
        yield LinePane(id="answer-code")

    def show(self, bench: Bench) -> None:
        """Another answer; which version is looked at stays."""
        if bench is not self._bench:
            self._bench, self._number = bench, 0
            self._paint()

    def another_version(self) -> None:
        """The next of the three."""
        self._version = VERSIONS[(VERSIONS.index(self._version) + 1) % len(VERSIONS)]
        self._paint()

    def another_file(self) -> None:
        """The next file."""
        self._number += 1
        self._paint()

    def _paint(self) -> None:
        if self._bench is None:
            return
        files = self._files(self._bench)
        lines = self.query_one(LinePane)
        lines.set_class(self.app.has_class("-ascii"), "-ascii")
        if not files:
            self.query_one("#answer-title", Static).update(f"Nothing {_TITLES[self._version]}")
            lines.show(None)
            return
        path = list(files)[self._number % len(files)]
        number = f", file {self._number % len(files) + 1} of {len(files)}" if len(files) > 1 else ""
        self.query_one("#answer-title", Static).update(f"{shown_line(path)}, {_TITLES[self._version]}{number}")
        text = shown(files[path])
        change = self._version == "change"
        lines.show(Page(DiffLines(text) if change else Coloured(path, text), numbered=not change))
        lines.go_to(0)

    def _files(self, bench: Bench) -> dict[str, str]:
        key = bench.called, self._version
        if key not in self._read:
            self._read[key] = _read(bench, self._version)
        return self._read[key]


def _read(bench: Bench, version: Version) -> dict[str, str]:
    film = bench.film
    with Reel(film.recording.record) as reel:
        if version != "change":
            return written(film, reel, version, bench.veil)
        before, after = film.tagged("submitted"), film.tagged("final")
        if before is None or after is None:
            return {}
        patch = reel.patch(before.tree, after.tree).decode(errors="replace")
    return {"changes": bench.veil.patch(patch)} if patch else {}
