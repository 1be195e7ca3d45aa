"""How saves read: the log on the screen, and the list to take a file back from."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from textual.content import Content

from proctor.session.phases import TITLES
from proctor.session.plain_text import shown_line
from proctor.session.state import RECENT_SAVES, Save
from proctor.tui.clock_words import local_time
from proctor.tui.view import View

_FILES_NAMED = 3


def save_log(view: View) -> Content:
    """Newest first: when, which files, how much; late saves are marked."""
    session = view.session
    if session is None:
        return Content("")
    if not session.saves:
        return Content("No save yet. Every save of a file in your workspace shows up here.")
    lines = [_save_line(save) for save in reversed(session.saves)]
    count = f"{session.snapshots} kept{f', {session.late_saves} late' if session.late_saves else ''}"
    return Content("\n").join([Content.styled(count, "bold"), *lines])


def save_facts(view: View) -> tuple[object, ...]:
    """All that `save_log` reads; none of it changes with a verdict."""
    session = view.session
    return session and session.saves, session and session.snapshots, session and session.late_saves


@lru_cache(RECENT_SAVES)
def _save_line(save: Save) -> Content:
    snapshot = save.snapshot
    what = files_text(snapshot.paths) if snapshot.paths else snapshot.trigger
    late = (" LATE: kept, does not count", "bold $text-warning") if snapshot.late else ""
    return Content.assemble(
        (local_time(save.at_utc, with_seconds=True), "$text-muted"),
        f"  {what}  ",
        (f"+{snapshot.added}", "$text-success"),
        " ",
        (f"-{snapshot.deleted}", "$text-error"),
        late,
    )


def files_text(paths: tuple[str, ...]) -> str:
    """`a.py, b.py` or `a.py, b.py, c.py and 4 more`."""
    named = ", ".join(shown_line(path) for path in paths[:_FILES_NAMED])
    more = len(paths) - _FILES_NAMED
    return f"{named} and {more} more" if more > 0 else named


class PastSave(msgspec.Struct, frozen=True, kw_only=True):
    """A save as the host's history lists it."""

    commit: str
    at_utc: str
    phase: str = ""
    paths: tuple[str, ...] = ()
    added: int = 0
    deleted: int = 0
    tag: str = ""


class _History(msgspec.Struct, frozen=True):
    saves: tuple[PastSave, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One file as one save left it."""

    path: str
    commit: str
    label: str


def versions(answer: dict[str, Any]) -> tuple[Version, ...]:
    """Every version of every file in the host's history, newest first; raises msgspec.ValidationError."""
    saves = msgspec.convert(answer, _History).saves
    newest_first = sorted(saves, key=lambda save: save.at_utc, reverse=True)
    return tuple(_version(save, path) for save in newest_first for path in save.paths)


def saved_paths(answer: dict[str, Any]) -> tuple[str, ...]:
    """Every file in the host's history, the one that was saved last first; raises msgspec.ValidationError."""
    return tuple(dict.fromkeys(version.path for version in versions(answer)))


def _version(save: PastSave, path: str) -> Version:
    titles = {str(phase): title.lower() for phase, title in TITLES.items()}
    notes = [note for note in (titles.get(save.phase, save.phase), save.tag) if note]
    when = local_time(save.at_utc, with_seconds=True)
    label = f"{when}  {shown_line(path)}  +{save.added} -{save.deleted}  ({', '.join(notes)})"
    return Version(path, save.commit, label)
