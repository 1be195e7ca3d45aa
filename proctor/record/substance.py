"""What a session's folder holds that a seal speaks of, by its digests: to make a seal, or to hold it to one."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from proctor.errors import RecordError
from proctor.record.history import History
from proctor.record.journal import Head
from proctor.record.reading import Reading, read
from proctor.record.repository import LATE, WORK
from proctor.record.screens import segments
from proctor.record.seal import Row
from proctor.record.store import SessionFolder
from proctor.session.envelope import CHAIN_START

CARD: Final = "*.jsonl"
_NAMES: Final = (WORK, LATE)
_TAGS: Final = "refs/tags/"
_SHOWN: Final = frozenset({"exercise.toml", "spec.md"})
_SHOWN_BELOW: Final = ("starter/", "checks/", "levels/")
_NO_FILES: Final = frozenset({"__pycache__", ".pytest_cache"})


@dataclass(frozen=True, slots=True)
class Journaled:
    """A journal as it was read."""

    name: str
    reading: Reading

    @property
    def head(self) -> Head:
        """Its last good line."""
        return Head(self.reading.mark.seq, self.reading.mark.line_hash)

    def hash_at(self, seq: int) -> str | None:
        """The hash of line `seq`, None if it does not reach that far; every line names the one before."""
        if seq == self.reading.mark.seq:
            return self.reading.mark.line_hash
        if not 0 <= seq < self.reading.mark.seq:
            return None
        return self.reading.envelopes[seq].prev if seq else CHAIN_START


@dataclass(frozen=True, slots=True)
class Substance:
    """The parts of a session by their digests; `stretches` are its pictures in the order of time."""

    public: Journaled
    private: Journaled | None
    refs: dict[str, str]
    cards: dict[str, tuple[str, ...]]
    """Of each score card, the digest after each of its lines: what it was at any earlier time."""
    exercise: dict[str, str]
    stretches: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> dict[str, str]:
        """Those files of the exercise that a candidate may see."""
        return {path: digest for path, digest in self.exercise.items() if may_be_shown(path)}

    def cards_now(self) -> dict[str, str]:
        """Each score card as it is."""
        return {name: digests[-1] for name, digests in self.cards.items()}

    def pictures(self, count: int | None = None) -> Row:
        """The first `count` stretches of pictures, or all; each digest goes on from the one before."""
        taken = self.stretches[:count]
        digest = ""
        for name, content in taken:
            digest = sha256(f"{digest} {name} {content}".encode()).hexdigest()
        return Row(len(taken), digest)


def may_be_shown(path: str) -> bool:
    """Whether a file of an exercise is for candidates too; what an author leaves elsewhere is not."""
    return path in _SHOWN or path.startswith(_SHOWN_BELOW)


def substance_of(folder: SessionFolder, *, live: bool = False, read: Callable[[Path], Reading] = read) -> Substance:
    """What is on disk now; `live` leaves out the stretch of pictures that may still be written.

    `read` reads and verifies a journal.

    Raises: RecordError if something cannot be read.
    """
    try:
        pictures = segments(folder.screen)
        return Substance(
            public=Journaled(folder.events.name, read(folder.events)),
            private=Journaled(folder.private.name, read(folder.private)) if folder.private.exists() else None,
            refs=_refs(folder.record),
            cards={path.name: _after_each_line(path) for path in sorted(folder.cards.glob(CARD))},
            exercise=_files(folder.exercise),
            stretches=tuple((path.name, _digest(path)) for path in (pictures[:-1] if live else pictures)),
        )
    except OSError as fault:
        raise RecordError(f"cannot read {fault.filename}: {fault.strerror}", hint="check who may read it") from fault


def _refs(record: Path) -> dict[str, str]:
    if not record.exists():
        return {}
    with History(record) as history:
        refs = history.refs()
    return {name: commit for name, commit in refs.items() if name in _NAMES or name.startswith(_TAGS)}


def _after_each_line(path: Path) -> tuple[str, ...]:
    total = sha256()
    digests = [total.copy()]
    for line in path.read_bytes().splitlines(keepends=True):
        total.update(line)
        digests.append(total.copy())
    return tuple(digest.hexdigest() for digest in digests)


def _files(exercise: Path) -> dict[str, str]:
    found = {
        path.relative_to(exercise).as_posix(): _digest(path)
        for path in exercise.rglob("*")
        if path.is_file() and not path.is_symlink() and _NO_FILES.isdisjoint(path.relative_to(exercise).parts)
    }
    return dict(sorted(found.items()))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
