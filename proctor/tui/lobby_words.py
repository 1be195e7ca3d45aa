"""What the lobby says before any clock runs: the agreement, who is here, what is recorded, and the tour."""

from typing import Final

from textual.content import Content

from proctor.session.agreement import (
    JUDGED,
    aid_lines,
    hidden_line,
    isolation_line,
    minutes_line,
    not_recorded,
    recorded,
    shell_line,
    start_line,
    watched_lines,
)
from proctor.session.company import interviewers
from proctor.session.events import Role
from proctor.session.frameworks import PYTORCH
from proctor.session.keeping import keeping_lines
from proctor.session.plain_text import shown, shown_line
from proctor.session.state import Session
from proctor.tui.rule_words import criteria_lines, given_lines
from proctor.tui.shapes import HERE, NOT_HERE, VERDICT_MARKS
from proctor.tui.view import View
from proctor.tui.widgets.view_text import heading, stacked

TOUR_FILE: Final = "tour.py"


def what(view: View) -> Content:
    """Title, kind, level, minutes."""
    if view.session is None:
        return Content("")
    terms = view.session.terms
    framework = "" if terms.framework == PYTORCH else f", {shown_line(terms.framework)}"
    about = f"{terms.kind}, {terms.level}{framework}" + (", practice: nothing is graded" if terms.practice else "")
    return stacked([Content.styled(shown_line(terms.title), "bold"), f"{about}. {minutes_line(terms)}."])


def start(view: View) -> Content:
    """What starting takes."""
    return Content(start_line(view.session)) if view.session else Content("")


def people(view: View) -> Content:
    """Who is here, and who is ready."""
    session = view.session
    if session is None:
        return Content("")
    lines = [heading("Who is here"), _person(session, "candidate", view), _person(session, "interviewer", view)]
    return stacked(lines)


def watched(view: View) -> Content:
    """What is seen by whoever watches, and when nobody does."""
    return stacked([heading("Who watches"), *watched_lines(view.session.terms)]) if view.session else Content("")


def _person(session: Session, role: Role, view: View) -> Content:
    mark = HERE if role in session.roles_present() else NOT_HERE
    named = session.terms.candidate if role == "candidate" else ", ".join(interviewers(session))
    name = f" {shown_line(named)}" if named else ""
    if role == "candidate":
        ready = "ready when you confirm"
    elif session.opened:
        ready = "ready: has confirmed the start"
    elif session.terms.interviewer_opens:
        ready = "must confirm before you can start"
    else:
        ready = "not needed to start"
    label = f"{role.capitalize()}{name}: "
    return Content.assemble(label, (mark.text(ascii_only=view.ascii_only), f"bold {mark.style}"), f", {ready}")


def tour(view: View) -> Content:
    """Three steps to try window, save and verdict, with what the last save of the scratch file gave."""
    session = view.session
    if session is None:
        return Content("")
    key = view.switch_key or "e"
    back = f"{key} comes back" if view.inside_tmux else "closing the editor comes back"
    return stacked(
        [
            heading("Try it out first (takes no time, counts for nothing)"),
            f"1. Press {key} for your editor; {back}. Any other editor on this machine works too.",
            f"2. In {TOUR_FILE}, do what its first lines ask, and save.",
            "3. The verdict on it shows up here:",
            _tour_verdict(session, view),
        ]
    )


def _tour_verdict(session: Session, view: View) -> Content:
    if session.tour is None:
        return Content("   nothing saved yet")
    mark = VERDICT_MARKS[session.tour.verdict]
    message = f"\n   {shown(session.tour.message)}" if session.tour.message else ""
    marked = (mark.text(ascii_only=view.ascii_only), f"bold {mark.style}")
    return Content.assemble("   ", marked, f"  {session.tour.ms:.0f} ms{message}")


def agreed(view: View) -> Content:
    """What is recorded and what becomes of it, what is allowed and judged."""
    session = view.session
    if session is None:
        return Content("")
    terms = session.terms
    lines: list[Content | str] = [heading("How to take it"), JUDGED]
    lines += ["", heading("What is recorded"), *(f"- {item}" for item in recorded(terms)), not_recorded(terms)]
    lines += ["", heading("What becomes of it"), *(f"- {line}" for line in keeping_lines(session, view.name))]
    if terms.aids:
        lines += ["", heading("Aids"), *(f"- {shown_line(line)}" for line in aid_lines(terms))]
    lines += ["", heading("What is judged"), *criteria_lines(view)]
    lines += ["", heading("Checks"), hidden_line(terms, session.isolation)]
    lines += [isolation_line(session.isolation), shell_line(session.shell)]
    return stacked([*lines, *given_lines(view)])
