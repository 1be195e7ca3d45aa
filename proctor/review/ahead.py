"""Verifying a session and going through its journals in a second process, while the first one loads a screen.

Both have the same journals: from before there were two, or the first gets them from the second that unpacked a file.
Wherever anything is wrong the first does all of it once more itself, and that is also who says what.
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
    """What the second process found of the session in `folder`, whose `journals` are given first if they are None."""

    def __init__(self, folder: SessionFolder, journals: Journals | None, given: BinaryIO) -> None:
        self.folder = folder
        self._journals, self._given = journals, given

    def verified(self) -> "Verified | None":
        """Waits for it. None where it found anything wrong, or has ended early; then nothing is sure of `folder`."""
        import msgspec  # noqa: PLC0415 see above

        from proctor.record.reading import Lines  # noqa: PLC0415
        from proctor.review.carrying import footage_in, proof_in  # noqa: PLC0415
        from proctor.review.verified import Verified  # noqa: PLC0415

        try:
            public, private = map(Lines, self._contents())
            footage = footage_in(taken(self._given), public, private)
            proof = proof_in(taken(self._given))
        except (EOFError, msgspec.DecodeError):
            return None
        return Verified(footage.ended, public, private, proof, footage=footage)

    def _contents(self) -> tuple[bytes, bytes]:
        if self._journals is None:
            return taken(self._given), taken(self._given)
        return _both(self.folder, self._journals)


@contextmanager
def going_ahead(place: Path) -> Iterator[Ahead | None]:
    """A second process that begins at once, if `place` is a session's folder or an exported file.

    To be entered before any thread is.
    """
    folder = SessionFolder(place)
    if folder.exists():
        journals = journals_of(folder)
        with second_process(lambda giving: go_through(folder, journals, giving)) as given:
            yield Ahead(folder, journals, given)
    elif place.is_file():
        import tempfile  # noqa: PLC0415 see above

        with (
            tempfile.TemporaryDirectory(prefix="proctor-recording-", ignore_cleanup_errors=True) as own,
            second_process(lambda giving: go_through_file(place, Path(own), giving)) as given,
        ):
            yield Ahead(SessionFolder(Path(own)), None, given)
    else:
        yield None


def journals_of(folder: SessionFolder) -> Journals:
    """The bytes of both journals; one that cannot be read is missing, and whoever needs it says why."""
    found: dict[Path, bytes] = {}
    for path in (folder.events, folder.private):
        try:
            found[path] = path.read_bytes()
        except OSError:
            continue
    return found


def go_through_file(file: Path, into: Path, giving: BinaryIO) -> None:
    """The same for an exported file, which is laid out in the folder `into`; its journals come first."""
    from proctor.record.unpacking import unpacked  # noqa: PLC0415 see above

    folder = unpacked(file, into)
    go_through(folder, journals_of(folder), giving, exported=True)


def go_through(folder: SessionFolder, journals: Journals, giving: BinaryIO, *, exported: bool = False) -> None:
    """Write down what `Ahead` reads. Raises what `verified` does; then what was written ends early."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 see above

    from proctor.record.reading import read, verify  # noqa: PLC0415
    from proctor.review.carrying import carried  # noqa: PLC0415
    from proctor.review.verified import verified  # noqa: PLC0415

    def held(path: Path) -> "Reading":
        return verify(journals[path]) if path in journals else read(path)

    # What was found is given while the rest is verified: the first process can unpack it meanwhile.
    with ThreadPoolExecutor(1) as beside:
        for content in _both(folder, journals) if exported else ():
            beside.submit(give, content, giving)
        found = verified(
            folder,
            exported=exported,
            read=held,
            gone=lambda footage: beside.submit(give, carried(footage), giving),
        )
        beside.submit(give, carried(found.proof), giving)


def _both(folder: SessionFolder, journals: Journals) -> tuple[bytes, bytes]:
    return journals.get(folder.events, b""), journals.get(folder.private, b"")
