"""The first private pane: what to say, the agenda with clock times, what to watch for, how to give feedback."""

from textual.content import Content

from proctor.session.agenda import AgendaItem, agenda, clock_time
from proctor.session.durations import length_text
from proctor.session.plain_text import shown
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.view_text import heading, stacked

_FEEDBACK = (
    "One strength and one area for improvement, in the session, about the work and concrete (w).",
    "Let the candidate explain the work first. After the feedback: listen. They may argue for another way.",
)


def brief_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `brief` reads."""
    session = watch.session
    if session is None:
        return watch.material, None, None, None, None
    return watch.material, session.terms, session.phase, session.clock, session.feedback


def brief(watch: WatchView) -> Content:
    """One page; `proctor brief` prints it with more."""
    material, session = watch.material, watch.session
    lines: list[Content | str] = []
    if material.opening:
        lines += [heading("What to say at the start"), shown(material.opening).strip(), ""]
    if session is not None:
        lines += [heading("Agenda"), *(_item(session, item) for item in agenda(session, session.t_s)), ""]
    if material.watch:
        lines += [heading("Watch for"), *(f"{number}. {shown(it)}" for number, it in enumerate(material.watch, 1)), ""]
    lines += [heading("Feedback"), *_FEEDBACK, "", heading("When something breaks"), *_broken(watch.shared.name)]
    return stacked(lines)


def _item(session: Session, item: AgendaItem) -> Content:
    at = local_time(clock_time(session, item.at_s).isoformat())
    style = "bold" if item.standing == "now" else "$text-muted" if item.standing == "done" else "$text"
    mark = {"now": ">", "done": "-", "next": " "}[item.standing]
    about = "~" if item.planned else ""
    return Content.styled(f"{mark} {about}{at:<5} {item.title} ({length_text(item.length_s)}): {item.what}", style)


def _broken(name: str) -> list[str]:
    return [
        "Their connection: nothing is lost; when they are back, c gives the measured time back.",
        f"This screen: proctor watch {name}. Notes and drafts are kept by the host, not here.",
        f"The host: proctor join {name} or watch starts it again; the clock knows.",
    ]
