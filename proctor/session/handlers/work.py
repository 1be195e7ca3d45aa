"""The files, and what the checks said of them."""

from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from proctor.session import events as ev
from proctor.session.handlers.handler import Doer, Handlers
from proctor.session.state import RECENT_SAVES, Save, Session


def _tour(session: Session, event: ev.TourChecked, _by: Doer) -> Session:
    return replace(session, tour=event)


def _snapshot(session: Session, event: ev.SnapshotTaken, _by: Doer) -> Session:
    save = Save(event, session.at_utc, session.t_s, session.phase)
    saves = (*session.saves[-(RECENT_SAVES - 1) :], save)
    if event.late:
        return replace(session, late_saves=session.late_saves + 1, saves=saves)
    return replace(
        session,
        newest=event,
        snapshots=session.snapshots + 1,
        saves=saves,
        board=session.board.with_newest(event.tree),
    )


def _tagged(session: Session, event: ev.SnapshotTagged, _by: Doer) -> Session:
    return replace(session, tags=MappingProxyType({**session.tags, event.tag: event.commit}))


def _late_kept(session: Session, event: ev.LateEditsKept, _by: Doer) -> Session:
    return replace(session, late_kept=event.paths, put_back=True)


def _run_started(session: Session, event: ev.RunStarted, _by: Doer) -> Session:
    return replace(session, board=session.board.with_run(event)) if event.visibility == "visible" else session


def _check_ended(session: Session, event: ev.CheckEnded, _by: Doer) -> Session:
    return replace(session, board=session.board.with_verdicts((event,)))


def _run_ended(session: Session, event: ev.RunEnded, _by: Doer) -> Session:
    return replace(session, board=session.board.without_run(event))


HANDLERS: Final[Handlers] = {
    ev.TourChecked: _tour,
    ev.SnapshotTaken: _snapshot,
    ev.SnapshotTagged: _tagged,
    ev.LateEditsKept: _late_kept,
    ev.RunStarted: _run_started,
    ev.CheckEnded: _check_ended,
    ev.RunEnded: _run_ended,
}
