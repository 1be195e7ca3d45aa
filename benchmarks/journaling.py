"""What the journal costs: one more event, forced to disk or not, and a long journal read and folded."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.effort import Effort
from benchmarks.figures import Figure, milliseconds
from benchmarks.stage import stage
from proctor.link.machine import boot_id, boot_ns, utc_text
from proctor.record.journal import Journal
from proctor.record.reading import read
from proctor.session.events import (
    CheckEnded,
    Event,
    HostStarted,
    PhaseBegan,
    RunEnded,
    RunStarted,
    SessionCreated,
    SnapshotTaken,
)
from proctor.session.fold import replay
from proctor.session.phases import Phase
from proctor.session.terms import CheckTerms, Terms
from proctor.session.verdicts import Verdict

_CHECKS: Final = tuple(f"test_promise_{number}" for number in range(8))


def measure(effort: Effort) -> list[Figure]:
    """`append` with and without sync; reading and verifying, and folding, a journal of many events."""
    with stage() as place:
        durable = _appended(place.folder / "durable.jsonl", effort.appends, durable=True)
        handed = _appended(place.folder / "handed.jsonl", effort.appends, durable=False)
        path = place.folder / "long.jsonl"
        _write(path, effort.events)
        reads, folds = zip(*(_read_and_fold(path) for _ in range(effort.folds)), strict=True)
    return [
        Figure("append one event, forced to disk", "ms", milliseconds(durable)),
        Figure("append one event, handed to the system", "ms", milliseconds(handed)),
        Figure(f"read and verify {effort.events} events", "ms", milliseconds(reads)),
        Figure(f"fold {effort.events} events", "ms", milliseconds(folds)),
    ]


def _appended(path: Path, count: int, *, durable: bool) -> list[int]:
    spans = []
    with Journal.create(path) as journal:
        for event, _ in zip(_work(), range(count), strict=False):
            begun_ns = time.monotonic_ns()
            journal.append(event.kind, event, by="host", at_utc=utc_text(), boot_ns=boot_ns(), durable=durable)
            spans.append(time.monotonic_ns() - begun_ns)
    return spans


def _write(path: Path, count: int) -> None:
    with Journal.create(path) as journal:
        for event, _ in zip(_session(), range(count), strict=False):
            by = "candidate" if isinstance(event, PhaseBegan) else "host"
            journal.append(event.kind, event, by=by, at_utc=utc_text(), boot_ns=boot_ns(), durable=False)


def _read_and_fold(path: Path) -> tuple[int, int]:
    begun_ns = time.monotonic_ns()
    envelopes = read(path).envelopes
    read_ns = time.monotonic_ns()
    replay(envelopes)
    return read_ns - begun_ns, time.monotonic_ns() - read_ns


def _session() -> Iterator[Event]:
    """A session that never ends: one save and its run after the other."""
    checks = tuple(CheckTerms(id=check, promise=f"{check} holds.") for check in _CHECKS)
    terms = Terms(
        session="benchmark", exercise="layer/example", exercise_digest="0" * 64, kind="layer", title="Example",
        level="mid", entry="layer.py", candidate="Ada", work_min=60.0, revision_min=15.0, checks=checks,
    )  # fmt: skip
    yield SessionCreated(terms=terms, boot_id=boot_id())
    yield HostStarted(boot_id=boot_id(), pid=1, version="1", downtime_s=0.0)
    yield PhaseBegan(phase=Phase.WORK, limit_s=3600.0)
    yield from _work()


def _work() -> Iterator[Event]:
    number = 0
    while True:
        number += 1
        run, commit, tree = f"{number:012x}", f"{number:040x}", f"{number:040x}"[::-1]
        yield SnapshotTaken(commit=commit, tree=tree, paths=("layer.py",), added=3, deleted=1)
        yield RunStarted(run=run, commit=commit, tree=tree, checks=_CHECKS)
        for check in _CHECKS:
            verdict = Verdict.PASS if number % 3 else Verdict.FAIL
            message = "" if number % 3 else "Result has shape (2, 5), but (2, 4) is promised."
            yield CheckEnded(run=run, commit=commit, tree=tree, check=check, verdict=verdict, message=message, ms=7.5)
        yield RunEnded(run=run, commit=commit, ms=80.0)
