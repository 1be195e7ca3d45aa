"""The replay's app: moves the playback as keys and mouse ask, and paints the newest scene once for all that came."""

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from proctor.errors import ProctorError, UsageError
from proctor.review.film import Film
from proctor.review.timeline import time_of
from proctor.tui.replay.acts import ACTS
from proctor.tui.replay.code_pane import CodePane, FileList
from proctor.tui.replay.course import Course
from proctor.tui.replay.details import Details
from proctor.tui.replay.help import ReplayHelp
from proctor.tui.replay.jumps import jumps
from proctor.tui.replay.list_pane import ListPane
from proctor.tui.replay.opening import Opened, Opening
from proctor.tui.replay.panes import CODE, EVENTS, FEEDBACK, IDS, PANES
from proctor.tui.replay.playback import Playback
from proctor.tui.replay.position import Position
from proctor.tui.replay.scenes import Scenes
from proctor.tui.replay.screen import SUMMARY, ReplayScreen
from proctor.tui.replay.timeline_bar import TimelineBar
from proctor.tui.replay.typed import ALONE_S, Typed
from proctor.tui.running import Refusable
from proctor.tui.themes import colourless, dress

_FRAMES_PER_S = 15
_QUIET_S = 0.06
_SETTLE_EVERY_S = 0.012


