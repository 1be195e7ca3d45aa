"""The newest seal of a session: from its folder, or, where that cannot be read, as the journal names it."""

from collections.abc import Iterator

from proctor.cli.standing import Standing
from proctor.errors import RecordError
from proctor.record.seals import digest_of_seal, read_seals
from proctor.session.phases import Phase
from proctor.session.sealing import long_seal


def newest_seal(found: Standing) -> str:
    """Its digest; empty where nothing was sealed."""
    try:
        seals = read_seals(found.folder.seals)
    except RecordError:
        return found.session.seal  # whether they agree is what `proctor replay` and `proctor import` say
    return digest_of_seal(seals[-1]) if seals else found.session.seal


def seal_lines(found: Standing) -> Iterator[str]:
    """The whole digest, once the session is over."""
    if found.session.phase is Phase.DONE:
        digest = newest_seal(found)
        yield f"Seal: {long_seal(digest)}" if digest else "Seal: none yet; proctor export makes one"
