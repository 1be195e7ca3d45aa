"""Carrying out what a person asked for: the questions before it, the act itself, the words after it."""

import contextlib
import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from proctor.errors import ProctorError
from proctor.link.environment import own_environment
from proctor.session.durations import length_text
from proctor.session.phases import PauseReason, Phase
from proctor.session.state import Session
from proctor.tui import talk_errands
from proctor.tui.editor import edit, editor_command
from proctor.tui.keys import BY_ID, verb_of, why_not
from proctor.tui.lobby_words import TOUR_FILE
from proctor.tui.questions import question
from proctor.tui.save_words import Version, versions
from proctor.tui.screens.choose import ChooseScreen
from proctor.tui.screens.help import HelpScreen

if TYPE_CHECKING:
    from proctor.tui.app import CandidateApp

_REASONS: Final = {
    PauseReason.BREAK: "A break",
    PauseReason.ACCOMMODATION: "An agreed accommodation",
    PauseReason.TECHNICAL: "A technical problem",
    PauseReason.OTHER: "Something else",
}
_WITHOUT_QUESTION: Final = frozenset({"editor", "check", "feedback", "extend"})
_OWN_REASONS: Final = (PauseReason.BREAK, PauseReason.ACCOMMODATION)


class Errands:
    """One method per key that needs more than a question and an act; each runs in a worker of the app."""

    def __init__(self, app: "CandidateApp") -> None:
        self._app = app
        self._asking = False
        self._special: dict[str, Callable[[Session], Awaitable[None]]] = {
            "editor": self._editor,
            "pause": self._pause,
            "history": self._history,
            "respond": partial(talk_errands.respond, app),
            "ask": partial(talk_errands.ask, app),
            "present": partial(talk_errands.present, app),
            "focus": partial(talk_errands.focus, app),
            "feedback": self._own_feedback,
            "extend": self._extend,
            "check": self._check,
        }

    def start(self, act_id: str) -> None:
        """Do what a key stands for, or say why not. While one question is open or on its way, nothing else starts."""
        if self._asking:
            return
        view = self._app.view
        why = why_not(BY_ID[act_id], view.session, connected=view.connected)
        if why:
            self._app.say(f"{why[0].upper()}{why[1:]}.", "warning")
        elif act_id == "leave":
            self._app.run_worker(self._leave(), group="act")
        elif act_id == "help":
            self._asking = True
            self._app.push_screen(HelpScreen(view), self._answered)
        elif view.session is not None:
            self._asking = act_id not in _WITHOUT_QUESTION
            self._app.run_worker(self._carry_out(act_id, view.session), group="act")

    def _answered(self, _answer: object = None) -> None:
        self._asking = False

    async def _carry_out(self, act_id: str, session: Session) -> None:
        special = self._special.get(act_id)
        try:
            if special is not None:
                await special(session)
            elif await self._app.push_screen_wait(question(act_id, session)):
                await self._act(verb_of(BY_ID[act_id], session))
        except ProctorError as error:
            self._app.say(f"{error}" + (f"\n{error.hint}" if error.hint else ""), "error")
        finally:
            if act_id not in _WITHOUT_QUESTION:
                self._answered()

    async def _leave(self) -> None:
        """Inside tmux the app stays for the next join, and only the person's terminal goes."""
        if self._app.view.inside_tmux and self._app.view.connected:
            with contextlib.suppress(ProctorError):
                await self._act("leave")
                return
        self._app.exit(0)

    async def _act(self, verb: str, /, **args: Any) -> dict[str, Any]:
        return await self._app.link.act(verb, **args)

    async def _check(self, _session: Session) -> None:
        self._app.say("The checks run on what is saved.")
        await self._act("check")

    async def _editor(self, session: Session) -> None:
        if self._app.view.inside_tmux:
            await self._act("window", name="Editor")
            return
        file = TOUR_FILE if session.phase is Phase.LOBBY else session.terms.entry
        answer = await self._act("editor", env=own_environment())
        # The host knows how an editor is kept apart on its machine; one of an older version leaves that to us.
        command = answer.get("command") or [*editor_command(os.environ), file]
        await edit(self._app, self._app.workspace, [str(word) for word in command])

    async def _pause(self, session: Session) -> None:
        if session.paused:
            await self._act("resume", note="")
            return
        reasons = tuple(_REASONS) if session.terms.practice else _OWN_REASONS
        left_s = session.breaks_left_s(self._app.link.now_s())
        text = "The clock stands still; the reason is recorded."
        if not session.terms.practice:
            text += f" Agreed breaks left: {length_text(left_s)}. The clock runs again by itself after that."
        answers = [(_REASONS[reason], reason) for reason in reasons]
        reason = await self._app.push_screen_wait(ChooseScreen("Pause: why?", text, answers))
        if reason is not None:
            await self._act("pause", reason=str(reason), note="")

    async def _history(self, _session: Session) -> None:
        past = versions(await self._act("history", file=""))
        if not past:
            self._app.say("There is no earlier version yet.")
            return
        text = (
            "Which version of which file? What you have now stays among the saves. Close the file in your editor first."
        )
        answers = [(version.label, version) for version in past]
        chosen: Version | None = await self._app.push_screen_wait(ChooseScreen("Take a file back", text, answers))
        if chosen is not None:
            await self._act("restore", file=chosen.path, at=chosen.commit)

    async def _own_feedback(self, _session: Session) -> None:
        await self._act("feedback", self=True)

    async def _extend(self, _session: Session) -> None:
        await self._act("extend", time="5", reason="practice")
