"""Focus time, what the candidate points at, and who steers."""

from typing import Final

from proctor.errors import UsageError
from proctor.session import events as ev
from proctor.session.controls import giving, releasing, taking
from proctor.session.decisions.rule import Args, Rules
from proctor.session.events import Actor
from proctor.session.focus import LONGEST_S
from proctor.session.state import Session


def _focus(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    if args.get("end"):
        return [ev.FocusEnded()]
    agreed_s = min(session.focus_left_s(session.t_s), LONGEST_S) if by == "candidate" else 0.0
    return [ev.FocusBegan(seconds=float(args.get("time") or 0.0) or agreed_s)]


def _present(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    file, _, line = str(args["place"]).rpartition(":")
    if not file or not line.isdecimal():
        return [ev.WorkPresented(file=str(args["place"]))]
    return [ev.WorkPresented(file=file, line=int(line))]


def _controls(session: Session, by: Actor, args: Args) -> list[ev.Event]:
    who = str(args["who"])
    if not who:
        raise UsageError("the controls need a name", hint="say who you are: --who NAME")
    if args.get("do") == "give":
        return giving(session, who, str(args.get("to", "")))
    return releasing(session, who) if args.get("do") == "release" else taking(session, who)


RULES: Final[Rules] = {
    "focus": _focus,
    "present": _present,
    "controls": _controls,
}
