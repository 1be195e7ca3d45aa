"""Verifying a session and going through its journals in a second process, while the first one loads a screen.

Both have the journals from before there were two. Wherever anything is wrong the first does all of it once more itself,
and that is also who says what.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from proctor.record.second_process import give, second_process, taken
from proctor.record.store import SessionFolder

if TYPE_CHECKING:  # slow to load: the second process is there before, and both load it at the same time
    from proctor.record.reading import Reading
    from proctor.review.verified import Verified

Journals = Mapping[Path, bytes]
"""What is in the journals, as far as there are any."""


class Ahead:
    """What the second process found of the session in `folder`, whose `journals` it had."""

    def __init__(self, folder: SessionFolder, journals: Journals, given: BinaryIO) -> None:
        self._folder, self._journals, self._given = folder, journals, given

    def verified(self) -> "Verified | None":
        """Waits for it. None where it found anything wrong, or has ended early."""
        import msgspec  # noqa: PLC0415 see above

        from proctor.record.reading import Lines  # noqa: PLC0415
        from proctor.review.carrying import footage_in, proof_in  # noqa: PLC0415
        from proctor.review.verified import Verified  # noqa: PLC0415

        public, private = (Lines(self._journals.get(path, b"")) for path in (self._folder.events, self._folder.private))
        try:
            footage = footage_in(taken(self._given))
            proof = proof_in(taken(self._given))
        except (EOFError, msgspec.DecodeError):
            return None
        return Verified(footage.ended, public, private, proof, footage=footage)


@contextmanager
def going_ahead(place: Path) -> Iterator[Ahead | None]:
    """A second process that begins at once, if `place` is a session's folder; to be entered before any thread is."""
    folder = SessionFolder(place)
    if not folder.exists():
        yield None
        return
    journals = journals_of(folder)
    with second_process(lambda giving: go_through(folder, journals, giving)) as given:
        yield Ahead(folder, journals, given)


def journals_of(folder: SessionFolder) -> Journals:
    """The bytes of both journals; one that cannot be read is missing, and whoever needs it says why."""
    found: dict[Path, bytes] = {}
    for path in (folder.events, folder.private):
        try:
            found[path] = path.read_bytes()
        except OSError:
            continue
    return found


def go_through(folder: SessionFolder, journals: Journals, giving: BinaryIO) -> None:
    """Write down what `Ahead` reads. Raises what `verified` does; then what was written ends early."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 see above

    from proctor.record.reading import read, verify  # noqa: PLC0415
    from proctor.review.carrying import carried  # noqa: PLC0415
    from proctor.review.verified import verified  # noqa: PLC0415

    def held(path: Path) -> "Reading":
        return verify(journals[path]) if path in journals else read(path)

    # What was found is given while the rest is verified: the first process can unpack it meanwhile.
    with ThreadPoolExecutor(1) as beside:
        found = verified(
            folder,
            exported=False,
            read=held,
            gone=lambda footage: beside.submit(give, carried(footage), giving),
        )
        beside.submit(give, carried(found.proof), giving)
