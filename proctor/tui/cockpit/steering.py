"""Carrying out what an interviewer asked for: the questions before it, the act itself, the words after it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from proctor.errors import ProctorError
from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Session
from proctor.session.talk import Message
from proctor.tui.cockpit import questions as q
from proctor.tui.cockpit.keys import BY_ID, why_not
from proctor.tui.screens.choose import ChooseScreen, ConfirmScreen

if TYPE_CHECKING:
    from proctor.tui.cockpit.app import CockpitApp

_AT_ONCE: Final = frozenset({"follow", "begin"})


class Steering:
    """One method per key that needs more than an act; each runs in a worker of the app.

    What was typed and not sent is kept in `drafts` until it is.
    """

    def __init__(self, app: "CockpitApp") -> None:
        self._app = app
        self._asking = False
        self._note_tag = ""
        self.drafts: dict[str, str] = {}
        self._special: dict[str, Callable[[Session, str], Awaitable[None]]] = {
            "begin": self._begin,
            "note": self._note,
            "issue": self._issue,
            "answer": self._answer,
            "hint": self._hint,
            "pause": self._pause,
            "extend": self._extend,
            "focus": self._focus,
            "credit": self._credit,
            "reveal": self._reveal,
            "controls": self._controls,
            "observe": self._observe,
            "feedback": self._feedback,
            "end": self._end,
        }

    def start(self, act_id: str, about: str = "") -> None:
        """Do what a key stands for, or say why not; `about` names the row it was pressed on.

        While one question is open or on its way, nothing else starts.
        """
        if self._asking:
            return
        watch = self._app.view
        why = why_not(BY_ID[act_id], watch)
        if why:
            self._app.say(f"{why[0].upper()}{why[1:]}.", "warning")
        elif act_id == "leave":
            self._app.run_worker(self._app.leave(), group="act")
        elif act_id == "follow":
            self._app.believe(lambda view: replace(view, follow=not view.follow))
        elif act_id == "help":
            from proctor.tui.cockpit.help import CockpitHelp  # noqa: PLC0415 seldom, and not for the first paint

            self._asking = True
            self._app.push_screen(CockpitHelp(watch), self._answered)
        elif watch.session is not None:
            self._asking = act_id not in _AT_ONCE
            self._app.run_worker(self._carry_out(act_id, watch.session, about), group="act")

    def _answered(self, _answer: object = None) -> None:
        self._asking = False

    async def _carry_out(self, act_id: str, session: Session, about: str) -> None:
        try:
            await self._special[act_id](session, about)
        except ProctorError as error:
            self._app.say(f"{error}" + (f"\n{error.hint}" if error.hint else ""), "error")
        finally:
            self._answered()

    async def _act(self, verb: str, /, **args: Any) -> dict[str, Any]:
        return await self._app.link.act(verb, **args)

    async def _choose(self, title: str, text: str, answers: list[tuple[str, Any]]) -> Any:
        return await self._app.push_screen_wait(ChooseScreen(title, text, answers))

    async def _begin(self, _session: Session, _about: str) -> None:
        await self._act("begin")
        self._app.say("The candidate can start the clock now.")

    async def _note(self, _session: Session, _about: str) -> None:
        from proctor.tui.cockpit.note_screen import NoteScreen  # noqa: PLC0415 the text editor is heavy

        place = self._app.view.session.sight.where if self._app.view.session else ""
        screen = NoteScreen(place, self.drafts.get("note", ""), self._note_tag)
        sent = await self._app.push_screen_wait(screen)
        self.drafts["note"], self._note_tag = screen.draft, screen.tag
        if sent and screen.draft.strip():
            await self._act("note", text=screen.draft, tag=screen.tag)
            self.drafts["note"] = self._note_tag = ""
            self._app.say("Noted.")

    async def _issue(self, _session: Session, about: str) -> None:
        watch = self._app.view
        issue = about or await self._choose("Which known issue?", "Private.", q.issue_answers(watch))
        if issue is None:
            return
        known = next((known for known in watch.material.issues if known.id == issue), None)
        title = shown_line(known.title) if known is not None else str(issue)
        state = await self._choose(title, "How far is the candidate? Private; the time is kept.", q.ISSUE_ANSWERS)
        if state is not None:
            await self._act("issue", issue=issue, state=state)

    async def _answer(self, session: Session, _about: str) -> None:
        open_questions, asked = session.talk.unanswered, None
        if len(open_questions) > 1:
            rows = [(f"{said.number}  {shown_line(said.text)}", said) for said in open_questions]
            asked = await self._choose("Answer which question?", "Oldest first.", rows)
            if asked is None:
                return
        elif open_questions:
            asked = open_questions[0]
        await self._write_answer(asked)

    async def _write_answer(self, asked: Message | None) -> None:
        if asked is None:
            title, text, draft = "Write to the candidate", "They read it at once. No question is open.", "answer"
        else:
            title, text, draft = f"Answer question {asked.number}", shown(asked.text), f"answer {asked.number}"
        written = await self._write(title, text, draft)
        if written:
            await self._act("answer", text=written, to=str(asked.number) if asked is not None else "")
            self._sent(draft)

    async def _hint(self, _session: Session, about: str) -> None:
        known = next((issue for issue in self._app.view.material.issues if issue.id == about), None)
        if known is not None and known.hint:
            self.drafts.setdefault("hint", known.hint)
        written = await self._write(
            "Give a hint", "The candidate reads it at once; reviewers see that and when.", "hint"
        )
        if written:
            await self._act("hint", text=written)
            self._sent("hint")

    async def _write(self, title: str, text: str, draft: str) -> str:
        """What the person wrote and wants to send; empty if they went back, then the draft is kept."""
        from proctor.tui.screens.write import WriteScreen  # noqa: PLC0415 the text editor is heavy

        screen = WriteScreen(title, text, self.drafts.get(draft, ""))
        sent = await self._app.push_screen_wait(screen)
        self.drafts[draft] = screen.draft
        return screen.draft if sent is not None and sent[0] else ""

    def _sent(self, draft: str) -> None:
        self.drafts.pop(draft, None)
        self._app.say("Sent to the candidate, and kept in the record.")

    async def _pause(self, session: Session, _about: str) -> None:
        if session.paused:
            await self._act("resume", note="")
            return
        reason = await self._choose("Pause: why?", "The clock stands still; the reason is recorded.", q.REASONS)
        if reason is not None:
            await self._act("pause", reason=str(reason), note="")

    async def _extend(self, _session: Session, _about: str) -> None:
        text = "Both see the new end at once. It is journaled with your name."
        length = await self._length("How much more time?", text, q.EXTENSIONS)
        if length is not None:
            await self._act("extend", time=length)

    async def _focus(self, _session: Session, _about: str) -> None:
        length = await self._length("Focus time: how long?", q.FOCUS_TEXT, q.FOCUS_LENGTHS)
        if length is not None:
            await self._act("focus", time=length)

    async def _credit(self, session: Session, _about: str) -> None:
        length = await self._length("Give lost time back?", q.credit_text(session), q.credit_answers(session))
        if length is not None:
            await self._act("credit", **({"time": length} if length else {}))

    async def _length(self, title: str, text: str, answers: q.Answers) -> str | None:
        """A length of time: one of those offered, or typed."""
        chosen: str | None = await self._choose(title, text, answers)
        if chosen != q.OTHER:
            return chosen
        from proctor.tui.cockpit.length_screen import LengthScreen  # noqa: PLC0415 seldom

        return await self._app.push_screen_wait(LengthScreen(title))

    async def _reveal(self, _session: Session, about: str) -> None:
        watch = self._app.view
        check = about or await self._choose("Reveal which hidden check?", "It asks once more.", q.reveal_answers(watch))
        if check is None:
            return
        question = ConfirmScreen("Show this to the candidate?", q.reveal_text(watch, check), "Yes, show it")
        if await self._app.push_screen_wait(question):
            await self._act("reveal", check=check)
            self._app.say("The candidate can see it now.")

    async def _controls(self, session: Session, _about: str) -> None:
        watch = self._app.view
        text = q.controls_text(session, watch.who)
        chosen = await self._choose("Controls", text, q.controls_answers(watch))
        if chosen is not None:
            do, to = chosen
            await self._act("controls", do=do, **({"to": to} if to else {}))

    async def _observe(self, _session: Session, _about: str) -> None:
        how = await self._choose("How is the feedback taken?", "Private; the time is kept.", q.RECEPTION_ANSWERS)
        if how is not None:
            await self._act("observe", how=how)

    async def _feedback(self, _session: Session, _about: str) -> None:
        from proctor.tui.cockpit.feedback_form import FeedbackForm  # noqa: PLC0415 the text editor is heavy

        await self._app.push_screen_wait(FeedbackForm(lambda: self._app.view, self._act))

    async def _end(self, session: Session, _about: str) -> None:
        title, text, yes = q.end_question(session)
        if await self._app.push_screen_wait(ConfirmScreen(title, text, yes)):
            await self._act("end")
