"""What interviewers keep to themselves: the fold of the private journal, beside the `Session` that everybody shares."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from proctor.errors import IllegalMove, UsageError
from proctor.session import events as ev
from proctor.session.answers import Answers, answers_of
from proctor.session.decide import Args, decide
from proctor.session.envelope import Envelope
from proctor.session.events import Anchor, Event
from proctor.session.fold import decode
from proctor.session.state import Session


class Noted(msgspec.Struct, frozen=True):
    """A private event as a list shows it: who wrote it and when."""

    event: ev.NoteAdded | ev.IssueMarked | ev.ReceptionObserved
    who: str
    at_utc: str


class Observations(msgspec.Struct, frozen=True, kw_only=True):
    """Everything private about a session; `issues` has the last mark of each, `flags` what a person should look at."""

    seq: int = 0
    notes: tuple[Noted, ...] = ()
    issues: Mapping[str, Noted] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    receptions: tuple[Noted, ...] = ()
    flags: tuple[ev.WorkFlagged, ...] = ()
    draft: ev.FeedbackDrafted = ev.FeedbackDrafted()
    drafts: Mapping[str, ev.FeedbackDrafted] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    """The last draft of each person; `draft` is the last of all."""
    prompted: frozenset[str] = frozenset()
    hidden: Answers = msgspec.field(default_factory=Answers)

    def draft_for(self, who: str) -> ev.FeedbackDrafted:
        """What somebody goes on writing: their own draft, or the last one if they have none yet."""
        return self.drafts.get(who, self.draft)

    def with_event(self, envelope: Envelope) -> "Observations":
        """With one more private event; unknown kinds only count."""
        event = decode(envelope)
        seen = replace(self, seq=envelope.seq)
        change = _CHANGES.get(type(event))
        return seen if event is None or change is None else replace(seen, **change(self, event, envelope))


def _noted(event: ev.NoteAdded | ev.IssueMarked | ev.ReceptionObserved, envelope: Envelope) -> Noted:
    return Noted(event, envelope.who, envelope.at_utc)


Change = Callable[[Observations, Any, Envelope], dict[str, Any]]

_CHANGES: Final[dict[type[Event] | type[None], Change]] = {
    ev.NoteAdded: lambda seen, event, told: {"notes": (*seen.notes, _noted(event, told))},
    ev.IssueMarked: lambda seen, event, told: {
        "issues": MappingProxyType({**seen.issues, event.issue: _noted(event, told)})
    },
    ev.ReceptionObserved: lambda seen, event, told: {"receptions": (*seen.receptions, _noted(event, told))},
    ev.WorkFlagged: lambda seen, event, _: {"flags": (*seen.flags, event)},
    ev.FeedbackDrafted: lambda seen, event, told: {
        "draft": event,
        "drafts": MappingProxyType({**seen.drafts, told.who: event}),
    },
    ev.FeedbackPrompted: lambda seen, event, _: {"prompted": seen.prompted | set(event.items)},
    ev.CheckEnded: lambda seen, event, _: {"hidden": seen.hidden.with_verdict(event)},
}


def observed(envelopes: Iterable[Envelope]) -> Observations:
    """The state at the end of a private journal."""
    found = Observations()
    verdicts: list[ev.CheckEnded] = []
    for envelope in envelopes:
        event = decode(envelope) if envelope.kind == ev.CheckEnded.kind else None
        if isinstance(event, ev.CheckEnded):
            verdicts.append(event)
            found = replace(found, seq=envelope.seq)
        else:
            found = found.with_event(envelope)
    return replace(found, hidden=answers_of(verdicts))


def anchor(session: Session) -> Anchor:
    """What an observation made now is about."""
    commit = session.newest.commit if session.newest else ""
    return Anchor(t_s=round(session.t_s, 3), commit=commit, where=session.sight.where)


def decide_private(session: Session, name: str, args: Args, *, issues: Iterable[str] = ()) -> list[Event]:
    """The private events of an interviewer's act at the session's present time; `issues` are the known issues' ids.

    Raises IllegalMove or UsageError like `decide`.
    """
    decide(session, name, "interviewer", args)
    at = anchor(session)
    if name == "note":
        return [ev.NoteAdded(text=str(args["text"]), tag=str(args.get("tag", "")), at=at)]
    if name == "issue":
        return [_issue(args, at, tuple(issues))]
    if name == "observe":
        if session.feedback is None:
            raise IllegalMove("cannot observe how the feedback is taken: none was delivered yet")
        note = str(args.get("note", ""))
        return [msgspec.convert({"how": args["how"], "at": at, "note": note}, ev.ReceptionObserved)]
    if name == "draft":
        return [
            ev.FeedbackDrafted(strength=str(args.get("strength", "")), improvement=str(args.get("improvement", "")))
        ]
    raise UsageError(f"{name} is no private act")


def _issue(args: Args, at: Anchor, known: tuple[str, ...]) -> ev.IssueMarked:
    named = str(args["issue"])
    if named not in known:
        have = f"one of: {', '.join(known)}" if known else "this exercise has none"
        raise UsageError(f"there is no known issue {named!r}", hint=have)
    mark = {"issue": named, "state": args.get("state", "found"), "at": at, "note": str(args.get("note", ""))}
    return msgspec.convert(mark, ev.IssueMarked)
