"""The private panes: their names, in the order of their number keys, and what each is made of."""

from enum import StrEnum
from typing import Final

from textual.widget import Widget

from proctor.tui.cockpit import hidden_words, issue_words, private_words
from proctor.tui.cockpit.brief_words import brief, brief_facts
from proctor.tui.cockpit.guide_pane import GuidePane
from proctor.tui.cockpit.list_pane import ListPane
from proctor.tui.cockpit.timeline_pane import TimelinePane
from proctor.tui.cockpit.view import WatchView
from proctor.tui.cockpit.watch_text import TextPane


class SidePane(StrEnum):
    """A private pane, named as on its tab."""

    BRIEF = "Brief"
    GUIDE = "Guide"
    HIDDEN = "Hidden"
    ISSUES = "Issues"
    RUBRIC = "Rubric"
    NOTES = "Notes"
    TIMELINE = "Timeline"
    TALK = "Talk"
    FEEDBACK = "Feedback"


SIDE_PANES: Final = tuple(SidePane)


def pane_widget(pane: SidePane) -> TextPane | ListPane | GuidePane | TimelinePane:
    """A new widget for a pane; it shows the view in its `view`."""
    pane_id = f"side-{pane.name.lower()}"
    if pane is SidePane.GUIDE:
        return GuidePane(id=pane_id)
    if pane is SidePane.TIMELINE:
        return TimelinePane(id=pane_id)
    if pane is SidePane.HIDDEN:
        words = hidden_words
        return ListPane(words.hidden_lead, words.hidden_entries, words.hidden_facts, id=pane_id)
    if pane is SidePane.ISSUES:
        return ListPane(issue_words.issue_lead, issue_words.issue_entries, issue_words.issue_facts, id=pane_id)
    wording, facts = {
        SidePane.BRIEF: (brief, brief_facts),
        SidePane.RUBRIC: (private_words.rubric, private_words.rubric_facts),
        SidePane.NOTES: (private_words.notes, private_words.note_facts),
        SidePane.TALK: (private_words.talk, private_words.talk_facts),
        SidePane.FEEDBACK: (private_words.outcome, private_words.outcome_facts),
    }[pane]
    return TextPane(wording, facts, id=pane_id)


def keys_of(box: Widget) -> Widget:
    """Which widget of a pane gets the keys: the list where there is one."""
    return next(iter(box.query("OptionList")), box)


def tab_names(watch: WatchView | None) -> tuple[str, ...]:
    """What stands on the tabs: number, name, and how much waits there."""
    return tuple(f"{number} {pane}{_count(watch, pane)}" for number, pane in enumerate(SIDE_PANES, 1))


def _count(watch: WatchView | None, pane: SidePane) -> str:
    """What waits in a pane: open questions, flags."""
    if watch is None or watch.session is None:
        return ""
    waits = {
        SidePane.TALK: len(watch.session.talk.unanswered),
        SidePane.HIDDEN: len(watch.observations.flags),
    }.get(pane, 0)
    return f" ({waits})" if waits else ""
