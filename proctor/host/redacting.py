"""Redacting what a person names, a session here or an exported file, into a new file."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from proctor.host.luggage import luggage
from proctor.record.parcel import write_parcel
from proctor.record.reading import read
from proctor.record.store import SessionFolder
from proctor.record.substance import substance_of
from proctor.record.unpacking import unpacked
from proctor.review.reading import recording
from proctor.review.redaction.redact import PARTS, Part, Redacted, redact
from proctor.review.redaction.redactor import Redactor
from proctor.session.fold import replay


class Wanted(NamedTuple):
    """What is to become of the name, and what is left out."""

    label: str
    words: tuple[str, ...]
    dropped: frozenset[Part]


class Written(NamedTuple):
    """What was made, and what the new file holds and does not hold, in words."""

    session: str
    redacted: Redacted
    contains: tuple[str, ...]
    left_out: tuple[str, ...]


def redact_to(place: Path, file: Path, wanted: Wanted) -> Written:
    """Write the finished session at `place`, a folder or an exported file, to `file` without its candidate's name.

    The new file is read back and verified before it has its name. Raises: UsageError, RecordError, OSError.
    """
    with tempfile.TemporaryDirectory(prefix="proctor-redacting-") as own:
        exported = not SessionFolder(place).exists()
        source = unpacked(place, Path(own) / "source") if exported else SessionFolder(place)
        terms = replay(read(source.events).envelopes).terms
        redactor = Redactor(terms.candidate, wanted.label, wanted.words)
        target = SessionFolder(Path(own) / "target")
        made = redact(source, target, redactor, wanted.dropped, exported=exported)
        private = target.private.exists()
        packed = luggage(target, substance_of(target), terms.exercise, with_private=private)
        at = datetime.fromisoformat(read(target.events).envelopes[-1].at_utc)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".proctor-") as near:
            whole = Path(near) / file.name
            write_parcel(target.record, whole, packed.files, at)
            with recording(whole):
                whole.replace(file)
    return Written(terms.session, made, tuple(packed.contains), tuple(packed.left_out))


def parts_of(words: Iterable[str], *, keep_pictures: bool) -> frozenset[Part]:
    """What is left out: what was named, and the pictures unless they are to be kept."""
    named = frozenset(part for part in PARTS if part in set(words))
    return named if keep_pictures else named | {"pictures"}
