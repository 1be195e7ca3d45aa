"""A whole session written anew without its candidate's name, verified, and sealed as made from another."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from proctor.errors import RecordError
from proctor.record.notes import write_notes
from proctor.record.screens import Pictures
from proctor.record.seals import Seal, digest_of_seal, read_seals, seal_now
from proctor.record.store import SessionFolder
from proctor.review.redaction.cards import rewritten_cards
from proctor.review.redaction.journals import JournalRedactor
from proctor.review.redaction.redactor import Redactor
from proctor.review.redaction.saves import rewritten_saves
from proctor.review.verified import Verified, verified

Part = Literal["private", "pictures", "messages", "cards"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
_WORDS: Final[dict[Part, str]] = {
    "private": "the interviewers' private journal",
    "pictures": "the terminal's pictures, which may show the name",
    "messages": "what people wrote to each other (the feedback stays)",
    "cards": "score cards",
}


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was made: how often something was replaced by the kind of place, what was dropped, what could not be read.

    `binary` are files that hold no text and stand as they were; `seal` is the new one, which names `redacts`.
    """

    seal: Seal
    redacts: str
    saves: int
    replaced: dict[str, int]
    dropped: tuple[str, ...]
    binary: tuple[str, ...] = field(default=())


def redact(
    source: SessionFolder, target: SessionFolder, redactor: Redactor, dropped: Iterable[Part], *, exported: bool
) -> Redacted:
    """Make the empty folder of `target` the session in `source` without what `redactor` hides and what is `dropped`.

    `exported` says that the source was unpacked from a file; a session here is sealed as it is now. Raises:
    RecordError if the source is not as it was sealed, or the new record would not hold together; UsageError if the
    session is not over.
    """
    left = frozenset(dropped)
    found = verified(source, exported=exported)
    if not exported:
        seal_now(source, "exported")
    redacts = _last_seal(source)
    target.path.mkdir(mode=0o700, exist_ok=True)
    names = rewritten_saves(source.record, target.record, redactor)
    journals = JournalRedactor(redactor, names, messages="messages" not in left)
    target.events.write_bytes(journals.journal(found.public))
    gone = [part for part in ("messages", "pictures", "private", "cards") if part in left and _has(source, found, part)]
    if source.private.exists() and "private" not in left:
        target.private.write_bytes(journals.journal(found.private))
    if not left & {"cards", "private"}:
        rewritten_cards(source.cards, target.cards, redactor, journals)
    _copy(source, target, pictures="pictures" not in left)
    write_notes(target)
    seal = seal_now(target, "redacted", redacts=redacts)
    _held(target, found)
    return Redacted(
        seal=seal,
        redacts=redacts,
        saves=len(names.commits),
        replaced=dict(sorted((place, count) for place, count in redactor.counts.items() if count)),
        dropped=tuple(_WORDS[part] for part in gone),
        binary=tuple(sorted(names.binary)),
    )


def _has(source: SessionFolder, found: Verified, part: Part) -> bool:
    """Whether there was anything of it to drop."""
    there = {
        "private": source.private.exists(),
        "pictures": bool(Pictures(source.screen)),
        "messages": bool(found.session.talk.messages or found.session.walkthrough or found.session.answer),
        "cards": source.cards.is_dir() and any(source.cards.glob("*.jsonl")),
    }
    return there[part]


def _last_seal(source: SessionFolder) -> str:
    seals = read_seals(source.seals)
    if not seals:
        raise RecordError(
            "this file has no seal that a new one could name",
            hint="import it, and redact the session: that seals it first",
        )
    return digest_of_seal(seals[-1])


def _copy(source: SessionFolder, target: SessionFolder, *, pictures: bool) -> None:
    """The exercise is nobody's; the pictures, where they are wanted, cannot be rewritten."""
    for folder, copied in ((source.exercise, target.exercise), (source.screen, target.screen)):
        if folder.is_dir() and (pictures or folder != source.screen):
            shutil.copytree(folder, copied, symlinks=True)


def _held(target: SessionFolder, found: Verified) -> None:
    """A record that was made anew is held to the rules like any other, and to the course of the old one."""
    made = verified(target, exported=False)
    same = [(one.seq, one.at_utc, one.boot_ns, one.kind) for one in made.public] == [
        (one.seq, one.at_utc, one.boot_ns, one.kind) for one in found.public
    ]
    if not same or made.session.snapshots != found.session.snapshots:
        raise RecordError("the new record does not tell the same course", hint="this is a fault of proctor")
