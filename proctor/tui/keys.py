"""Every key of the candidate's screens, declared once: bindings, key bar, palette and help page are made from it."""

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

from proctor.errors import ProctorError
from proctor.session.decide import decide, refusal
from proctor.session.phases import TITLES, Phase
from proctor.session.state import Session
from proctor.session.verbs import BY_NAME

_ALL: Final = tuple(Phase)
_TIMED: Final = (Phase.WORK, Phase.REVISION)
_WORKING: Final = (Phase.WORK, Phase.FEEDBACK, Phase.REVISION)


@dataclass(frozen=True, slots=True)
class KeyAct:
    """Something a key does. `verb`: the act of the session behind it, empty for what only this screen does.

    `phases` are those in whose key bar it stands (dimmed when it cannot act now); `help` is a sentence, `tooltip` says
    what happens with time and work.
    """

    id: str
    key: str
    label: str
    help: str
    tooltip: str
    phases: tuple[Phase, ...]
    verb: str = ""
    in_bar: bool = True


def _verb(verb: str, label: str, tooltip: str, *, help_text: str = "", key: str = "") -> KeyAct:
    entry = BY_NAME[verb]
    return KeyAct(verb, key or entry.key, label, help_text or entry.help, tooltip, entry.phases, verb)


KEY_ACTS: Final[tuple[KeyAct, ...]] = (
    KeyAct(
        "editor",
        "e,f12",
        "Editor",
        "go to the editor and back",
        "Your editor, in the folder of your work. Any other editor works as well: every save counts.",
        (Phase.LOBBY, *_WORKING),
    ),
    _verb("begin", "Start the clock", "Asks once, then the time runs.", help_text="start the clock"),
    _verb("check", "Check", "The checks also run by themselves on every save."),
    _verb("pause", "Pause", "Stops the clock where that was agreed; the same key lets it run again."),
    KeyAct(
        "history",
        "u",
        "Restore",
        "bring an earlier version of a file back",
        "Every save is kept. What you have now is kept as well.",
        _TIMED,
        "restore",
    ),
    _verb("submit", "Submit", "Asks once, then the work is frozen and feedback follows."),
    _verb("respond", "Write", "Write instead of talking, or beside it: both count the same."),
    _verb(
        "feedback",
        "Feedback",
        "In practice: one strength and one area for improvement from the exercise's guide.",
        help_text="practice: ask for the program's own feedback",
    ),
    _verb("revise", "Revise", "Asks once, then the time of the revision runs."),
    _verb("finish", "Finish", "Asks once, then the session is over."),
    _verb("ask", "Ask", "The answer comes under Talk, and the question stays in the record."),
    _verb(
        "focus",
        "Focus",
        "As agreed before; the same key ends it early. Saves and checks go on.",
        help_text="start focus time, in which nobody watches",
    ),
    _verb("present", "Show a place", "A file and a line; whoever watches is led there.", key="g"),
    KeyAct("pane-1", "1", "", "show the first pane", "", _WORKING, in_bar=False),
    KeyAct("pane-2", "2", "", "show the second pane", "", _WORKING, in_bar=False),
    KeyAct("pane-3", "3", "", "show the third pane", "", _WORKING, in_bar=False),
    KeyAct("pane-4", "4", "", "show the fourth pane", "", _WORKING, in_bar=False),
    KeyAct("pane-5", "5", "", "show the fifth pane", "", _WORKING, in_bar=False),
    KeyAct("pane-6", "6", "", "show the sixth pane", "", _WORKING, in_bar=False),
    KeyAct(
        "extend",
        "",
        "5 more minutes",
        "practice: give the present phase 5 more minutes",
        "",
        _TIMED,
        "extend",
        in_bar=False,
    ),
    KeyAct("help", "question_mark,f1", "Help", "what every key does", "", _ALL),
    KeyAct(
        "leave",
        "q,ctrl+q",
        "Leave",
        "leave this screen; the session and its clock go on",
        "Nothing is lost and nothing ends: `proctor join` comes back.",
        _ALL,
    ),
)

