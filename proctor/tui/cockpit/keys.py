"""Every key of the cockpit, declared once: bindings, key bar and help page are made from it."""

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

from proctor.session.decide import refusal
from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.tui.cockpit.view import WatchView

_ALL: Final = tuple(Phase)
_TIMED: Final = (Phase.WORK, Phase.REVISION)
_SHOWN: Final = (Phase.WORK, Phase.FEEDBACK, Phase.REVISION)
_AFTER: Final = (Phase.FEEDBACK, Phase.REVISION, Phase.DONE)
_LIVE: Final = (Phase.LOBBY, *_SHOWN)


@dataclass(frozen=True, slots=True)
class CockpitKey:
    """Something a key does. `verb`: the act of the session behind it, empty for what only this screen does.

    `phases` are those in whose key bar it stands (dimmed when it cannot act now).
    """

    id: str
    key: str
    label: str
    help: str
    phases: tuple[Phase, ...] = ()
    verb: str = ""


COCKPIT_ACTS: Final[tuple[CockpitKey, ...]] = (
    CockpitKey("begin", "b", "Begin", "let the candidate start the clock", (Phase.LOBBY,), "begin"),
    CockpitKey("note", "n", "Note", "write a private note", _ALL, "note"),
    CockpitKey("feedback", "w", "Feedback", "write the feedback, and deliver it", _AFTER, "draft"),
    CockpitKey("observe", "v", "Observe", "note how the feedback is taken", _AFTER[:2], "observe"),
    CockpitKey("issue", "i", "Issue", "mark a known issue as found, hinted, missed or open", _SHOWN, "issue"),
    CockpitKey("answer", "a", "Answer", "answer a question, or just write to the candidate", _LIVE, "answer"),
    CockpitKey("hint", "h", "Hint", "help the candidate on; reviewers see that", _SHOWN, "hint"),
    CockpitKey("pause", "p", "Pause", "stop the clock with a reason; the same key lets it run again", _TIMED, "pause"),
    CockpitKey("extend", "plus", "Extend", "give the present phase more time", _TIMED, "extend"),
    CockpitKey("focus", "o", "Focus", "minutes in which nobody watches", _TIMED, "focus"),
    CockpitKey("follow", "f", "Follow", "let the mirror go where the candidate goes, or not", _SHOWN),
    CockpitKey("credit", "c", "Credit", "give back time that a lost connection took", _TIMED, "credit"),
    CockpitKey("reveal", "r", "Reveal", "show a hidden check to the candidate", _SHOWN, "reveal"),
    CockpitKey("controls", "k", "Controls", "take, hand over or release the controls", _LIVE, "controls"),
    CockpitKey("end", "x", "End", "end the present phase for the candidate", _LIVE, "end"),
    CockpitKey("side", "tab", "Switch", "to the private panes and back to the mirror", _ALL),
    CockpitKey("tab-before", "left_square_bracket", "", "show the tab of the mirror to the left"),
    CockpitKey("tab-next", "right_square_bracket", "", "show the tab of the mirror to the right"),
    *(CockpitKey(f"pane-{number}", str(number), "", f"show private pane {number}") for number in range(1, 10)),
    CockpitKey("help", "question_mark,f1", "Help", "what every key does", _ALL),
    CockpitKey("leave", "q,ctrl+q", "Leave", "leave; the session goes on", _ALL),
)

BY_ID: Final[dict[str, CockpitKey]] = {act.id: act for act in COCKPIT_ACTS}
ALWAYS_IN_BAR: Final = ("side", "help", "leave")
_SHOWN_KEYS: Final = {
    "question_mark": "?",
    "plus": "+",
    "f1": "F1",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
ON_THE_SCREEN: Final = frozenset({"side", "tab-before", "tab-next", *(f"pane-{number}" for number in range(1, 10))})
"""What only moves something on this screen."""
_LOCAL: Final = ON_THE_SCREEN | {"help", "leave", "follow"}


def bindings() -> list[Binding]:
    """The bindings of the cockpit's screen."""
    return [
        Binding(act.key, f"do('{act.id}')", act.label or act.help, show=False, id=f"cockpit.{act.id}")
        for act in COCKPIT_ACTS
    ]


def key_text(act: CockpitKey, *, all_keys: bool = False) -> str:
    """The key as printed: the first one, or all."""
    keys = [_SHOWN_KEYS.get(key, key) for key in act.key.split(",")]
    return " or ".join(keys if all_keys else keys[:1])


def by_key(key: str) -> CockpitKey | None:
    """What a key stands for."""
    return next((act for act in COCKPIT_ACTS if key in act.key.split(",")), None)


def label_of(act: CockpitKey, watch: WatchView) -> str:
    """The word in the key bar; some keys turn into their opposite."""
    session = watch.session
    if act.id == "pause" and session is not None and session.paused:
        return "Resume"
    if act.id == "follow" and watch.follow:
        return "Unfollow"
    return act.label


def verb_of(act: CockpitKey, session: Session) -> str:
    """The act of the session that the key asks for now."""
    return "resume" if act.id == "pause" and session.paused else act.verb


def why_not(act: CockpitKey, watch: WatchView) -> str:
    """Why the key cannot act now, for its dimming and for whoever presses it anyway; empty when it can."""
    session = watch.session
    if act.id in _LOCAL:
        return ""
    if session is None or not watch.shared.connected:
        return "not connected to the host right now"
    return _nothing_to_do(act, watch, session) or refusal(session, verb_of(act, session), "interviewer", watch.who)


def _nothing_to_do(act: CockpitKey, watch: WatchView, session: Session) -> str:
    """Why there is nothing for the act to be about."""
    if act.id == "issue" and not watch.material.issues:
        return "this exercise has no known issues"
    if act.id == "reveal" and not watch.material.checks:
        return "this exercise has no hidden checks here"
    if act.id == "observe" and session.feedback is None:
        return "no feedback was delivered yet"
    if act.id == "begin" and session.phase is Phase.LOBBY and session.opened:
        return "the candidate may already start the clock"
    return ""


def bar_acts(session: Session | None) -> tuple[CockpitKey, ...]:
    """The keys of the present phase in the order of their weight, those that always stand there last."""
    if session is None:
        return tuple(BY_ID[name] for name in ALWAYS_IN_BAR)
    return tuple(act for act in COCKPIT_ACTS if act.label and session.phase in act.phases)
