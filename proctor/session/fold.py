"""`fold(session, envelope)`: the one function that turns events into state, for host, screens, replay and tests.

It refuses what the rules forbid (`IllegalMove`) and then has changed nothing; unknown kinds only move the timeline.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.session import events as ev
from proctor.session.board import CheckBoard
from proctor.session.envelope import Envelope
from proctor.session.events import Actor
from proctor.session.handlers import HANDLERS
from proctor.session.handlers.handler import Doer
from proctor.session.state import Session

_ACTORS: Final[dict[str, Actor]] = {"candidate": "candidate", "interviewer": "interviewer", "host": "host"}
_DECODERS: Final[dict[str, msgspec.json.Decoder[ev.Event]]] = {
    kind: msgspec.json.Decoder(event) for kind, event in ev.KINDS.items()
}


def decode(envelope: Envelope) -> ev.Event | None:
    """The typed event inside an envelope; None for a kind this version does not know."""
    decoder = _DECODERS.get(envelope.kind)
    if decoder is None:
        return None
    try:
        return decoder.decode(envelope.data)
    except ValueError as error:  # msgspec's own errors, and bytes that are not UTF-8
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) is malformed: {error}") from error


def opened(envelope: Envelope) -> Session:
    """The session that a journal's first event creates."""
    event = decode(envelope)
    if not isinstance(event, ev.SessionCreated):
        raise RecordError(f"a journal begins with session.created, not {envelope.kind}")
    return Session(
        terms=event.terms,
        seq=envelope.seq,
        boot_id=event.boot_id,
        boot_ns=envelope.boot_ns,
        at_utc=envelope.at_utc,
        board=CheckBoard(checks=event.terms.checks),
    )


def fold(session: Session, envelope: Envelope) -> Session:
    """The state after one more event. Raises IllegalMove if the rules refuse it."""
    return fold_decoded(session, envelope, decode(envelope))


def fold_decoded(session: Session, envelope: Envelope, event: ev.Event | None) -> Session:
    """The same for who has the event inside the envelope already."""
    moved = _on_timeline(session, envelope, event)
    if event is None:
        return moved
    return applied(moved, event, actor(envelope), envelope.who)


def replay(envelopes: Iterable[Envelope]) -> Session:
    """The state at the end of a journal."""
    rest = iter(envelopes)
    first = next(rest, None)
    if first is None:
        raise RecordError("the journal is empty", hint="the session was never created; start a new one")
    session = opened(first)
    for envelope in rest:
        session = fold(session, envelope)
    return session


def applied(session: Session, event: ev.Event, by: Actor, who: str = "") -> Session:
    """The state after `event` at the session's present time; refused events change nothing."""
    handler = HANDLERS.get(type(event))
    return session if handler is None else handler(session, event, _doer(by, who))


@lru_cache(256)
def _doer(by: Actor, who: str) -> Doer:
    """The same few, thousands of times."""
    return Doer(by, who)


def actor(envelope: Envelope) -> Actor:
    """Who did it. Raises: RecordError for somebody unknown."""
    by = _ACTORS.get(envelope.by)
    if by is None:
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) names no known actor: {envelope.by!r}")
    return by


def _wall_s(session: Session, envelope: Envelope) -> float:
    try:
        passed = datetime.fromisoformat(envelope.at_utc) - datetime.fromisoformat(session.at_utc)
    except (ValueError, TypeError) as error:
        raise RecordError(f"record {envelope.seq} ({envelope.kind}) or the one before has no valid time") from error
    return passed.total_seconds()


def _on_timeline(session: Session, envelope: Envelope, event: ev.Event | None) -> Session:
    """Across a reboot only the wall clock can tell how long it took, and it may be wrong: never negative."""
    if isinstance(event, ev.HostStarted) and event.boot_id != session.boot_id:
        boot_id, boot_ns = event.boot_id, envelope.boot_ns
        passed_s = max(0.0, _wall_s(session, envelope))
    else:
        # A reading that went back must not make the same seconds count again.
        boot_id, boot_ns = session.boot_id, max(session.boot_ns, envelope.boot_ns)
        passed_s = (boot_ns - session.boot_ns) / 1e9
    return replace(
        session,
        seq=envelope.seq,
        boot_id=boot_id,
        boot_ns=boot_ns,
        at_utc=envelope.at_utc,
        t_s=session.t_s + passed_s,
    )
