"""Where one person judges one session: the film, the rubric, their draft, and what they may see."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from proctor.errors import UsageError
from proctor.record.store import SessionFolder
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.cards.card import NO_EVIDENCE, Card, Citation, Rating
from proctor.review.cards.cites import cited
from proctor.review.cards.draft import Draft, begun, keep_draft, read_draft
from proctor.review.cards.rubric import rubric_of
from proctor.review.cards.shelf import Seen, visible_cards
from proctor.review.cards.writing import Desk, mend, submit
from proctor.review.film import Film
from proctor.review.reading import recording

BLIND_LABEL = "the candidate"


@dataclass(frozen=True, slots=True)
class Bench:
    """`who` at work on a session; `veil` hides the candidate from them where they asked for that."""

    desk: Desk
    film: Film
    who: str
    veil: Veil = NO_VEIL

    @property
    def blind(self) -> bool:
        """Whether the candidate's name is hidden."""
        return self.veil is not NO_VEIL

    @property
    def called(self) -> str:
        """What the session is called before this person: its id, or the label."""
        return self.veil.label if self.blind else self.desk.session

    def blinded(self, label: str) -> "Bench":
        """The same bench with the candidate called `label`."""
        return dataclasses.replace(self, veil=Veil(self.film.terms.candidate, label))

    @property
    def criteria(self) -> tuple[str, ...]:
        """Their names."""
        return self.desk.rubric.names

    def seen(self) -> Seen:
        """The cards that this person may see now."""
        return visible_cards(self.desk.shelf(), self.who)

    def kept(self) -> Draft | None:
        """The draft on disk."""
        return read_draft(self.desk.folder.cards, self.who)

    def draft(self) -> Draft:
        """The draft on disk, or a new one: from the submitted card, if there is one."""
        return self.kept() or begun(self.who, self.seen().own)

    def keep(self, draft: Draft) -> Draft:
        """Put the draft on disk as changed now; it was blind only if all of it was."""
        fresh = not draft.changed_utc and self.seen().own is None
        kept = replace(draft.touched(), blind=self.blind and (fresh or draft.blind))
        keep_draft(self.desk.folder.cards, kept)
        return kept

    def edit(self, change: Callable[[Draft], Draft]) -> Draft:
        """Change the draft on disk."""
        return self.keep(change(self.draft()))

    def cite(self, words: Iterable[str]) -> tuple[Citation, ...]:
        """What the words point at, each once. Raises: UsageError for what was not recorded."""
        return tuple(dict.fromkeys(cited(self.film, one) for one in words if one.strip()))

    def missing(self) -> tuple[str, ...]:
        """What the draft still lacks."""
        return self.draft().missing(self.criteria)

    def submit(self, why: str = "") -> Card:
        """The draft becomes the card; see `writing.submit`."""
        return submit(self.desk, self.draft(), why=why)


def scored(rating: Rating, score: int) -> Rating:
    """The rating with another score; 0 says that there is no evidence for any."""
    return replace(rating, score=score or None, reason="" if score else NO_EVIDENCE)


@contextmanager
def bench(place: Path, who: str, *, blind: bool = False, label: str = BLIND_LABEL) -> Iterator[Bench]:
    """The bench of `who` at the finished session in the folder `place`.

    Raises: UsageError for a file that was exported (cards belong to a session) and for a session that is not over.
    """
    if place.is_file():
        raise UsageError(
            f"{place} is an exported file, and a card is kept with the session",
            hint=f"take it in first: proctor import {place} --with-private",
        )
    with recording(place) as recorded:
        terms = recorded.session.terms
        desk = Desk(SessionFolder(place), terms.session, rubric_of(recorded))
        mend(desk)
        at = Bench(desk, Film(recorded), who)
        yield at.blinded(label) if blind else at
