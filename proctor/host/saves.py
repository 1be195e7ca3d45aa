"""The list of saved versions, as a candidate asks for it: from the journal, which knows phase and clock of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from proctor.session.durations import clock_text
from proctor.session.envelope import Envelope
from proctor.session.events import SnapshotTaken
from proctor.session.fold import decode, fold, opened


def list_saves(history: Sequence[Envelope], tags: Mapping[str, str], file: str = "") -> list[dict[str, Any]]:
    """Every snapshot, oldest first (only those that changed `file`, if one is named)."""
    names: dict[str, list[str]] = {}
    for tag, commit in tags.items():
        names.setdefault(commit, []).append(tag)
    saves: list[dict[str, Any]] = []
    session = opened(history[0])
    for envelope in history[1:]:
        session = fold(session, envelope)
        event = decode(envelope) if envelope.kind == SnapshotTaken.kind else None
        if isinstance(event, SnapshotTaken) and (not file or file in event.paths):
            used_s = session.clock.used_at_s(session.t_s) if session.clock else 0.0
            saves.append(
                {
                    "commit": event.commit,
                    "at_utc": envelope.at_utc,
                    "phase": str(session.phase),
                    "clock": clock_text(used_s),
                    "paths": list(event.paths),
                    "added": event.added,
                    "deleted": event.deleted,
                    "trigger": event.trigger,
                    "late": event.late,
                    "tag": " ".join(names.get(event.commit, [])),
                }
            )
    return saves
