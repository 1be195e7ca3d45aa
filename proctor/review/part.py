"""The interviewer's part of a rehearsal: acts of the watching person, decided by the rules of a live session."""

from collections.abc import Callable
from typing import Any, Final

from proctor.errors import IllegalMove, UsageError
from proctor.review.player import Player
from proctor.session import events as ev
from proctor.session.decide import decide
from proctor.session.events import Event
from proctor.session.material import PrivateMaterial
from proctor.session.observations import decide_private
from proctor.session.phases import Phase
from proctor.session.prompting import prompted, refuse_samples, revealed
from proctor.session.verbs import BY_NAME, Value, parsed

_BY: Final = "interviewer"
_CANNOT: Final = frozenset({"check", "history", "restore"})
"""They ask something of a host that there is none of."""

_ENDS: Final = frozenset({ev.WorkSubmitted.kind, ev.FeedbackDelivered.kind, ev.BeginAllowed.kind})
"""Acts of the person that take the place of the recording's: what it still has before them happens first."""

Values = dict[str, Value]


class Part:
    """Carries out acts of `who`; nothing of it is written anywhere."""

    def __init__(self, player: Player, material: Callable[[], PrivateMaterial], who: str) -> None:
        self._player = player
        self._material = material
        self._who = who

    def perform(self, do: str, args: dict[str, Any]) -> dict[str, Any]:
        """Carry out an act as a host would; raises ProctorError with the reason when it is refused."""
        verb = BY_NAME.get(do)
        if verb is None:
            raise UsageError(f"there is no act {do!r}", hint=f"one of: {', '.join(sorted(BY_NAME))}")
        values = parsed(verb, args)
        self._player.advance()
        if do in _CANNOT:
            decide(self._player.present(), do, _BY, values, self._who)
            raise IllegalMove("rehearsal: noted, the recording goes on", hint="in a live session this works")
        decided = self._privately if verb.private else self._openly
        return {"done": do, "repeated": False, "events": [event.kind for event in decided(do, values)]}

    def _privately(self, do: str, values: Values) -> list[Event]:
        issues = tuple(issue.id for issue in self._material().issues)
        events = decide_private(self._player.present(), do, values, issues=issues)
        for event in events:
            self._player.happened.keep(self._player.now_s(), event, _BY, self._who)
        return events

    def _openly(self, do: str, values: Values) -> list[Event]:
        about = prompted(self._material(), values) if do == "feedback" else ()
        for event in self._decided(do, values):
            if isinstance(event, ev.FeedbackDelivered):
                refuse_samples(self._material(), event, unedited=bool(values.get("unedited")))
            self._make_room(event)
        events = self._decided(do, values)
        for event in events:
            self._player.happened.believe(self._player.present().t_s, event, _BY, self._who)
            self._follow(event)
        if about:
            self._player.happened.keep(self._player.now_s(), ev.FeedbackPrompted(items=about), _BY, self._who)
        return events

    def _decided(self, do: str, values: Values) -> list[Event]:
        session = self._player.present()
        events = decide(session, do, _BY, values, self._who)
        if do == "reveal":
            said = self._player.happened.hidden.on_tree(session.newest.tree) if session.newest else {}
            check = str(values["check"])
            events = [*events, revealed(self._material(), check, said.get(check))]
        return events

    def _make_room(self, event: Event) -> None:
        """Let the recording catch up with an act that is also in it."""
        if event.kind in _ENDS:
            self._player.skip_to(event.kind)
        if isinstance(event, ev.SessionFinished):
            if self._player.present().phase is Phase.REVISION:
                self._player.skip_to(event.kind)
            else:
                self._player.stop()

    def _follow(self, event: Event) -> None:
        """Have the recording do what a candidate or a host would do then."""
        if isinstance(event, ev.ClockPaused):
            self._player.hold()
        elif isinstance(event, ev.ClockResumed):
            self._player.release()
        elif isinstance(event, ev.FocusBegan):
            self._player.plan(event.seconds, ev.FocusEnded())
        self._player.advance()
