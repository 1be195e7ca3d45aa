"""Carries out acts: the rules decide, the events are written, and the stages follow."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from proctor.catalog.package import Exercise
from proctor.errors import UsageError
from proctor.host.errands import Errands
from proctor.host.guest import Guest
from proctor.host.prompts import Prompts
from proctor.host.recorder import Moment, Recorder
from proctor.host.stages import Stages
from proctor.host.workspace import Workspace
from proctor.session.decide import decide
from proctor.session.events import Event, FeedbackDelivered, FeedbackPrompted, Role, WorkPresented
from proctor.session.observations import decide_private
from proctor.session.phases import Phase
from proctor.session.verbs import BY_NAME, Value, parsed

_LOOK_FIRST = frozenset({"submit", "end", "revise", "finish"})
"""Acts after which the workspace counts differently: what is on disk now still belongs to the phase that ends."""

Values = dict[str, Value]


class Caller(NamedTuple):
    """Who asks for an act: their role, and their name as they gave it."""

    role: Role
    who: str


class Acts:
    """`perform` is what the doors call; one decision is made at a time."""

    def __init__(  # noqa: PLR0913, PLR0917 - what acts bring about lies with these parts
        self,
        recorder: Recorder,
        exercise: Exercise,
        workspace: Workspace,
        stages: Stages,
        errands: Errands,
        prompts: Prompts,
        ready_to_begin: Callable[[], Awaitable[None]],
    ) -> None:
        self._recorder = recorder
        self._exercise = exercise
        self._workspace = workspace
        self._stages = stages
        self._errands = errands
        self._ready_to_begin = ready_to_begin
        self._prompts = prompts
        self.turn = asyncio.Lock()
        self._effects: dict[str, Callable[[Role, Values], Awaitable[dict[str, Any]]]] = {
            "check": errands.check,
            "restore": errands.restore,
            "history": errands.history,
        }

    async def perform(self, guest: Guest, do: str, args: dict[str, Any]) -> dict[str, Any]:
        """Carry out an act of a client; raises ProctorError with the reason when it is refused."""
        caller = Caller(guest.role, guest.name)
        errand = self._errands.find(do, caller.role)
        if errand is not None:
            return await errand(caller.role, args)
        verb = BY_NAME.get(do)
        if verb is None:
            raise UsageError(f"there is no act {do!r}", hint=f"one of: {', '.join(sorted(BY_NAME))}")
        values = parsed(verb, args)
        effect = self._effects.get(do)
        if effect is not None:
            decide(self._recorder.at(Moment.now()), do, caller.role, values)
            return await effect(caller.role, values)
        if do == "begin" and caller.role == "candidate":
            await self._ready_to_begin()
        async with self.turn:
            repeated = verb.idempotent and self._already(do, caller.role)
            decided = self._decide_private if verb.private else self._decide
            events = [] if repeated else await decided(do, caller, values)
        return {"done": do, "repeated": repeated, "events": [event.kind for event in events]}

    async def _decide(self, do: str, caller: Caller, values: Values) -> list[Event]:
        if values.get("self"):
            values = self._with_guide(values)
        prompts = self._prompts.named(values) if do == "feedback" else ()
        decide(self._recorder.at(Moment.now()), do, caller.role, values, caller.who)
        if do in _LOOK_FIRST:
            await self._workspace.observe(do, thorough=True)
        moment = Moment.now()
        events = decide(self._recorder.at(moment), do, caller.role, values, caller.who)
        for event in events:
            self._sound(event, values)
        if do == "reveal":
            events = [*events, self._prompts.revealed(str(values["check"]))]
        self._recorder.record_all(events, caller.role, moment, caller.who)
        if prompts:
            self._recorder.record_private(FeedbackPrompted(items=prompts), caller.role, caller.who)
        await self._stages.catch_up()
        return events

    async def _decide_private(self, do: str, caller: Caller, values: Values) -> list[Event]:
        session = self._recorder.at(Moment.now())
        decide(session, do, caller.role, values, caller.who)
        events = decide_private(session, do, values, issues=self._prompts.issues if do == "issue" else ())
        for event in events:
            self._recorder.record_private(event, caller.role, caller.who)
        return events

    def _sound(self, event: Event, values: Values) -> None:
        """What the rules cannot know: which files there are, and which words are only samples."""
        if isinstance(event, WorkPresented) and event.file not in self._workspace.tree.files:
            raise UsageError(f"there is no file {event.file!r} in the workspace", hint="name it as the workspace does")
        if isinstance(event, FeedbackDelivered) and event.source == "interviewer":
            self._prompts.refuse_samples(event, unedited=bool(values.get("unedited")))

    def _already(self, do: str, role: Role) -> bool:
        """Whether the act was carried out before and only its answer was lost."""
        phase = self._recorder.session.phase
        if do == "begin":
            return phase is Phase.WORK and role == "candidate"
        reached = {"submit": Phase.FEEDBACK, "revise": Phase.REVISION, "finish": Phase.DONE}
        return phase is reached.get(do)

    def _with_guide(self, values: Values) -> Values:
        """The program's own feedback, chosen by what the checks showed on the submitted work."""
        session = self._recorder.session
        verdicts = {check: result.verdict for check, result in session.board.results.items()}
        strength, improvement = self._exercise.guide().choose(verdicts)
        return {**values, "strength": strength, "improvement": improvement}
