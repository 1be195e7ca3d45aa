"""The rows of ProgSnap2's main table: which of its events ours are, and our own (`X-...`) where it has none."""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from proctor.session import events as ev
from proctor.session.verdicts import AGAINST, Verdict

OWN: Final[dict[str, str]] = {
    "X-Begin": "the interviewer let the candidate start the clock",
    "X-Phase.Start": "a timed phase started its clock; X-Text is its name",
    "X-Clock.Pause": "the clock was stopped; X-Text says why",
    "X-Clock.Resume": "the clock ran again",
    "X-Clock.Extend": "the phase got more time; X-Text says how many seconds and why",
    "X-Clock.Credit": "time that an outage took was given back; X-Text says how many seconds",
    "X-Focus.Start": "from here on nobody watched",
    "X-Focus.End": "the mirror was lit again",
    "X-Terminal.Gone": "the candidate's terminal was closed, or its connection lost",
    "X-Terminal.Back": "the candidate's terminal was there again",
    "X-Late.Edit": "a file was saved while the work was frozen; it never counts",
    "X-Late.SetAside": "the revision began from the submitted work, and later edits were put aside",
    "X-File.Restore": "an earlier version of a file was brought back",
    "X-Check.Open": "a check gave no verdict that decides; X-Verdict is its word",
    "X-Question": "the candidate asked something in writing",
    "X-Explanation": "the candidate explained the work in writing",
    "X-Answer": "the candidate answered the feedback in writing",
}
"""Event types that ProgSnap2 does not have, and what they mean."""

_RESULTS: Final = {
    Verdict.PASS: "Success",
    Verdict.FAIL: "TestFailed",
    Verdict.TIMEOUT: "Timeout",
    Verdict.ERROR: "Error",
    Verdict.GONE: "Error",
}


class Told(NamedTuple):
    """An event type of the main table, and the columns it fills besides those that every row has."""

    kind: str
    columns: dict[str, str]


def told(event: ev.Event | None) -> Iterator[Told]:
    """What an event is in the main table; nothing for what it has no place for. Saves are told file by file."""
    made = _TABLE.get(type(event))
    if made is not None:
        yield made(event)


def _check(event: ev.CheckEnded) -> Told:
    columns = {"ExecutionID": event.run, "TestID": event.check, "X-Verdict": str(event.verdict)}
    result = _RESULTS.get(event.verdict)
    if result is None:
        return Told("X-Check.Open", columns)
    score = "0" if event.verdict in AGAINST else "1"
    return Told("Run.Test", {**columns, "ExecutionResult": result, "Score": score})


def _intervention(category: str, sort: str, message: str) -> Told:
    return Told(
        "Intervention",
        {"InterventionCategory": category, "InterventionType": sort, "InterventionMessage": message},
    )


def _own(kind: str, text: str = "", **columns: str) -> Told:
    return Told(kind, {"X-Text": text, **columns})


_TABLE: Final[dict[type[ev.Event] | type[None], Callable[[Any], Told]]] = {
    ev.SessionCreated: lambda _: Told("Session.Start", {}),
    ev.SessionFinished: lambda event: Told("Session.End", {"X-Text": str(event.cause)}),
    ev.WorkSubmitted: lambda event: Told("Submit", {"X-Text": str(event.cause)}),
    ev.CheckEnded: _check,
    ev.BeginAllowed: lambda _: _own("X-Begin"),
    ev.PhaseBegan: lambda event: _own("X-Phase.Start", str(event.phase)),
    ev.ClockPaused: lambda event: _own("X-Clock.Pause", f"{event.reason} {event.note}".strip()),
    ev.ClockResumed: lambda event: _own("X-Clock.Resume", event.note),
    ev.ClockExtended: lambda event: _own("X-Clock.Extend", f"{event.seconds:g} {event.reason}".strip()),
    ev.ClockCredited: lambda event: _own("X-Clock.Credit", f"{event.seconds:g} {event.cause} {event.note}".strip()),
    ev.FocusBegan: lambda event: _own("X-Focus.Start", f"{event.seconds:g}"),
    ev.FocusEnded: lambda _: _own("X-Focus.End"),
    ev.TerminalDetached: lambda _: _own("X-Terminal.Gone"),
    ev.TerminalAttached: lambda _: _own("X-Terminal.Back"),
    ev.LateEditsKept: lambda event: _own("X-Late.SetAside", ", ".join(event.paths)),
    ev.FileRestored: lambda event: _own("X-File.Restore", CodeStateSection=event.path),
    ev.QuestionAsked: lambda event: _own("X-Question", event.text),
    ev.WalkthroughWritten: lambda event: _own("X-Explanation", event.text),
    ev.FeedbackAnswered: lambda event: _own("X-Answer", event.text),
    ev.QuestionAnswered: lambda event: _intervention("Feedback", "answer", event.text),
    ev.HintGiven: lambda event: _intervention("Hint", "hint", event.text),
    ev.CheckRevealed: lambda event: _intervention("Feedback", "check", event.promise),
    ev.FeedbackDelivered: lambda event: _intervention(
        "Feedback", "feedback", f"Strength: {event.strength}\nArea for improvement: {event.improvement}"
    ),
}
