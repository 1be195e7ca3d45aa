"""Who is there, who looks at what, and what people say to each other, in words."""

from typing import Final

from proctor.session import events as ev
from proctor.session.chronicle.happening import Happening, Table
from proctor.session.durations import length_text
from proctor.session.plain_text import shown_line


def _named(client: ev.ClientJoined) -> str:
    return f"{shown_line(client.name) or 'Somebody'} ({client.role})"


def _left(event: ev.ClientLeft, at: Happening) -> str:
    client = at.session.present.get(event.client) if at.session else None
    return f"{_named(client)} left" if client else ""


def _window(event: ev.WindowShown, at: Happening) -> str:
    if at.session is not None and at.session.sight.window == event.window:
        return ""
    return f"The candidate looks at the {'editor' if event.window == 'Editor' else 'task and the checks'}"


def _view(event: ev.ViewChanged, at: Happening) -> str:
    before = at.session.sight.view if at.session else None
    if not event.focused or (before is not None and before.focused == event.focused):
        return ""
    return f"The candidate looks at {shown_line(event.focused)}"


def _controls(event: ev.ControlsTaken, _at: Happening) -> str:
    giver = f", handed over by {shown_line(event.giver)}" if event.giver else ""
    return f"{shown_line(event.name)} holds the controls{giver}"


def _presented(event: ev.WorkPresented, at: Happening) -> str:
    line = f", line {event.line}" if event.line else ""
    return f"{at.person} points at {shown_line(event.file)}{line}"


def _answer(event: ev.QuestionAnswered, at: Happening) -> str:
    does = f"answers question {event.number}" if event.number else "writes"
    return f"{at.person} {does}: {shown_line(event.text)}"


def _revealed(event: ev.CheckRevealed, at: Happening) -> str:
    verdict = f", {event.verdict}" if event.verdict else ""
    return f"{at.person} shows the hidden check {event.check}{verdict}: {shown_line(event.promise)}"


def _feedback(event: ev.FeedbackDelivered, at: Happening) -> str:
    source = "The exercise's guide" if event.source == "guide" else at.person
    strength, improvement = shown_line(event.strength), shown_line(event.improvement)
    return f"{source} gives feedback. Strength: {strength} Area for improvement: {improvement}"


TABLE: Final[Table] = {
    ev.ClientJoined: lambda event, _: f"{_named(event)} is here",
    ev.ClientLeft: _left,
    ev.TerminalAttached: lambda event, _: f"The candidate's terminal is here, {event.columns} by {event.lines}",
    ev.TerminalDetached: lambda _, _at: "The candidate's terminal is gone: closed, or its connection was lost",
    ev.WindowShown: _window,
    ev.ViewChanged: _view,
    ev.WorkPresented: _presented,
    ev.ControlsTaken: _controls,
    ev.ControlsReleased: lambda event, _: f"{shown_line(event.name)} released the controls",
    ev.QuestionAsked: lambda event, at: f"{at.person} asks, question {event.number}: {shown_line(event.text)}",
    ev.QuestionAnswered: _answer,
    ev.HintGiven: lambda event, at: f"{at.person} gives a hint: {shown_line(event.text)}",
    ev.CheckRevealed: _revealed,
    ev.FocusBegan: lambda event, at: f"{at.person} starts focus time: nobody watches for {length_text(event.seconds)}",
    ev.FocusEnded: lambda _, _at: "Focus time is over",
    ev.WalkthroughWritten: lambda event, at: f"{at.person} explains the work: {shown_line(event.text)}",
    ev.FeedbackDelivered: _feedback,
    ev.FeedbackAnswered: lambda event, at: f"{at.person} answers the feedback: {shown_line(event.text)}",
}
