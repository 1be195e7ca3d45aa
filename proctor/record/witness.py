"""Whether the shared journal and the repository speak of the same saves: every commit, its tree, and every tag."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.record.history import History, tags_in
from proctor.record.proof import CHANGED
from proctor.record.repository import LATE, WORK
from proctor.session.envelope import Envelope
from proctor.session.events import SnapshotTaken
from proctor.session.plain_text import shown_line

_OTHER: Final = "the journal names other saves than there are"


@dataclass(frozen=True, slots=True)
class Commits:
    """What a repository holds: tags with their commits, and of each name the tree of every commit on it."""

    tags: Mapping[str, str]
    trees: Mapping[str, Mapping[str, str]]


def commits_of(history: History) -> Commits:
    """Ask git for all of it; where there is no repository there is nothing. Raises: RecordError."""
    refs = history.refs() if history.path.exists() else {}
    return Commits(tags_in(refs), {name: _trees(history, name) for name in (WORK, LATE) if name in refs})


def witnessed(envelopes: Iterable[Envelope], tags: Mapping[str, str], commits: Callable[[], Commits]) -> None:
    """Hold the commits to what the journal says of them; `tags` are those it names. Raises: RecordError."""
    told = [
        (envelope.seq, msgspec.json.decode(envelope.data, type=SnapshotTaken))
        for envelope in envelopes
        if envelope.kind == SnapshotTaken.kind
    ]
    made = commits()
    for seq, taken in told:
        tree = made.trees.get(LATE if taken.late else WORK, {}).get(taken.commit)
        if tree != taken.tree:
            lost = "is not there" if tree is None else "holds other files"
            raise RecordError(f"{_OTHER}: commit {shown_line(taken.commit[:12])} of line {seq} {lost}", hint=CHANGED)
    for tag in sorted(made.tags.keys() | tags.keys()):
        found = made.tags.get(tag)
        if found != tags.get(tag) or found not in made.trees.get(WORK, {}):
            raise RecordError(f"{_OTHER}: tag {shown_line(tag)} is not where the journal says", hint=CHANGED)


def _trees(history: History, name: str) -> dict[str, str]:
    """The tree of every commit on a name."""
    rows = history.git("log", "--format=%H %T", name, "--").decode().split()
    return dict(zip(rows[::2], rows[1::2], strict=True))