BY_ID: Final[dict[str, KeyAct]] = {act.id: act for act in KEY_ACTS}
KEY_GAP: Final = "  "
_SPARE: Final = {"present": 9, "history": 3, "check": 2, "ask": 1, "focus": 1}
"""The higher, the sooner a key leaves a key bar that is too narrow; the others stay."""
_NOT_AGREED: Final = 8
"""The same for focus time that was not agreed."""
_SHOWN_KEYS: Final = {"question_mark": "?", "f12": "F12", "f1": "F1", "ctrl+q": "ctrl+q"}
CONFIRM_FIRST: Final = frozenset({"begin", "submit", "revise", "finish"})


def bindings() -> list[Binding]:
    """The bindings of a phase's screen."""
    return [
        Binding(act.key, f"do('{act.id}')", act.label or act.help, tooltip=act.tooltip, id=f"proctor.{act.id}")
        for act in KEY_ACTS
        if act.key
    ]


def key_text(act: KeyAct, *, all_keys: bool = False, switch_key: str = "") -> str:
    """The key as printed: the first one, or all; for the editor, tmux's `switch_key` where there is one."""
    keys = [_SHOWN_KEYS.get(key, key) for key in act.key.split(",")]
    if act.id == "editor" and switch_key:
        keys = [switch_key, keys[0]]
    return " or ".join(keys if all_keys else keys[:1])


def by_key(key: str) -> KeyAct | None:
    """What a key stands for."""
    return next((act for act in KEY_ACTS if key in act.key.split(",")), None)


def label_of(act: KeyAct, session: Session | None) -> str:
    """The word in the key bar; the pause key turns into the resume key."""
    if act.id == "pause" and session is not None and session.paused:
        return "Resume"
    if act.id == "focus" and session is not None and session.focus.now is not None:
        return "End focus"
    return act.label


def verb_of(act: KeyAct, session: Session) -> str:
    """The act of the session that the key asks for now."""
    return "resume" if act.id == "pause" and session.paused else act.verb


def why_not(act: KeyAct, session: Session | None, *, connected: bool = True) -> str:
    """Why the key cannot act now, for its dimming and for whoever presses it anyway; empty when it can."""
    if act.id in ("help", "leave") or act.id.startswith("pane-"):
        return ""
    if session is None or not connected:
        return "not connected to the host right now"
    if session.phase not in act.phases:
        return f"possible in {' and '.join(TITLES[phase].upper() for phase in act.phases)}"
    if act.id == "feedback":
        return _own_feedback_refusal(session)
    if act.id == "focus":
        return _focus_refusal(session)
    return refusal(session, verb_of(act, session), "candidate") if act.verb else ""


def _own_feedback_refusal(session: Session) -> str:
    try:
        decide(session, "feedback", "candidate", {"self": True, "strength": "...", "improvement": "..."})
    except ProctorError as error:
        return str(error)
    return ""


def _focus_refusal(session: Session) -> str:
    """Nobody needs time left to end what runs."""
    if session.focus.now is not None:
        return ""
    if not session.terms.focus_s:
        return "no focus time was agreed; you can ask for some (a)"
    return refusal(session, "focus", "candidate")


def bar_acts(session: Session | None, cells: int | None = None, switch_key: str = "") -> tuple[KeyAct, ...]:
    """The keys that stand in the key bar of the present phase, as far as they fit into so many `cells`.

    Own feedback only in practice. What is left out still acts, and stands on the help page and in the palette.
    """
    if session is None:
        return tuple(act for act in KEY_ACTS if act.in_bar and len(act.phases) == len(_ALL))
    acts = [act for act in KEY_ACTS if act.in_bar and session.phase in act.phases]
    acts = [act for act in acts if act.id != "feedback" or session.terms.practice]
    while cells is not None and _bar_cells(acts, session, switch_key) > cells:
        least = max(acts, key=lambda act: _spare(act, session))
        if not _spare(least, session):
            break
        acts.remove(least)
    return tuple(acts)


def _spare(act: KeyAct, session: Session) -> int:
    if act.id == "focus" and not session.terms.focus_s and session.focus.now is None:
        return _NOT_AGREED
    return _SPARE.get(act.id, 0)


def _bar_cells(acts: list[KeyAct], session: Session, switch_key: str) -> int:
    words = [f"{key_text(act, switch_key=switch_key)} {label_of(act, session)}" for act in acts]
    return len(KEY_GAP.join(words))
