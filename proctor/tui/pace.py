"""How often a run of the checks may repaint the screen: its verdicts come in bursts, on the cores that make them."""

from collections.abc import Sequence
from typing import Final

from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.state import Session

BETWEEN_PAINTS_S: Final = 0.08
"""Verdicts that come one by one still look so at twelve paintings a second."""

COMPANY_S: Final = 0.02
"""The start of a run follows its save, and verdicts each other, within this: they are painted together."""

_RUN: Final = frozenset({ev.SnapshotTaken.kind, ev.RunStarted.kind, ev.CheckEnded.kind})


_UNSEEN: Final = frozenset({ev.ViewChanged.kind, ev.TerminalAttached.kind, ev.TerminalDetached.kind})


def shows_nothing(burst: Sequence[Envelope]) -> bool:
    """Whether nothing of `burst` is anywhere on the candidate's screen, so that nothing needs to be painted."""
    return all(envelope.kind in _UNSEEN for envelope in burst)


def may_wait_s(session: Session, burst: Sequence[Envelope], since_painted_s: float) -> float:
    """How long the painting of `burst`, after which the session is `session`, may wait for more of its run.

    0 for the last verdict of a run, for its end, and for everything that is not about a run.
    """
    run = session.board.run
    if any(envelope.kind not in _RUN for envelope in burst):
        return 0.0
    if run is not None and session.board.ended_in_run.issuperset(run.checks):
        return 0.0
    return max(COMPANY_S, BETWEEN_PAINTS_S - since_painted_s)
