"""Verifying a session and going through its journals in a second process, while the first one loads a screen.

The first only takes over what was found, once it holds to the byte the journals that the other has read. Wherever
anything is wrong it does all of it once more itself, and that is also who says what.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from proctor.errors import RecordError
from proctor.record.second_process import give, second_process, taken
from proctor.record.store import SessionFolder

if TYPE_CHECKING:  # slow to load: the second process is there before, and both load it at the same time
    from proctor.record.reading import Lines, Reading
    from proctor.review.verified import Verified

_NOTHING: Final = sha256().hexdigest()


class Ahead:
    """What the second process found of the session in `folder`."""

    def __init__(self, folder: SessionFolder, given: BinaryIO) -> None:
        self._folder, self._given = folder, given

    def verified(self) -> "Verified | None":
        """Waits for it. None where it found anything wrong, has ended early, or read other journals than these."""
        import msgspec  # noqa: PLC0415 see above

        from proctor.review.carrying import found_in, proof_in  # noqa: PLC0415
        from proctor.review.verified import Verified  # noqa: PLC0415

        try:
            found = found_in(taken(self._given))
            public, private = (_lines(path, found.digests) for path in (self._folder.events, self._folder.private))
            proof = proof_in(taken(self._given))
        except (EOFError, msgspec.DecodeError, RecordError):
            return None
        if public is None or private is None:
            return None
        return Verified(found.footage.ended, public, private, proof, footage=found.footage)


def _lines(path: Path, digests: dict[str, str]) -> "Lines | None":
    from proctor.record.reading import Lines, content_of  # noqa: PLC0415 see above

    content = content_of(path) if path.exists() else b""
    return Lines(content) if sha256(content).hexdigest() == digests.get(path.name, _NOTHING) else None


@contextmanager
def going_ahead(place: Path) -> Iterator[Ahead | None]:
    """A second process that begins at once, if `place` is a session's folder; to be entered before any thread is."""
    folder = SessionFolder(place)
    if not folder.exists():
        yield None
        return
    with second_process(lambda giving: go_through(folder, giving)) as given:
        yield Ahead(folder, given)


def go_through(folder: SessionFolder, giving: BinaryIO) -> None:
    """Write down what `Ahead` reads. Raises what `verified` does; then what was written ends early."""
    from proctor.record.reading import content_of, verify  # noqa: PLC0415 see above
    from proctor.review.carrying import Found, carried  # noqa: PLC0415
    from proctor.review.verified import verified  # noqa: PLC0415

    digests: dict[str, str] = {}

    def read(path: Path) -> "Reading":
        content = content_of(path)
        digests[path.name] = sha256(content).hexdigest()
        return verify(content)

    # What was found is given before the rest is verified: the first can unpack it meanwhile.
    found = verified(
        folder, exported=False, read=read, gone=lambda footage: give(carried(Found(digests, footage)), giving)
    )
    give(carried(found.proof), giving)
