"""From what came over the link to the cockpit's view, and what of it is worth a notice. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from proctor.link.live import Burst
from proctor.session import events as ev
from proctor.session.durations import length_text
from proctor.session.fold import decode
from proctor.session.plain_text import shown_line
from proctor.tui.cockpit.link import WatchLink
from proctor.tui.cockpit.view import Files, WatchView
from proctor.tui.notices import Notice

_SHORT_CELLS: Final = 100


def after(watch: WatchView, burst: Burst, link: WatchLink) -> WatchView:
    """The view after a burst; while it is dark nothing of the work stays in it."""
    if not burst.public and not burst.private and watch.shared.connected:
        return replace(watch, picture=link.picture)
    watch = replace(
        watch,
        shared=replace(watch.shared, session=burst.session, lost=""),
        observations=link.observations,
        picture=link.picture,
    )
    return replace(watch, files=Files(base=watch.files.base)) if watch.dark else watch


def collected(watch: WatchView, burst: Burst) -> WatchView:
    """With the events kept for the timeline."""
    if not burst.public and not burst.private:
        return watch
    return replace(watch, told=(*watch.told, *burst.public), kept=(*watch.kept, *burst.private))


def news(burst: Burst, who: str) -> Iterator[Notice]:
    """What to say about what just happened: what others did, not what `who` did on this screen."""
    for envelope in (*burst.public, *burst.private):
        event = decode(envelope)
        teller = _TELLERS.get(type(event))
        if teller is not None and not (envelope.by == "interviewer" and envelope.who == who):
            yield teller(event, envelope.who or envelope.by)


def _short(text: str) -> str:
    line = shown_line(text)
    return line if len(line) <= _SHORT_CELLS else f"{line[:_SHORT_CELLS]} ..."


def _controls(event: ev.ControlsTaken, _by: str) -> Notice:
    giver = f", given by {shown_line(event.giver)}" if event.giver else ""
    return Notice(f"{shown_line(event.name)} holds the controls now{giver}.")


_TELLERS: Final[dict[type[ev.Event] | type[None], Callable[[Any, str], Notice]]] = {
    ev.QuestionAsked: lambda event, _: Notice(f"Question {event.number}: {_short(event.text)}\na answers.", "warning"),
    ev.ReminderGiven: lambda event, _: Notice(f"{length_text(event.mark_s)} left for the candidate."),
    ev.WalkthroughWritten: lambda _event, _by: Notice("The candidate explained the work in writing: 8 Talk."),
    ev.FeedbackAnswered: lambda _event, _by: Notice("The candidate answered the feedback: 9 Feedback.", "warning"),
    ev.WorkPresented: lambda event, _: Notice(f"The candidate points at {_place(event)}."),
    ev.ClockPaused: lambda event, by: Notice(f"Paused by {shown_line(by)} ({event.reason}).", "warning"),
    ev.ClockResumed: lambda _event, by: Notice(f"The clock runs again ({shown_line(by)})."),
    ev.ClockExtended: lambda event, by: Notice(f"{shown_line(by)} gave {length_text(event.seconds)} more."),
    ev.ClockCredited: lambda event, _: Notice(f"{length_text(event.seconds)} given back ({event.cause})."),
    ev.ControlsTaken: _controls,
    ev.ControlsReleased: lambda event, _: Notice(f"{shown_line(event.name)} gave the controls up."),
    ev.WorkFlagged: lambda event, _: Notice(f"Worth a look: {shown_line(event.what)} ({_at(event)})."),
    ev.FocusEnded: lambda _event, _by: Notice("Focus time is over."),
    ev.WorkSubmitted: lambda _event, _by: Notice("The work is handed in. Let the candidate explain it first."),
}


def _place(event: ev.WorkPresented) -> str:
    return shown_line(f"{event.file}:{event.line}" if event.line else event.file)


def _at(event: ev.WorkFlagged) -> str:
    return shown_line(f"{event.file}:{event.line}")
