"""The cockpit's app: follows the host, shows the session and what is private about it, passes on what is asked for."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.timer import Timer

from proctor.errors import ProctorError
from proctor.link.again import Revive
from proctor.session.envelope import Envelope
from proctor.session.events import SnapshotTaken
from proctor.session.phases import Phase
from proctor.tui.clock_words import seconds_to_next_tick
from proctor.tui.cockpit.following import Joined, Lost, Seen, watched
from proctor.tui.cockpit.link import WatchLink
from proctor.tui.cockpit.reading import AT_ONCE, PING_EVERY_S, Reading
from proctor.tui.cockpit.screen import CockpitScreen
from proctor.tui.cockpit.seen import after, collected, news
from proctor.tui.cockpit.steering import Steering
from proctor.tui.cockpit.view import WatchView
from proctor.tui.notices import Severity
from proctor.tui.pace import may_wait_s
from proctor.tui.running import Refusable
from proctor.tui.themes import colourless, dress

if TYPE_CHECKING:
    from proctor.tui.mirror.mirror import Mirror


class CockpitApp(Refusable, inherit_bindings=False):
    """Holds the view; the screen shows it and asks for acts. Returns an exit code; `refused` is a host's last word."""

    TITLE = "proctor"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = ["../app.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "stay", show=False, system=True)]

    def __init__(
        self,
        link: WatchLink,
        watch: WatchView,
        *,
        first_paint: Callable[[], None] | None = None,
        revive: Revive | None = None,
    ) -> None:
        super().__init__(ansi_color=True if colourless() else None)
        dress(self)
        self.link, self.view = link, watch
        self.reading = Reading(self)
        self.steering = Steering(self)
        self.animation_level = "none"
        self._first_paint, self._revive = first_paint, revive
        self._painted_s = self._stood_s = 0.0
        self._later: Timer | None = None
        self._ground: CockpitScreen | None = None
        self.set_class(watch.shared.ascii_only, "-ascii")

    def on_mount(self) -> None:
        """The shell first; the screen fills itself behind the first paint."""
        self._ground = CockpitScreen(self.view, self.now_s())
        self.push_screen(self._ground)

    def on_ready(self) -> None:
        """The shell is painted: now the rest."""
        if self._first_paint is not None:
            self._first_paint()
        self.run_worker(self._follow(), group="link")
        self.set_interval(PING_EVERY_S, self._ping)
        self._tick()

    def now_s(self) -> float:
        """The session's timeline now; when it was last heard while nobody tells, because nobody counts meanwhile."""
        if self.view.shared.lost or self.link.session is None:
            return self._stood_s
        self._stood_s = self.link.now_s()
        return self._stood_s

    def believe(self, change: Callable[[WatchView], WatchView]) -> None:
        """Take something new into the view, and paint it."""
        self.view = change(self.view)
        self._paint()

    def say(self, text: str, severity: Severity = "information") -> None:
        """A notice that waits for nothing and goes by itself."""
        self.notify(text, severity=severity, timeout=5 if severity == "information" else 10, markup=False)

    async def leave(self, code: int = 0) -> None:
        """End this screen; the session goes on."""
        if self._ground is not None:
            await self._ground.settled()
        self.exit(code)

    async def _follow(self) -> None:
        try:
            async for said in watched(self.link, self._revive):
                self._hear(said)
        except ProctorError as error:
            self.refused = error
            await self.leave(int(error.exit_code))
        finally:
            await self.link.close()

    def _hear(self, said: Joined | Seen | Lost) -> None:
        match said:
            case Joined():
                if said.anew:
                    self.view = replace(self.view, told=(), kept=())
                self.reading.materials()
                self.reading.ping()
            case Lost():
                self.now_s()
                self.view = replace(self.view, shared=replace(self.view.shared, lost=said.why), delay_ms=None)
                self._paint()
            case Seen():
                self._see(said)

    def _see(self, seen: Seen) -> None:
        before = self.view.session
        self.view = collected(after(self.view, seen.burst, self.link), seen.burst)
        session, burst = seen.burst.session, seen.burst
        if before is None or before.phase is not session.phase:
            self._phase_changed(session.phase)
        self._read_files_after(burst.public)
        if not seen.caught_up:
            for notice in news(burst, self.view.who):
                self.say(notice.text, notice.severity)
        told = (*burst.public, *burst.private)
        calm = told and not burst.pictured
        wait_s = may_wait_s(session, told, time.monotonic() - self._painted_s) if calm else 0.0
        if not wait_s:
            self._paint()
        elif self._later is None:
            self._later = self.set_timer(wait_s, self._paint)

    def _read_files_after(self, told: Sequence[Envelope]) -> None:
        """A save is followed by its run; the files are read after the verdicts, which matter more, or soon anyway."""
        kinds = {envelope.kind for envelope in told}
        if kinds & AT_ONCE:
            self.reading.files()
        elif SnapshotTaken.kind in kinds:
            self.reading.files_soon()

    def _phase_changed(self, phase: Phase) -> None:
        self.reading.materials()
        base = "submitted" if phase in (Phase.REVISION, Phase.DONE) else "previous"
        self.view = replace(self.view, files=replace(self.view.files, base=base))
        self.reading.files()

    def _paint(self) -> None:
        """Paint the newest view; whatever was to be painted later is in it."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._painted_s = time.monotonic()
        if self._ground is not None and self._ground.is_attached:
            self._ground.show(self.view, self.now_s())

    def _ping(self) -> None:
        if self.view.shared.connected:
            self.reading.ping()

    def _tick(self) -> None:
        now_s, session = self.now_s(), self.view.session
        if self._ground is not None and self._ground.is_attached:
            self._ground.t_s = now_s
        self.set_timer(seconds_to_next_tick(session, now_s), self._tick)

    def on_cockpit_screen_asked(self, message: CockpitScreen.Asked) -> None:
        """A key was pressed; pressed before a question came up, it is not meant for what lies behind the question."""
        if not isinstance(self.screen, ModalScreen):
            self.steering.start(message.act_id, message.about)

    def on_mirror_file_chosen(self, message: "Mirror.FileChosen") -> None:
        """The mirror wants a file."""
        self.reading.open(message.path)

    def on_mirror_base_chosen(self, message: "Mirror.BaseChosen") -> None:
        """The person wants other changes."""
        self.reading.against(message.base)

    def on_mirror_wandered(self, _message: "Mirror.Wandered") -> None:
        """The person looks where the candidate is not: the mirror stays there until they follow again."""
        if self.view.follow:
            self.believe(lambda watch: replace(watch, follow=False))

    def action_stay(self) -> None:
        """Ctrl+C is pressed in haste; it ends nothing."""
        self.say("Nothing was stopped. q leaves the cockpit; the session goes on.")
