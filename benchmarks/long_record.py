"""`python -m benchmarks.long_record FOLDER --saves 2000`: a finished session of eight hours, as a host leaves it.

Real journals with their chains, a real record with a commit per save, the exercise as it was used, and on request the
terminal's picture, sealed; only the waiting for the disk is left out. The same words make the same session.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.long_course import (
    BLANK,
    BOOT,
    INTERVIEWER,
    REVISE_S,
    Cast,
    Happened,
    Written,
    clock_s,
    course,
    save_times_s,
)
from benchmarks.long_edits import edits
from benchmarks.long_pictures import pictures
from benchmarks.stage import EXERCISE
from proctor.catalog.package import Exercise
from proctor.host.create import create
from proctor.record.commit_stream import Facts, commit_commands, file_commands, message_of, name_commands
from proctor.record.disk import Disk
from proctor.record.fast_import import FastImport
from proctor.record.history import History
from proctor.record.journal import Journal
from proctor.record.reading import read
from proctor.record.repository import WORK, create_repository, open_repository, output
from proctor.record.screens import ScreenWriter
from proctor.record.seals import seal_now
from proctor.record.store import SessionFolder, create_session
from proctor.record.tree import TreeFile
from proctor.session.events import SessionCreated, SnapshotTagged, SnapshotTaken
from proctor.session.fold import opened
from proctor.session.terms import Terms

_BEGAN: Final = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_BOOT_NS: Final = 1_000_000_000_000
_BATCH: Final = 400
"""Commits that are handed to git together."""


class _NoWait(Disk):
    """Leaves it to the system when bytes reach the device."""

    def sync(self, fd: int) -> None:
        """Do not wait."""


def long_record(
    place: Path, saves: int, *, pictured: bool = False, seed: int = 7, candidate: str = "Example"
) -> SessionFolder:
    """Make the session's folder at `place`, which is not there yet."""
    exercise = Exercise.load(EXERCISE)
    folder = create_session(place.parent.absolute(), place.name)
    shutil.copytree(EXERCISE, folder.exercise, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    terms = _terms(exercise, folder.id, candidate)
    material = exercise.private_material(terms.level)
    cast = Cast(
        tuple(check.id for check in terms.checks),
        tuple(check.id for check in material.checks),
        tuple(issue.id for issue in material.issues),
    )
    times_s = save_times_s(saves, seed)
    written = _commits(folder.record, terms, times_s, _numbers(cast, times_s, seed), seed)
    _journals(folder, terms, course(cast, written, times_s, seed))
    _tag(folder)
    if pictured:
        writer = ScreenWriter(folder.screen)
        for record in pictures(times_s):
            writer.write((record,))
        writer.close()
    seal_now(folder, "finished")
    return folder


def _terms(exercise: Exercise, session: str, candidate: str) -> Terms:
    """What a host would agree to, over a day."""
    with tempfile.TemporaryDirectory(prefix="proctor-benchmark-") as root:
        made = create(exercise, Path(root), level="mid", candidate=candidate, interviewer_opens=True, focus_s=1200.0)
        terms = opened(read(made.events).envelopes[0]).terms
    return msgspec.structs.replace(terms, session=session, work_min=420.0, revision_min=60.0, screen="recorded")


def _numbers(cast: Cast, times_s: Sequence[float], seed: int) -> list[int]:
    """The journal's number of each save."""
    told = (happened.event for happened in course(cast, [BLANK] * len(times_s), times_s, seed) if not happened.private)
    return [number for number, event in enumerate(told, start=2) if isinstance(event, SnapshotTaken)]


def _commits(record: Path, terms: Terms, times_s: Sequence[float], numbers: Sequence[int], seed: int) -> list[Written]:
    """A commit per save, many in one go."""
    create_repository(record)
    importer = FastImport(open_repository(record))
    starter = {path.name: TreeFile.of(path.read_bytes()) for path in (EXERCISE / "starter").iterdir() if path.is_file()}
    written: list[Written] = []
    todo = zip(edits(terms.entry, len(times_s), seed), times_s, numbers, strict=True)
    while batch := list(islice(todo, _BATCH)):
        commands = []
        for edit, t_s, number in batch:
            files = {**(starter if t_s == times_s[0] else {}), edit.path: TreeFile.of(edit.content)}
            phase = "revision" if t_s >= REVISE_S else "work"
            facts = Facts(at=_BEGAN + timedelta(seconds=t_s), phase=phase, clock_s=clock_s(t_s), seq=number)
            message, body = message_of(facts, [edit.path]), file_commands((), files)
            commands.append(
                commit_commands(ref=WORK, parent=None, author=terms.candidate, at=facts.at, message=message, body=body)
            )
        lines = [line.decode() for line in importer.exchange(b"".join(commands))]
        for (edit, _, _), commit, root in zip(batch, lines[::2], lines[1::2], strict=True):
            written.append(Written(commit, root.split()[2], (edit.path,), edit.added, edit.deleted))
    importer.close()
    first, laid = written[0], [file.content.count(b"\n") for name, file in starter.items() if name != terms.entry]
    written[0] = first._replace(paths=tuple(sorted(starter)), added=first.added + sum(laid))
    output(open_repository(record), "repack", "-a", "-d", "-q")
    return written


def _journals(folder: SessionFolder, terms: Terms, happened: Iterator[Happened]) -> None:
    with (
        Journal.create(folder.events, disk=_NoWait()) as public,
        Journal.create(folder.private, disk=_NoWait()) as private,
    ):
        _append(public, Happened(0.0, "host", SessionCreated(terms=terms, boot_id=BOOT)))
        for one in happened:
            if one.private:
                _append(private, one, after=public.heads().seq)
            else:
                _append(public, one)


def _append(journal: Journal, happened: Happened, after: int | None = None) -> None:
    who = INTERVIEWER if happened.by == "interviewer" else ""
    at = (_BEGAN + timedelta(seconds=happened.t_s)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    journal.append(
        happened.event.kind,
        happened.event,
        by=happened.by,
        who=who,
        at_utc=at,
        boot_ns=_BOOT_NS + round(happened.t_s * 1e9),
        after=after,
        durable=False,
    )


def _tag(folder: SessionFolder) -> None:
    """Give the names that the journal gives, and lay out the last files."""
    importer = FastImport(open_repository(folder.record))
    for envelope in read(folder.events).envelopes:
        if envelope.kind == SnapshotTagged.kind:
            tagged = msgspec.json.decode(envelope.data, type=SnapshotTagged)
            importer.exchange(name_commands(f"refs/tags/{tagged.tag}", tagged.commit))
    importer.close()
    with History(folder.record) as history:
        for path, file in history.tree(WORK).files.items():
            (folder.workspace / path).write_bytes(file.content)


def main(words: Sequence[str] | None = None) -> int:
    """Make it where the words say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_record", description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the session's folder; it is not there yet")
    parser.add_argument("--saves", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--pictures", action="store_true", help="with the terminal's picture")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(words)
    begun_s = time.monotonic()
    folder = long_record(options.folder, options.saves, pictured=options.pictures, seed=options.seed)
    size_mb = sum(path.stat().st_size for path in folder.path.rglob("*") if path.is_file()) / 1e6
    print(f"{folder.path}: {options.saves} saves, {size_mb:.0f} MB, in {time.monotonic() - begun_s:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
