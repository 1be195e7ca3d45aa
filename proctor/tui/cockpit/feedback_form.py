"""Writing the feedback: both parts side by side with what may prompt it; a draft that is never lost; one last look."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from proctor.errors import ProctorError
from proctor.session.decide import refusal
from proctor.session.phases import Phase
from proctor.session.plain_text import shown
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.prompts import Prompt, inserted, items_in, prompts, unchanged_samples
from proctor.tui.cockpit.view import WatchView
from proctor.tui.screens.choose import ConfirmScreen

SAVED_AFTER_S: Final = 1.0
_PATIENCE_S: Final = 5.0
_KEYS: Final = "F2 delivers, Esc goes back (the draft stays), Tab goes on. Enter on a prompt takes its words."

Act = Callable[..., Awaitable[dict[str, Any]]]


class FeedbackForm(ModalScreen[bool]):
    """Dismisses with whether the feedback was delivered. Acts go over `act`; refusals are said over the form."""

    CSS_PATH = ["../screens/modal.tcss", "cockpit.tcss"]  # noqa: RUF012 Textual's own class attribute
    AUTO_FOCUS = "#strength"
    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (100, "-two")]  # noqa: RUF012 Textual's own class attribute
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "deliver", "Deliver", show=False, priority=True),
        Binding("escape", "back", "Back", show=False, priority=True),
        Binding("tab", "app.focus_next", "Next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Before", show=False, priority=True),
    ]

    def __init__(self, now: Callable[[], WatchView], act: Act) -> None:
        super().__init__()
        self._now, self._act = now, act
        watch = now()
        draft = watch.observations.draft_for(watch.who)
        self._texts = {"strength": draft.strength, "improvement": draft.improvement}
        self._saved = dict(self._texts)
        self._prompts = prompts(watch)
        self._prompted = items_in(self._prompts, draft.improvement)
        self._saving: Timer | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        """The two parts, the prompts, what is missing, the keys."""
        with Vertical(id="feedback-form"):
            yield Static("Feedback: one strength, one area for improvement", classes="modal-title", markup=False)
            with Horizontal(id="feedback-columns"):
                with Vertical(id="feedback-texts"):
                    yield Static("Strength", classes="part", markup=False)
                    yield self._area("strength")
                    yield Static("To improve", classes="part", markup=False)
                    yield self._area("improvement")
                with Vertical(id="feedback-prompts"):
                    yield Static("Private prompts", classes="part", markup=False)
                    yield OptionList(*(Option(self._row(it)) for it in self._prompts), compact=True, markup=False)
                    yield Static("", id="feedback-prompt", markup=False)
            yield Static("", id="feedback-state", markup=False)
            yield Static(_KEYS, classes="modal-keys", markup=False)

    def on_mount(self) -> None:
        """Say what is there already."""
        self._say_state()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what was typed, a second after the last key."""
        part = event.text_area.id or ""
        if self._texts.get(part) == event.text_area.text:
            return
        self._texts[part] = event.text_area.text
        self._say_state()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVED_AFTER_S, self._save_later)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The whole words of the prompt under the cursor."""
        event.stop()
        self.query_one("#feedback-prompt", Static).update(Content(self._prompts[event.option_index].text))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a prompt's words, and mark what it is about; once marked, the mark can be taken away again."""
        event.stop()
        prompt = self._prompts[event.option_index]
        if prompt.item in self._prompted:
            self._prompted -= {prompt.item}
        else:
            area = self.query_one(f"#{prompt.part}", TextArea)
            area.text = inserted(area.text, prompt)
            self._prompted |= {prompt.item} if prompt.item else set()
        self.query_one(OptionList).replace_option_prompt_at_index(event.option_index, self._row(prompt))

    @work(group="back", exclusive=True)
    async def action_back(self) -> None:
        """Back, with the draft kept."""
        kept = await self._save()
        if kept or await self._sure("Leave without keeping the draft?", "It could not be kept just now.", "Yes, leave"):
            self.dismiss(result=False)

    @work(group="deliver", exclusive=True)
    async def action_deliver(self) -> None:
        """Ask for what is missing, show what will be read, and deliver it."""
        if self._busy:
            return
        self._busy = True
        try:
            await self._deliver()
        except ProctorError as error:
            self.notify(f"{error}\n{error.hint}".strip(), severity="error", markup=False)
        finally:
            self._busy = False

    async def _deliver(self) -> None:
        await self._save()
        watch, texts = self._now(), {part: text.strip() for part, text in self._texts.items()}
        if why := self._why_not(watch, texts):
            self.notify(why, severity="warning", markup=False)
            return
        same = unchanged_samples(watch.material, texts["strength"], texts["improvement"])
        if same and not await self._sure(*_unchanged(same)):
            return
        read = f"Strength\n{shown(texts['strength'])}\n\nTo improve\n{shown(texts['improvement'])}"
        if not await self._sure("The candidate will read exactly this:", read, "Yes, deliver it"):
            return
        extra = {"unedited": True} if same else {}
        await self._act("feedback", **texts, prompted=",".join(sorted(self._prompted)), **extra)
        self.dismiss(result=True)

    def _why_not(self, watch: WatchView, texts: dict[str, str]) -> str:
        if missing := _missing(texts):
            self.query_one("#improvement" if texts["strength"] else "#strength").focus()
            return f"Both parts are required. Missing: {missing}."
        session = watch.session
        if session is None or not watch.shared.connected:
            return "Not connected to the host right now; the draft stays here."
        if session.phase in (Phase.LOBBY, Phase.WORK):
            return "Feedback is delivered once the work is handed in. The draft is kept."
        why = refusal(session, "feedback", "interviewer", watch.who)
        return f"{why[0].upper()}{why[1:]}. The draft is kept." if why else ""

    async def _sure(self, title: str, text: str, yes: str) -> bool:
        answer: bool | None = await self.app.push_screen_wait(ConfirmScreen(title, text, yes))
        return bool(answer)

    @work(group="draft", exclusive=True)
    async def _save_later(self) -> None:
        await self._save()

    async def _save(self) -> bool:
        """Keep the draft privately; says whether it is kept now."""
        texts = dict(self._texts)
        if texts == self._saved:
            return True
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._act("draft", **texts)
        except (ProctorError, TimeoutError) as error:
            self._say_state(f"NOT KEPT YET: {error or 'the host does not answer'}")
            return False
        self._saved = texts
        self._say_state()
        return True

    def _say_state(self, trouble: str = "") -> None:
        if not self.is_attached:
            return
        kept = self._texts == self._saved
        at = local_time(datetime.now(UTC).isoformat(), with_seconds=True)
        draft = trouble or (
            "draft: being kept ..." if not kept else f"draft kept, {at}" if any(self._saved.values()) else ""
        )
        missing = _missing({part: text.strip() for part, text in self._texts.items()})
        needs = f"still missing: {missing}" if missing else "both parts are there"
        self.query_one("#feedback-state", Static).update(Content(f"{needs}{f'; {draft}' if draft else ''}"))

    def _area(self, part: str) -> TextArea:
        area = TextArea(self._texts[part], id=part)
        area.cursor_blink = False
        return area

    def _row(self, prompt: Prompt) -> Content:
        mark = "[x] " if prompt.item and prompt.item in self._prompted else "[ ] " if prompt.item else "    "
        return Content.assemble((mark, "bold"), prompt.label)


def _missing(texts: dict[str, str]) -> str:
    names = {"strength": "the strength", "improvement": "the area for improvement"}
    return " and ".join(name for part, name in names.items() if not texts[part])


def _unchanged(same: tuple[str, ...]) -> tuple[str, str, str]:
    which = " and ".join(f"the {part}" for part in same)
    text = f"In {which} not a word was changed. What you saw in this work says more."
    return "An unchanged sample of the guide?", text, "Yes, send it unchanged"
