"""Carrying out what clients ask for: verbs of the rules one after the other, errands of the link beside them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from proctor.catalog.package import Exercise
from proctor.errors import UsageError
from proctor.host.errands import Errands
from proctor.host.recorder import Moment, Recorder
from proctor.host.stages import Stages
from proctor.host.workspace import Workspace
from proctor.session.decide import decide
from proctor.session.events import Actor, Event, Role
from proctor.session.phases import Phase
from proctor.session.verbs import BY_NAME, Value, parsed

_LOOK_FIRST = frozenset({"submit", "end", "revise", "finish"})
"""Acts after which the workspace counts differently: what is on disk now still belongs to the phase that ends."""

Values = dict[str, Value]


class Acts:
    """`perform` is what the doors call; one decision is made at a time."""

    def __init__(  # noqa: PLR0913, PLR0917 - what acts bring about lies with these parts
        self,
        recorder: Recorder,
        exercise: Exercise,
        workspace: Workspace,
        stages: Stages,
        errands: Errands,
        ready_to_begin: Callable[[], Awaitable[None]],
    ) -> None:
        self._recorder = recorder
        self._exercise = exercise
        self._workspace = workspace
        self._stages = stages
        self._errands = errands
        self._ready_to_begin = ready_to_begin
        self.turn = asyncio.Lock()
        self._effects: dict[str, Callable[[Role, Values], Awaitable[dict[str, Any]]]] = {
            "check": errands.check,
            "restore": errands.restore,
            "history": errands.history,
        }

    async def perform(self, role: Role, do: str, args: dict[str, Any]) -> dict[str, Any]:
        """Carry out an act of `role`; raises ProctorError with the reason when it is refused."""
        errand = self._errands.find(do)
        if errand is not None:
            return await errand(role, args)
        verb = BY_NAME.get(do)
        if verb is None:
            raise UsageError(f"there is no act {do!r}", hint=f"one of: {', '.join(sorted(BY_NAME))}")
        values = parsed(verb, args)
        effect = self._effects.get(do)
        if effect is not None:
            decide(self._recorder.at(Moment.now()), do, role, values)
            return await effect(role, values)
        if do == "begin" and role == "candidate":
            await self._ready_to_begin()
        async with self.turn:
            repeated = verb.idempotent and self._already(do, role)
            events = [] if repeated else await self._decide(do, role, values)
        return {"done": do, "repeated": repeated, "events": [event.kind for event in events]}

    async def _decide(self, do: str, role: Role, values: Values) -> list[Event]:
        if values.get("self"):
            values = self._with_guide(values)
        decide(self._recorder.at(Moment.now()), do, role, values)
        if do in _LOOK_FIRST:
            await self._workspace.observe(do, thorough=True)
        moment = Moment.now()
        by: Actor = role
        events = decide(self._recorder.at(moment), do, by, values)
        self._recorder.record_all(events, by, moment)
        await self._stages.catch_up()
        return events

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
