"""The replay's app: moves the playback as keys and mouse ask, and paints the newest scene once for all that came."""

import asyncio
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from proctor.errors import ProctorError
from proctor.review.film import Film
from proctor.review.timeline import time_of
from proctor.tui.garbage import Garbage
from proctor.tui.replay.code_pane import CodePane, FileList
from proctor.tui.replay.course import Course
from proctor.tui.replay.help import ReplayHelp
from proctor.tui.replay.list_pane import ListPane
from proctor.tui.replay.opening import Opened, Opening
from proctor.tui.replay.panes import CODE, EVENTS, IDS
from proctor.tui.replay.playback import Playback
from proctor.tui.replay.position import Position
from proctor.tui.replay.scenes import Scenes
from proctor.tui.replay.screen import SUMMARY, ReplayScreen
from proctor.tui.replay.steering import Steering
from proctor.tui.replay.summary_words import Summary
from proctor.tui.replay.timeline_bar import TimelineBar
from proctor.tui.replay.typed import ALONE_S
from proctor.tui.running import Refusable
from proctor.tui.themes import colourless, dress

_FRAMES_PER_S = 15
_LATER_S = 0.03
_QUIET_S = 0.045
_SETTLE_EVERY_S = 0.002
_WRITTEN_S = 0.01
"""Until a thread has written a painting to the terminal: it must not wait for a look at garbage."""
_REST_S = 0.5


class ReplayApp(Refusable, inherit_bindings=False):
    """Returns an exit code; `refused` is why a recording cannot be shown.

    `garbage` is told when there is time to look for some.
    """

    TITLE = "proctor"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = ["../app.tcss", "replay.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "stay", show=False, system=True)]

    def __init__(
        self,
        opening: Opening,
        *,
        ascii_only: bool = False,
        garbage: Garbage | None = None,
    ) -> None:
        super().__init__(ansi_color=True if colourless() else None)
        dress(self)
        self.animation_level = "none"
        self._opening, self._garbage = opening, garbage or Garbage()
        self._opened: Opened | None = None
        self._scenes: Scenes | None = None
        self.playback: Playback | None = None
        self.steering: Steering | None = None
        self._ground = ReplayScreen(self._text_of, opening.wish.notice)
        self._due = False
        self._ticking: Timer | None = None
        self._quiet: Timer | None = None
        self.set_class(ascii_only, "-ascii")

    def on_mount(self) -> None:
        """The shell first."""
        self.push_screen(self._ground)

    def on_ready(self) -> None:
        """The shell is painted: now wait for the recording."""
        self._work_on(self._open)

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
        self.steering = Steering(self.playback, self._scenes, self._ground)
        self._ground.know(opened)
        summary = Summary(opened.film, opened.veil, proof=opened.film.recording.proof)
        self._ground.sum_up(summary)
        if wish.at:
            self._ground.bring(CODE)
        self.paint_soon()
        self.call_after_refresh(self._garbage.loaded)
        self.set_timer(_LATER_S, lambda: self._work_on(partial(self._detail, opened, summary)))

    def _work_on(self, work: Any) -> None:
        """Begin what takes a while. It is no coroutine yet: the app may end first, and then nobody would await it."""
        self.run_worker(work)

    async def _detail(self, opened: Opened, summary: Summary) -> None:
        """What the first painting need not wait for."""
        from proctor.tui.replay.details import Details  # noqa: PLC0415 everything that can be derived from a record

        try:
            await Details(opened, self._opening.wish.who, summary, self._ground.sum_up).read()
        except ProctorError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._garbage.complete()

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
        typed = self.steering.typed.text if self.steering is not None else ""
        self._ground.show(self._scenes.at(position, picture=self._ground.wants_picture), typed)
        self.call_after_refresh(self.set_timer, _WRITTEN_S, self._garbage.painted)
        moves = position.playing or bool(position.skipped_s)
        if moves and self._ticking is None:
            self._ticking = self.set_interval(1 / _FRAMES_PER_S, self._tick)
        elif not moves and self._ticking is not None:
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
                    self._quiet = self.set_timer(_REST_S, self._garbage.rested)
                    return
            except ProctorError:
                return  # said when it is looked at
        self._quiet = self.set_timer(_SETTLE_EVERY_S, self._settle)

    async def on_replay_screen_asked(self, message: ReplayScreen.Asked) -> None:
        """A key."""
        if message.act_id == "leave":
            self.exit(0)
        elif message.act_id == "help":
            await self.push_screen(ReplayHelp())
        elif self.steering is not None:
            self.steering.do(message.act_id)
            self.paint_soon()

    def on_replay_screen_digit(self, message: ReplayScreen.Digit) -> None:
        """A digit: a pane, a jump point, or part of a time."""
        if self.steering is not None:
            self.steering.digit(message.char)
            self.set_timer(ALONE_S, self._forget)
            self.paint_soon()

    def _forget(self) -> None:
        if self.steering is not None and self.steering.forget():
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
