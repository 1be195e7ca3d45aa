"""The first private pane: the page that `proctor brief` prints, set for a narrow column."""

from datetime import datetime
from typing import Final

from textual.content import Content

from proctor.session.agenda import AgendaItem, agenda, clock_time
from proctor.session.brief import COCKPIT_KEYS, Section
from proctor.session.brief import brief as brief_page
from proctor.session.durations import length_text
from proctor.session.plain_text import shown
from proctor.session.state import Session
from proctor.tui.clock_words import local_time
from proctor.tui.cockpit.view import WatchView
from proctor.tui.widgets.view_text import heading, stacked

_KEY_CELLS: Final = 5
_MARKS: Final = {"now": ">", "done": "-", "next": " "}
_STYLES: Final = {"now": "bold", "done": "$text-muted", "next": "$text"}


def brief_facts(watch: WatchView) -> tuple[object, ...]:
    """All that `brief` reads."""
    session = watch.session
    if session is None:
        return watch.material, None, None, None, None
    return watch.material, session.terms, session.phase, session.clock, session.feedback


def brief(watch: WatchView) -> Content:
    """Section by section; agenda and keys have a line for each item, since a column is no table."""
    session = watch.session
    if session is None:
        return Content("")
    lines: list[Content | str] = []
    for section in brief_page(session, watch.material, session.t_s, when=_time):
        lines += [heading(section.title), *_lines(section, session), ""]
    return stacked(lines[:-1])


def _lines(section: Section, session: Session) -> list[Content | str]:
    if section.title == "Agenda":
        return [_item(session, item) for item in agenda(session, session.t_s)]
    if section.title.startswith("Keys"):
        return [Content.assemble((key.key.ljust(_KEY_CELLS), "bold"), key.meaning) for key in COCKPIT_KEYS]
    return [shown(line) for line in section.lines]


def _item(session: Session, item: AgendaItem) -> Content:
    about = "~" if item.planned else ""
    at = _time(clock_time(session, item.at_s))
    text = f"{_MARKS[item.standing]} {about}{at} {item.title} ({length_text(item.length_s)}): {item.what}"
    return Content.styled(text, _STYLES[item.standing])


def _time(moment: datetime) -> str:
    return local_time(moment.isoformat())
