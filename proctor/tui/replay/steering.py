"""What keys and digits come to: they move the playback, or turn what is in front."""

import time
from collections.abc import Callable

from proctor.errors import UsageError
from proctor.review.timeline import time_of
from proctor.tui.replay.acts import ACTS
from proctor.tui.replay.jumps import jumps
from proctor.tui.replay.panes import CODE, FEEDBACK, PANES
from proctor.tui.replay.playback import Playback
from proctor.tui.replay.scenes import Scenes
from proctor.tui.replay.screen import SUMMARY, ReplayScreen
from proctor.tui.replay.typed import ALONE_S, Typed

_SLACK_S = 0.1


class Steering:
    """`typed` is what was typed so far; any key that is no digit ends it."""

    def __init__(
        self, playback: Playback, scenes: Scenes, ground: ReplayScreen, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.typed = Typed()
        self._playback, self._scenes, self._ground, self._clock = playback, scenes, ground, clock

    def do(self, act_id: str) -> None:
        """Carry out what a key asks for, by its id in the table of keys."""
        if act_id == "again":
            return
        typed, self.typed = self.typed, Typed()
        if act_id == "go":
            self._go(typed)
        elif act_id == "usual" and typed.text:
            self.typed = typed.without_last()
        elif act_id in _TURNS:
            self._turn(act_id)
        elif act_id in ACTS:
            self._leave_summary()
            if ACTS[act_id](self._playback) is False:
                self._say("There is no mark A yet: m sets it.")

    def digit(self, char: str) -> None:
        """A pane's number, or the first digit of a time: with the second one the pane before comes back."""
        front = self._ground.front
        if front == SUMMARY and not self.typed.text:
            self._jump(char)
            return
        self.typed = self.typed.after(char, front, self._clock())
        if self.typed.alone and 0 < int(self.typed.text) <= len(PANES):
            self._ground.bring(PANES[int(self.typed.text) - 1])
        elif len(self.typed.text) > 1 and self.typed.pane != front:
            self._ground.bring(self.typed.pane)

    def forget(self) -> bool:
        """Whether a single digit has waited long enough: it was a pane's number after all."""
        if not self.typed.alone or self._clock() - self.typed.at_s < ALONE_S - _SLACK_S:
            return False
        self.typed = Typed()
        return True

    def _jump(self, char: str) -> None:
        found = jumps(self._scenes.film)
        if char.isdigit() and 0 < int(char) <= len(found):
            self._playback.go(found[int(char) - 1].t_s)
            self._ground.bring(CODE)

    def _turn(self, act_id: str) -> None:
        front, ground = self._ground.front, self._ground
        match act_id:
            case "summary":
                ground.bring(CODE if front == SUMMARY else SUMMARY)
            case "enter":
                ground.bring(CODE)
            case "before-after":
                ground.bring(CODE if front == FEEDBACK else FEEDBACK)
            case "pane-next" | "pane-before":
                ground.turn(1 if act_id == "pane-next" else -1)
            case _:
                self._choose_file(1 if act_id == "file-next" else -1)

    def _go(self, typed: Typed) -> None:
        if not typed.text:
            self._say("Type a time first: 12:30G, 1230G, or 45G for minutes.")
            return
        try:
            self._playback.go(time_of(self._scenes.film, typed.text, last=True))
        except UsageError as error:
            self._say(f"{error}\n{error.hint}")
        else:
            self._leave_summary()

    def _choose_file(self, step: int) -> None:
        code = self._scenes.at(self._playback.position).code
        paths = [file.path for file in code.files if not file.gone]
        if code.path in paths:
            self._playback.choose(paths[(paths.index(code.path) + step) % len(paths)])

    def _leave_summary(self) -> None:
        if self._ground.front == SUMMARY:
            self._ground.bring(CODE)

    def _say(self, text: str) -> None:
        self._ground.notify(text, severity="warning", markup=False)


_TURNS = frozenset({"summary", "enter", "before-after", "pane-next", "pane-before", "file-next", "file-before"})
