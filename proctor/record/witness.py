"""Whether the shared journal and the repository speak of the same saves: every commit, its tree, and every tag."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from proctor.errors import RecordError
from proctor.record.history import History
from proctor.record.proof import CHANGED
from proctor.record.repository import LATE, WORK
from proctor.session.envelope import Envelope
from proctor.session.events import SnapshotTaken
from proctor.session.plain_text import shown_line

_OTHER: Final = "the journal names other saves than there are"


def witnessed(envelopes: Iterable[Envelope], tags: Mapping[str, str], history: History) -> None:
    """Hold the commits to what the journal says of them; `tags` are those it names. Raises: RecordError."""
    told = [
        (envelope.seq, msgspec.json.decode(envelope.data, type=SnapshotTaken))
        for envelope in envelopes
        if envelope.kind == SnapshotTaken.kind
    ]
    if not told and not tags and not history.path.exists():
        return
    refs = history.refs()
    made = {name: _trees(history, name) if name in refs else {} for name in (WORK, LATE)}
    for seq, taken in told:
        tree = made[LATE if taken.late else WORK].get(taken.commit)
        if tree != taken.tree:
            lost = "is not there" if tree is None else "holds other files"
            raise RecordError(f"{_OTHER}: commit {shown_line(taken.commit[:12])} of line {seq} {lost}", hint=CHANGED)
    found = history.tags()
    for tag in sorted(found.keys() | tags.keys()):
        if found.get(tag) != tags.get(tag) or found[tag] not in made[WORK]:
            raise RecordError(f"{_OTHER}: tag {shown_line(tag)} is not where the journal says", hint=CHANGED)


def _trees(history: History, name: str) -> dict[str, str]:
    """The tree of every commit on a name."""
    rows = history.git("log", "--format=%H %T", name, "--").decode().split()
    return dict(zip(rows[::2], rows[1::2], strict=True))
