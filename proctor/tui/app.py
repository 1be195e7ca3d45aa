"""The candidate's app: follows the host, shows the screen of the phase, and passes on what the person asks for."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.timer import Timer

from proctor.errors import HostUnreachable, ProctorError
from proctor.link.again import Revive
from proctor.session.events import ViewChanged, Window
from proctor.session.fold import decode
from proctor.tui.clock_words import seconds_to_next_tick
from proctor.tui.connection import Joined, Link, Lost, Told, followed
from proctor.tui.errands import Errands
from proctor.tui.materials import materials_from
from proctor.tui.notices import Severity, notice
from proctor.tui.pace import may_wait_s, shows_nothing
from proctor.tui.palette import CandidateCommands
from proctor.tui.running import Refusable
from proctor.tui.screens.choice import screen_for
from proctor.tui.screens.phase_screen import PhaseScreen
from proctor.tui.sight import SightReport
from proctor.tui.themes import colourless, dress
from proctor.tui.view import View
from proctor.tui.widgets.clock_bar import ClockBar

EDITOR_WINDOW: Final[Window] = "Editor"


class CandidateApp(Refusable, inherit_bindings=False):
    """Holds the view; screens show it and ask for acts. Returns an exit code; `refused` is a host's last word."""

    TITLE = "proctor"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {CandidateCommands}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "stay", show=False, system=True)]

    def __init__(
        self,
        link: Link,
        view: View,
        *,
        workspace: Path,
        first_paint: Callable[[], None] | None = None,
        revive: Revive | None = None,
    ) -> None:
        super().__init__(ansi_color=True if colourless() else None)
        dress(self)
        self.link, self.view, self.workspace = link, view, workspace
        self.drafts: dict[str, str] = {}
        self.animation_level = "none"
        self._first_paint = first_paint
        self._revive = revive
        self._painted_s = self._stood_s = 0.0
        self._later: Timer | None = None
        self._errands = Errands(self)
        self._sight = SightReport(self)
        self.set_class(view.ascii_only, "-ascii")

    def on_mount(self) -> None:
        """The shell first; the phase's screen takes its place once the host has answered."""
        self.push_screen(PhaseScreen(self.view, self.link.now_s()))

    def on_ready(self) -> None:
        """The shell is painted: now the rest."""
        if self._first_paint is not None:
            self._first_paint()
        self.run_worker(self._follow(), group="link")
        self._tick()

    async def _follow(self) -> None:
        try:
            async for said in followed(self.link, self.view.name, self._revive):
                await self._hear(said)
        except ProctorError as error:
            self.refused = error
            self.exit(int(error.exit_code))
        finally:
            await self.link.close()

    async def _hear(self, said: Joined | Told | Lost) -> None:
        match said:
            case Joined():
                await self._show(replace(self.view, lost=""))
                self._read_materials()
            case Lost():
                self._stood_s = self._now_s()
                await self._show(replace(self.view, lost=said.why))
            case Told():
                await self._hear_events(said)

    async def _hear_events(self, told: Told) -> None:
        before = self.view.session
        view = replace(self.view, session=told.session, lost="")
        if before is not None and self.view.connected and shows_nothing(told.envelopes):
            self.view = view
            return
        await self._show(view, wait_s=may_wait_s(told.session, told.envelopes, time.monotonic() - self._painted_s))
        if before is None or before.phase is not told.session.phase:
            self._read_materials()
        if not told.caught_up:
            self._notice(told)

    async def _show(self, view: View, *, wait_s: float = 0.0) -> None:
        """Paint a view, on another screen if the phase asks for one; only `_follow` may change screens."""
        self.view = self._as_read(view)
        wanted, present = screen_for(view.session), self._phase_screen()
        if type(present) is not wanted:
            if type(present) is PhaseScreen:
                await self._paint_shell(present)
            while isinstance(self.screen, ModalScreen):
                await self.screen.dismiss(None)
            await self.switch_screen(wanted(self.view, self._now_s()))
        if not wait_s:
            self._paint()
        elif self._later is None:
            self._later = self.set_timer(wait_s, self._paint)

    def _paint(self) -> None:
        """Paint the newest view; whatever was to be painted later is in it."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._painted_s = time.monotonic()
        screen = self._phase_screen()
        if screen is not None and type(screen) is screen_for(self.view.session):
            screen.view, screen.t_s = self.view, self._now_s()

    async def _paint_shell(self, shell: PhaseScreen) -> None:
        """The bare shell's clock bar can tell phase and time already; panes and keys take several times as long."""
        bar = shell.query_one(ClockBar)
        bar.view, bar.t_s = self.view, self._now_s()
        painted = asyncio.Event()
        if shell.call_after_refresh(painted.set):
            await painted.wait()

    def in_sight(self) -> ViewChanged | None:
        """What the person has in sight, whatever question may lie over it."""
        screen = self._phase_screen()
        if screen is None:
            return None
        try:
            return screen.in_sight()
        except NoMatches:  # the screen is just coming or going
            return None

    def _as_read(self, view: View) -> View:
        """What stands before somebody's eyes counts as read; in front of the editor it does not."""
        screen, session = self._phase_screen(), view.session
        if session is None or screen is None or session.sight.window == EDITOR_WINDOW or not screen.shows_talk:
            return view
        return view if view.read == session.talk else replace(view, read=session.talk)

    def _now_s(self) -> float:
        """The session's timeline now; without a host, when it was last heard, because nobody counts meanwhile."""
        return self._stood_s if self.view.lost else self.link.now_s()

    def _phase_screen(self) -> PhaseScreen | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, PhaseScreen)), None)

    def _notice(self, told: Told) -> None:
        for envelope in told.envelopes:
            said = notice(decode(envelope), envelope.by)
            if said is not None:
                self.say(said.text, said.severity)

    def say(self, text: str, severity: Severity = "information") -> None:
        """A notice that waits for nothing and goes by itself."""
        self.notify(text, severity=severity, timeout=5 if severity == "information" else 10, markup=False)

    @work(group="materials", exclusive=True)
    async def _read_materials(self) -> None:
        with contextlib.suppress(HostUnreachable):
            materials = materials_from(await self.link.act("materials"))
            self.view = replace(self.view, materials=materials)
            self._paint()

    def _tick(self) -> None:
        now_s, session = self._now_s(), self.view.session
        if (screen := self._phase_screen()) is not None:
            screen.t_s = now_s
        self.set_timer(seconds_to_next_tick(session, now_s), self._tick)

    def on_phase_screen_asked(self, message: PhaseScreen.Asked) -> None:
        """A key was pressed; pressed before a question came up, it is not meant for what lies behind the question."""
        if not isinstance(self.screen, ModalScreen):
            self.choose(message.act_id)

    def on_phase_screen_sight_changed(self) -> None:
        """Another pane may have come up: what it shows counts as read, and who watches is told."""
        view = self._as_read(self.view)
        if view is not self.view:
            self.view = view
            self._paint()
        self._sight.touch()

    def choose(self, act_id: str, theme: str = "") -> None:
        """Do what a key or a row of the palette stands for, or say why not."""
        if theme:
            self.theme = theme
        else:
            self._errands.start(act_id)

    def action_stay(self) -> None:
        """Ctrl+C is pressed in haste; it ends nothing."""
        self.say("Nothing was stopped. q leaves this screen; the session goes on.")
