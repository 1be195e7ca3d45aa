"""What an act of talking, watching or keeping to oneself answers: one line that says what is so now."""

from collections.abc import Callable
from typing import Any, Final

from proctor.cli.clock_words import local_time
from proctor.cli.standing import Standing
from proctor.session.durations import length_text
from proctor.session.plain_text import shown_line
from proctor.session.state import Session

Args = dict[str, Any]


def act_line(name: str, args: Args, found: Standing, who: str) -> str:
    """One line about an act that was carried out; empty for acts that the state speaks for."""
    words = _WORDS.get(name)
    return words(args, found, who) if words else ""


def _asked(_args: Args, found: Standing, _who: str) -> str:
    return f"Asked, as question {found.session.talk.questions}. The answer will stand in: proctor status"


def _answered(_args: Args, found: Standing, _who: str) -> str:
    answers = [said for said in found.session.talk.messages if said.sort == "answer"]
    number = answers[-1].number if answers else 0
    return f"Answered question {number}." if number else "Written to the candidate."


def _focus(args: Args, found: Standing, _who: str) -> str:
    now = found.session.focus.now
    if now is None:
        return "Focus time is over." if args.get("end") else "Focus time was started."
    return f"Focus time: nobody watches for {length_text(now.left_s(found.t_s))}. Saves and checks go on."


def _presented(_args: Args, found: Standing, _who: str) -> str:
    presented = found.session.sight.presented
    if presented is None:
        return ""
    line = f", line {presented.line}" if presented.line else ""
    return f"Whoever watches is shown {shown_line(presented.file)}{line}."


def _revealed(args: Args, found: Standing, _who: str) -> str:
    shown = next((one for one in found.session.talk.revealed if one.check == args.get("check")), None)
    if shown is None:
        return ""
    return f"The candidate sees {shown.check} ({shown.verdict or 'not run yet'}): {shown_line(shown.promise)}"


def _controls(_args: Args, found: Standing, who: str) -> str:
    return controls_line(found.session, who)


def controls_line(session: Session, who: str) -> str:
    """Who steers, as `who` reads it."""
    if not session.controls:
        return "Nobody holds the controls; the next interviewer who steers does."
    return (
        "You hold the controls." if session.controls == who else f"{shown_line(session.controls)} holds the controls."
    )


def _noted(args: Args, found: Standing, _who: str) -> str:
    tag = f" ({shown_line(str(args['tag']))})" if args.get("tag") else ""
    return f"Noted{tag} at {local_time(found.now, seconds=True)}, private."


def _marked(args: Args, _found: Standing, _who: str) -> str:
    return f"{args.get('issue')}: {args.get('state') or 'found'}, private."


def _drafted(args: Args, _found: Standing, _who: str) -> str:
    missing = [name for name in ("strength", "improvement") if not str(args.get(name, "")).strip()]
    rest = f"; still empty: {', '.join(missing)}" if missing else "; both parts are there"
    return f"Kept, private and not sent{rest}."


def _observed(args: Args, found: Standing, _who: str) -> str:
    return f"Observed {args.get('how')} at {local_time(found.now, seconds=True)}, private."


_WORDS: Final[dict[str, Callable[[Args, Standing, str], str]]] = {
    "ask": _asked,
    "answer": _answered,
    "hint": lambda _args, _found, _who: "The hint was given; whoever looks back will see it.",
    "focus": _focus,
    "present": _presented,
    "reveal": _revealed,
    "controls": _controls,
    "note": _noted,
    "issue": _marked,
    "draft": _drafted,
    "observe": _observed,
}
SPEAKS_FOR_ITSELF: Final = frozenset(_WORDS)
"""Acts after which nothing more has to be said."""
