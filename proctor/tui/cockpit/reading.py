"""What the cockpit reads from the host beside the events: materials, files and changes, and how far away it is."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from textual.timer import Timer

from proctor.errors import HostUnreachable, ProctorError
from proctor.session.events import FocusEnded, RunEnded, SnapshotTagged, WorkPresented
from proctor.session.material import PrivateMaterial
from proctor.tui.cockpit.newest import Newest
from proctor.tui.cockpit.view import FileRow, Files, WatchView
from proctor.tui.materials import materials_from

if TYPE_CHECKING:
    from proctor.tui.cockpit.app import CockpitApp

PING_EVERY_S: Final = 2.0
_PINGS: Final = 5
_STEADY: Final = 0.3
AT_ONCE: Final = frozenset({RunEnded.kind, SnapshotTagged.kind, WorkPresented.kind, FocusEnded.kind})
"""Kinds of events after which files are read again at once."""

SOON_S: Final = 0.4
"""After a save whose run does not end."""

Base = Literal["previous", "submitted", "start"]
_UNREADABLE: Final = (ProctorError, msgspec.ValidationError)


class _Listed(msgspec.Struct, frozen=True, rename={"size_bytes": "bytes"}):
    path: str
    size_bytes: int = 0
    added: int = 0
    deleted: int = 0
    changed: bool = False


class _Listing(msgspec.Struct, frozen=True):
    commit: str = ""
    files: tuple[_Listed, ...] = ()


class _File(msgspec.Struct, frozen=True):
    text: str = ""
    binary: bool = False
    truncated: bool = False


class _Changes(msgspec.Struct, frozen=True):
    diff: str = ""


class _Private(msgspec.Struct, frozen=True):
    spec: str = ""


class Reading:
    """Each thing is read one at a time, and again when it was wished for meanwhile; what comes goes into the view."""

    def __init__(self, app: "CockpitApp") -> None:
        self._app = app
        self._path = ""
        self._soon: Timer | None = None
        self._delays_ms: deque[float] = deque(maxlen=_PINGS)
        self._materials = Newest(self._read_materials, self._run)
        self._files = Newest(self._read_files, self._run)
        self._ping = Newest(self._read_delay, self._run)

    def materials(self) -> None:
        """Read what candidate and interviewer are given."""
        self._materials.wish()

    def files(self) -> None:
        """Read the newest files, unless nobody may look now."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        if not self._app.view.dark:
            self._files.wish()

    def files_soon(self) -> None:
        """Read them in a moment, if they are not read before."""
        if self._soon is None:
            self._soon = self._app.set_timer(SOON_S, self.files)

    def open(self, path: str) -> None:
        """This file is wanted."""
        self._path = path
        self.files()

    def against(self, base: str) -> None:
        """The change since there is wanted."""
        self._app.believe(lambda watch: replace(watch, files=replace(watch.files, base=base)))
        self.files()

    def ping(self) -> None:
        """Measure the delay."""
        self._ping.wish()

    def _run(self, reading: Any) -> object:
        return self._app.run_worker(reading, group="reading")

    async def _read_materials(self) -> None:
        try:
            given = await self._app.link.act("materials")
            private = await self._app.link.act("private")
            materials = materials_from(given)
            material = msgspec.convert(private, PrivateMaterial)
            spec = msgspec.convert(private, _Private).spec or materials.spec
        except HostUnreachable:
            return
        except _UNREADABLE as error:
            self._app.say(f"The exercise's private part cannot be read: {error}", "warning")
            return
        self._app.believe(
            lambda watch: replace(
                watch, shared=replace(watch.shared, materials=materials), material=material, spec=spec
            )
        )

    async def _read_files(self) -> None:
        base = self._app.view.files.base
        try:
            listing = msgspec.convert(await self._app.link.act("files"), _Listing)
            path = open_path(self._app.view, listing_paths(listing.files), self._path)
            text, diff = await self._read_file(path, base) if path else ("", "")
        except HostUnreachable:
            return
        except _UNREADABLE as error:
            why = str(error)
            self._app.believe(lambda watch: replace(watch, files=Files(base=watch.files.base, why_not=why)))
            return
        rows = tuple(FileRow(row.path, row.size_bytes, row.added, row.deleted, row.changed) for row in listing.files)
        found = Files(commit=listing.commit, rows=rows, path=path, text=text, diff=diff, base=base)
        self._app.believe(_with_files(found))

    async def _read_file(self, path: str, base: str) -> tuple[str, str]:
        file = msgspec.convert(await self._app.link.act("file", path=path), _File)
        text = "(not a text)" if file.binary else file.text
        text += "\n... the rest is left out" if file.truncated else ""
        try:
            changes = msgspec.convert(await self._app.link.act("changes", path=path, **{"from": base}), _Changes)
        except HostUnreachable:
            raise
        except ProctorError as error:
            return text, f"{error}"
        return text, changes.diff

    async def _read_delay(self) -> None:
        before_s = time.monotonic()
        try:
            await self._app.link.act("ping")
        except ProctorError:
            self._delays_ms.clear()
            self._app.believe(lambda watch: replace(watch, delay_ms=None))
            return
        self._delays_ms.append((time.monotonic() - before_s) * 500.0)
        delay_ms, shown_ms = max(1.0, round(median(self._delays_ms))), self._app.view.delay_ms
        if shown_ms is None or abs(delay_ms - shown_ms) > max(1.0, shown_ms * _STEADY):  # every change is painted
            self._app.believe(lambda watch: replace(watch, delay_ms=delay_ms))


def _with_files(found: Files) -> Callable[[WatchView], WatchView]:
    """What was read against another base than the one wished for meanwhile is not shown; the next reading is."""
    return lambda watch: watch if watch.dark or watch.files.base != found.base else replace(watch, files=found)


def listing_paths(rows: tuple[_Listed, ...]) -> tuple[str, ...]:
    """The paths, those that the last save changed first."""
    return tuple(row.path for row in sorted(rows, key=lambda row: not row.changed))


def open_path(watch: WatchView, paths: tuple[str, ...], chosen: str) -> str:
    """Which file to read: the one the mirror asked for last, else the open one, the module under test, any."""
    entry = watch.session.terms.entry if watch.session is not None else ""
    return next((path for path in (chosen, watch.files.path, entry, *paths) if path in paths), "")
