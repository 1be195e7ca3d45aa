"""The files at a save and what differs from another moment, from the record; what was asked for last is kept."""

import os
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from proctor.errors import RecordError
from proctor.record.reel import Entry, Reel
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.hunks import file_diffs
from proctor.review.timeline import time_text
from proctor.session.plain_text import shown_line
from proctor.tui.replay.position import Position
from proctor.tui.replay.scene import Code, FileAt

EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""Git's name for no files at all."""
_KEPT: Final = 256


class CodeAt:
    """Knows which file to open: the chosen one, or the one that the newest save changed most."""

    def __init__(self, film: Film, reel: Reel, veil: Veil = NO_VEIL) -> None:
        self._film, self._reel, self._veil = film, reel, veil
        self._kept: OrderedDict[tuple[str, str], tuple[str, dict[str, tuple[int, int]]]] = OrderedDict()
        self._followed = ""

    def at(self, position: Position, frame: Frame | None) -> Code:
        """What to show of the code."""
        if frame is None:
            return Code(why_not="Nothing had been saved by then. The first save comes with the start of the work.")
        tree, against = self._base(position, frame)
        try:
            diff, changes = self._changes(tree, frame.tree)
            entries = self._reel.files(frame.tree)
        except RecordError as fault:
            return Code(why_not=f"The record cannot show this save: {shown_line(str(fault))}")
        files = self._rows(entries, changes)
        path = self._path(position, frame, entries)
        blob = entries[path].blob if path in entries else ""
        return Code(files, path, self._name(path), blob, diff, against)

    def prepare(self, frame: Frame, position: Position) -> tuple[str, str]:
        """Have git's answers about a save at hand before it is asked for; which file would be open, and its content."""
        self._changes(self._base(position, frame)[0], frame.tree)
        entries = self._reel.files(frame.tree)
        path = position.chosen if position.chosen in entries else self._most_changed(frame, entries)
        return (path, entries[path].blob) if path else ("", "")

    def text(self, blob: str) -> str:
        """A file's text by git's name for it. Raises: RecordError."""
        return self._veil.code(self._reel.content(blob).decode(errors="replace")) if blob else ""

    def _base(self, position: Position, frame: Frame) -> tuple[str, str]:
        """The tree that changes are told against, and in words."""
        if position.base == "mark A" and position.mark_s is not None:
            marked = self._film.frame_at(position.mark_s)
            return marked.tree if marked else EMPTY_TREE, f"mark A at {time_text(position.mark_s)}"
        if position.base in {"start", "submitted"} and (tagged := self._film.tagged(position.base)) is not None:
            return tagged.tree, "the start" if position.base == "start" else "what was submitted"
        if not frame.number:
            return EMPTY_TREE, "nothing: this is the first save"
        return self._film.frames[frame.number - 1].tree, "the save before"

    def _changes(self, before: str, after: str) -> tuple[str, dict[str, tuple[int, int]]]:
        found = self._kept.get((before, after))
        if found is None:
            patch = self._reel.patch(before, after)
            counts = {os.fsdecode(one.after or one.before): (one.added, one.deleted) for one in file_diffs(patch)}
            found = self._kept[before, after] = self._veil.patch(patch.decode(errors="replace")), counts
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _path(self, position: Position, frame: Frame, entries: Mapping[str, Entry]) -> str:
        if position.chosen in entries:
            return position.chosen
        self._followed = self._most_changed(frame, entries) or (self._followed if self._followed in entries else "")
        return self._followed or self._entry(entries)

    def _most_changed(self, frame: Frame, entries: Mapping[str, Entry]) -> str:
        """A file that a save changed and that is still there: the one to fill in, else the first."""
        changed = [path for path in frame.taken.paths if path in entries]
        return self._film.terms.entry if self._film.terms.entry in changed else next(iter(changed), "")

    def _entry(self, entries: Mapping[str, Entry]) -> str:
        entry = self._film.terms.entry
        return entry if entry in entries else next(iter(entries), "")

    def _rows(self, entries: Mapping[str, Entry], changes: Mapping[str, tuple[int, int]]) -> tuple[FileAt, ...]:
        rows = [
            FileAt(path, self._name(path), entry.blob, *changes.get(path, (0, 0))) for path, entry in entries.items()
        ]
        gone = [
            FileAt(path, self._name(path), "", *counts, gone=True)
            for path, counts in changes.items()
            if path not in entries
        ]
        return tuple(sorted([*rows, *gone], key=lambda row: row.path))

    def _name(self, path: str) -> str:
        return shown_line(self._veil.text(path))