class ReplayApp(Refusable, inherit_bindings=False):
    """Returns an exit code; `refused` is why a recording cannot be shown."""

    TITLE = "proctor"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = ["../app.tcss", "replay.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "stay", show=False, system=True)]

    def __init__(self, opening: Opening, *, ascii_only: bool = False, loaded: Callable[[], None] | None = None) -> None:
        super().__init__(ansi_color=True if colourless() else None)
        dress(self)
        self.animation_level = "none"
        self._opening, self._loaded = opening, loaded
        self._opened: Opened | None = None
        self._scenes: Scenes | None = None
        self.playback: Playback | None = None
        self._ground = ReplayScreen(self._text_of, opening.wish.notice)
        self._typed = Typed()
        self._due = False
        self._ticking: Timer | None = None
        self._quiet: Timer | None = None
        self.set_class(ascii_only, "-ascii")

    def on_mount(self) -> None:
        """The shell first."""
        self.push_screen(self._ground)

    def on_ready(self) -> None:
        """The shell is painted: now wait for the recording."""
        self.run_worker(self._open())

    @property
    def film(self) -> Film | None:
        """What is replayed, once it was read."""
        return self._opened.film if self._opened is not None else None

    def _text_of(self, blob: str) -> str:
        """A file's text by git's name for its content. Raises: RecordError."""
        return self._scenes.code.text(blob) if self._scenes is not None else ""

    def action_stay(self) -> None:
        """Ctrl+C is pressed in haste."""
        self.notify("q leaves the replay.", markup=False)

    async def _open(self) -> None:
        try:
            opened = await asyncio.wrap_future(self._opening.result)
            wish = self._opening.wish
            course = Course.of(opened.film)
            start_s = time_of(opened.film, wish.at, last=True) if wish.at else course.save_from(0.0, 1)
        except ProctorError as error:
            self.refused = error
            self.exit(int(error.exit_code))
            return
        self._opened = opened
        self._scenes = Scenes(opened.film, opened.reel, opened.veil, ascii_only=self.has_class("-ascii"))
        self.playback = Playback(course, Position(start_s, speed=wish.speed))
        self._ground.know(opened)
        if wish.at:
            self._ground.bring(CODE)
        self.paint_soon()
        if self._loaded is not None:
            self.call_after_refresh(self._loaded)
        try:
            await Details(opened, wish.who, self._ground.sum_up).read()
        except ProctorError as error:
            self.notify(str(error), severity="warning", markup=False)

    def paint_soon(self) -> None:
        """Paint what is newest once the keys that wait have been heard."""
        if not self._due:
            self._due = True
            self.call_later(self._paint)

    def _paint(self) -> None:
        self._due = False
        if self._scenes is None or self.playback is None or not self._ground.is_attached:
            return
        position = self.playback.position
        self._ground.show(self._scenes.at(position, picture=self._ground.wants_picture), self._typed.text)
        if position.playing and self._ticking is None:
            self._ticking = self.set_interval(1 / _FRAMES_PER_S, self._tick)
        elif not position.playing and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(_QUIET_S, self._settle)

    def _tick(self) -> None:
        if self.playback is not None and self.playback.advance():
            self.paint_soon()

    def _settle(self) -> None:
        """While nobody presses anything: colours here, then what the saves beside this one need."""
        code = next(iter(self._ground.query(CodePane)), None)  # none any more where the screen is left
        if self._scenes is None or self.playback is None or code is None or self._ground.front == SUMMARY:
            return
        if code.settle():
            try:
                beside = self._scenes.beside(self.playback.position)
                if all(code.ahead(path, blob) for path, blob in beside if path):
                    return
            except ProctorError:
                return  # said when it is looked at
        self._quiet = self.set_timer(_SETTLE_EVERY_S, self._settle)

    async def on_replay_screen_asked(self, message: ReplayScreen.Asked) -> None:
        """A key."""
        await self._do(message.act_id)

    async def _do(self, act_id: str) -> None:
        if act_id == "leave":
            self.exit(0)
        elif act_id == "help":
            await self.push_screen(ReplayHelp())
        elif self.playback is not None:
            self._turn(act_id, self.playback)
            self.paint_soon()

    def _turn(self, act_id: str, playback: Playback) -> None:
        typed, self._typed = self._typed, Typed()
        if act_id == "go":
            self._go(typed, playback)
        elif act_id == "usual" and typed.text:
            self._typed = typed.without_last()
        elif act_id in {"enter", "summary"}:
            self._ground.bring(CODE if self._ground.front == SUMMARY else SUMMARY if act_id == "summary" else CODE)
        elif act_id == "before-after":
            self._ground.bring(CODE if self._ground.front == FEEDBACK else FEEDBACK)
        elif act_id in {"pane-next", "pane-before"}:
            self._ground.turn(1 if act_id == "pane-next" else -1)
        elif act_id in {"file-next", "file-before"}:
            self._choose_file(1 if act_id == "file-next" else -1, playback)
        elif act_id in ACTS:
            if self._ground.front == SUMMARY:
                self._ground.bring(CODE)
            if ACTS[act_id](playback) is False:
                self.notify("There is no mark A yet: m sets it.", severity="warning", markup=False)

    def _go(self, typed: Typed, playback: Playback) -> None:
        if self._opened is None:
            return
        if not typed.text:
            self.notify("Type a time first: 12:30G, 1230G, or 45G for minutes.", severity="warning", markup=False)
            return
        try:
            playback.go(time_of(self._opened.film, typed.text, last=True))
        except UsageError as error:
            self.notify(f"{error}\n{error.hint}", severity="warning", markup=False)
            return
        if self._ground.front == SUMMARY:
            self._ground.bring(CODE)

    def _choose_file(self, step: int, playback: Playback) -> None:
        if self._scenes is None:
            return
        code = self._scenes.at(playback.position).code
        paths = [file.path for file in code.files if not file.gone]
        if code.path in paths:
            playback.choose(paths[(paths.index(code.path) + step) % len(paths)])

    def on_replay_screen_digit(self, message: ReplayScreen.Digit) -> None:
        """A pane's number, or the first digit of a time: then the pane comes back."""
        if self._opened is None or self.playback is None:
            return
        front = self._ground.front
        if front == SUMMARY and not self._typed.text:
            found = jumps(self._opened.film)
            if message.char.isdigit() and 0 < int(message.char) <= len(found):
                self.playback.go(found[int(message.char) - 1].t_s)
                self._ground.bring(CODE)
                self.paint_soon()
            return
        self._typed = self._typed.after(message.char, front, time.monotonic())
        if self._typed.alone and 0 < int(self._typed.text) <= len(PANES):
            self._ground.bring(PANES[int(self._typed.text) - 1])
            self.set_timer(ALONE_S, self._forget_pane)
        elif len(self._typed.text) == 2 and self._typed.pane != front:
            self._ground.bring(self._typed.pane)
        self.paint_soon()

    def _forget_pane(self) -> None:
        """A single digit was a pane's number after all."""
        if self._typed.alone and time.monotonic() - self._typed.at_s >= ALONE_S - 0.1:
            self._typed = Typed()
            self.paint_soon()

    def on_timeline_bar_wanted(self, message: TimelineBar.Wanted) -> None:
        """The mouse goes to a moment."""
        if self.playback is not None:
            self.playback.go(message.t_s)
            self.paint_soon()

    def on_timeline_bar_stepped(self, message: TimelineBar.Stepped) -> None:
        """The wheel steps."""
        if self.playback is not None:
            self.playback.step_saves(message.steps)
            self.paint_soon()

    def on_file_list_picked(self, message: FileList.Picked) -> None:
        """A file was clicked."""
        if self.playback is not None:
            self.playback.choose(message.path)
            self.paint_soon()

    def on_list_pane_picked(self, message: ListPane.Picked) -> None:
        """Enter on an event goes there."""
        if self.playback is not None and self._opened is not None and message.pane.id == IDS[EVENTS]:
            self.playback.go(self._opened.film.marks[message.number].t_s)
            self.paint_soon()
